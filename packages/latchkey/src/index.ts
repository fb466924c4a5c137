/**
 * Authentication over web standards: a `Request` in, a `Response` out.
 *
 * @module
 */
import type { ResponseInternal } from "./actions/result.ts"
import type { AuthConfig } from "./config/auth-config.ts"
import type { Door } from "./config/context.ts"
import type { raw } from "./contracts/symbols.ts"
import { currentSession } from "./core/current-session.ts"
import { handle, handleRaw, wantsRaw } from "./core/handle.ts"
import type { Session } from "./vocabulary/session.ts"

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

/**
 * The session of whoever sent this request, or null. Sets no cookie, so a session is not prolonged here: `GET /session`
 * and {@link Auth}'s other answers do that.
 *
 * @throws MissingSecret, KeysUnavailable, UntrustedHost: not knowing is not the same as nobody
 * @example
 * ```ts
 * const session = await getSession(request, { providers: [GitHub] })
 * ```
 */
export async function getSession(request: Request, config: AuthConfig): Promise<Session | null> {
  const { headers, url } = request
  const { session } = await currentSession(
    config,
    door,
    { headers, url, request },
    { write: false },
  )
  return session
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
