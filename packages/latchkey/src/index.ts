/**
 * Authentication over web standards: a `Request` in, a `Response` out.
 *
 * @module
 */
import type { ResponseInternal } from "./actions/result.ts"
import type { AuthConfig } from "./config/auth-config.ts"
import type { Door } from "./config/context.ts"
import type { raw } from "./contracts/symbols.ts"
import { handle, handleRaw, wantsRaw } from "./core/handle.ts"

const door: Door = { compat: undefined, basePath: "/auth" }

/**
 * Answers one request to an authentication route.
 *
 * @example
 * ```ts
 * const response = await Auth(request, { providers: [GitHub], basePath: "/auth" })
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

export type {
  AuthConfig,
  CallbacksOptions,
  Compat,
  JWTDecodeParams,
  JWTEncodeParams,
  JWTOptions,
  PagesOptions,
  SessionOptions,
} from "./config/auth-config.ts"
export type { ResponseInternal } from "./actions/result.ts"
export type { SecretOption, SecretValue } from "./contracts/keys.ts"
export { customFetch, raw, skipCSRFCheck, allowInsecureRequests } from "./contracts/symbols.ts"
export { createActionURL, setEnvDefaults } from "./config/action-url.ts"
export { isAuthAction } from "./web/path.ts"
export * from "./errors.ts"

export type { Account, Profile } from "./vocabulary/account.ts"
export type { DefaultSession, Session } from "./vocabulary/session.ts"
export type { User } from "./vocabulary/user.ts"
