/**
 * Authentication over web standards: a `Request` in, a `Response` out.
 *
 * @module
 */
import type { ResponseInternal } from "./actions/result.ts"
import type { AuthConfig } from "./config/auth-config.ts"
import type { Door } from "./config/context.ts"
import type { Health } from "./contracts/health.ts"
import type { raw } from "./contracts/symbols.ts"
import { currentSession } from "./core/current-session.ts"
import { handle, handleRaw, wantsRaw } from "./core/handle.ts"
import { health as healthOf } from "./core/health.ts"
import { healthToken as tokenFor } from "./core/health-token.ts"
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
 * How the application stands: whether requests can be served, with which keys, from where, and whether its instances
 * agree. Never throws for what it finds, and holds no value. The same as `GET /health`, with the details.
 *
 * @example
 * ```ts
 * const { status, key, details } = await health({ providers: [GitHub] })
 * ```
 */
export function health(config: Omit<AuthConfig, "raw">): Promise<Health> {
  return healthOf(config, door)
}

/**
 * A bearer token for the details of `GET /health` at `url`: good there only, and for 60 seconds. Whoever has the secret
 * can make one.
 *
 * @throws MissingSecret, KeysUnavailable and the like, where there are no keys to make it with
 * @example
 * ```ts
 * const url = "https://app.example/auth/health"
 * const authorization = `Bearer ${await healthToken({ providers: [] }, url)}`
 * const answer = await fetch(url, { headers: { authorization } })
 * ```
 */
export function healthToken(config: Omit<AuthConfig, "raw">, url: string): Promise<string> {
  return tokenFor(config, door, url)
}

export { compareHealth } from "./core/compare-health.ts"
export { readHealthAnswer } from "./core/read-health.ts"
export type {
  ComparedInstance,
  HealthComparison,
  HealthDifference,
  HealthSample,
} from "./core/health-comparison.ts"
export type { Health, HealthAnswer, HealthDetails } from "./contracts/health.ts"

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
export type { RingInspection, SecretOption, SecretValue } from "./contracts/keys.ts"
export { customFetch, raw, skipCSRFCheck, allowInsecureRequests } from "./contracts/symbols.ts"
export { createActionURL, setEnvDefaults } from "./config/action-url.ts"
export { isRouteAction as isAuthAction } from "./web/path.ts"
export * from "./errors.ts"

export type { Account, Profile } from "./vocabulary/account.ts"
export type { DefaultSession, Session } from "./vocabulary/session.ts"
export type { User } from "./vocabulary/user.ts"
