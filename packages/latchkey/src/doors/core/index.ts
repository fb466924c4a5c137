/**
 * What `@auth/core` exports, of its generation: `latchkey/doors/core/index`.
 *
 * @module
 */
import type { ResponseInternal } from "../../actions/result.ts"
import type { AuthConfig } from "../../config/auth-config.ts"
import type { Door } from "../../config/context.ts"
import type { raw } from "../../contracts/symbols.ts"
import { handle, handleRaw, wantsRaw } from "../../core/handle.ts"

const door: Door = { compat: 5, basePath: "/auth" }

/**
 * Answers one request to an authentication route, as Auth.js 5 would.
 *
 * @example
 * ```ts
 * const response = await Auth(request, { providers: [GitHub], trustHost: true })
 * ```
 */
export function Auth(
  request: Request,
  config: AuthConfig & { raw: typeof raw },
): Promise<ResponseInternal>
export function Auth(request: Request, config: Omit<AuthConfig, "raw">): Promise<Response>
export function Auth(request: Request, config: AuthConfig): Promise<Response | ResponseInternal> {
  return wantsRaw(config) ? handleRaw(request, config, door) : handle(request, config, door)
}

export { customFetch, raw, skipCSRFCheck } from "../../contracts/symbols.ts"
export { createActionURL, setEnvDefaults } from "../../config/action-url.ts"
export { isAuthAction } from "../../web/path.ts"
export type {
  AuthConfig,
  CallbacksOptions,
  Compat,
  JWTDecodeParams,
  JWTEncodeParams,
  JWTOptions,
  PagesOptions,
  SessionOptions,
} from "../../config/auth-config.ts"
export type { ResponseInternal } from "../../actions/result.ts"
export type { SecretOption, SecretValue } from "../../contracts/keys.ts"
