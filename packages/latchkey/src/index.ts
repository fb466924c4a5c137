/**
 * Authentication over web standards: a `Request` in, a `Response` out.
 *
 * @module
 */
import type { AccessTokenOptions } from "./actions/accounts/access-token.ts"
import type { LinkedAccount } from "./actions/accounts/list.ts"
import type { UnlinkedAccount } from "./actions/accounts/unlink.ts"
import type { AccessToken } from "./actions/accounts/usable.ts"
import type { ResponseInternal } from "./actions/result.ts"
import type { AuthConfig } from "./config/auth-config.ts"
import type { Door, Incoming } from "./config/context.ts"
import type { Health } from "./contracts/health.ts"
import type { raw } from "./contracts/symbols.ts"
import type { Whose } from "./core/accounts.ts"
import { currentSession } from "./core/current-session.ts"
import { handle, handleRaw, wantsRaw } from "./core/handle.ts"
import type { ListedSession, RevokedSessions, SessionsEnded, SessionsOf } from "./core/sessions.ts"
import { storedData, type StoragePlace, type StoredData } from "./core/stored-data.ts"
import type { AccountPlace } from "./keys/data/account-tokens.ts"
import type { OpenedData } from "./keys/data/seal-data.ts"
import type { Session } from "./vocabulary/session.ts"
import { NodeIncoming, type NodeRequest } from "./web/node-incoming.ts"

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

// Loaded when they are called: most requests only ask for their session.
const ofSessions = () => import("./core/sessions.ts")
const ofAccounts = () => import("./core/accounts.ts")

const stored = (config: AuthConfig): StoredData => storedData(() => config, door)

/**
 * Seals a text of the application for storage, with the ring of the configuration; it survives each rotation.
 *
 * @throws UnheldData where the keyring does not know what is stored; MissingSecret, KeysUnavailable
 * @throws TypeError where it is no string, or `context` is empty
 * @example
 * ```ts
 * row.totp = await seal(config, totp, { context: `users/${row.id}/totp` })
 * ```
 */
export function seal(config: AuthConfig, text: string, place: StoragePlace): Promise<string> {
  return stored(config).seal(text, place)
}

/**
 * Opens what `seal` sealed for the same place. Whatever was stored, it doesn't throw, but says what it found.
 *
 * @throws MissingSecret, KeysUnavailable
 */
export function unseal(config: AuthConfig, text: string, place: StoragePlace): Promise<OpenedData> {
  return stored(config).unseal(text, place)
}

/** An account of the database with its tokens sealed, as `account: { sealTokens: true }` stores it. */
export function sealAccount<A extends AccountPlace>(config: AuthConfig, account: A): Promise<A> {
  return stored(config).sealAccount(account)
}

/** An account of the database with its tokens plain. One that does not open is left out, and the log says so. */
export function unsealAccount<A extends AccountPlace>(config: AuthConfig, account: A): Promise<A> {
  return stored(config).unsealAccount(account)
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
export async function health(config: Omit<AuthConfig, "raw">): Promise<Health> {
  return (await import("./core/health.ts")).health(config, door)
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
export async function healthToken(config: Omit<AuthConfig, "raw">, url: string): Promise<string> {
  return (await import("./core/health-token.ts")).healthToken(config, door, url)
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
 * The session of whoever sent this request, or null. A request of `node:http` (Express, Fastify's `raw`, Koa's `req`) is
 * read as it is, which costs less than to make a `Request` of it. Sets no cookie, so a session is not prolonged here: `GET /session`
 * and {@link Auth}'s other answers do that.
 *
 * @throws MissingSecret, KeysUnavailable, UntrustedHost: not knowing is not the same as nobody
 * @example
 * ```ts
 * const session = await getSession(request, { providers: [GitHub] })
 * ```
 */
export async function getSession(
  request: Request | NodeRequest,
  config: AuthConfig,
): Promise<Session | null> {
  const { session } = await currentSession(config, door, incomingOf(request), { write: false })
  return session
}

/** By shape, not by `instanceof`: there may be several classes of that name. */
function incomingOf(request: Request | NodeRequest): Incoming {
  const { headers, url } = request
  if (typeof headers.get !== "function") return new NodeIncoming(request as NodeRequest, newRequest)
  return { headers: headers as Headers, url, request: request as Request }
}

const newRequest = (url: URL, init: RequestInit): Request => new Request(url, init)

/**
 * Ends sessions before their time, on every instance: one, all of a user, or all but one; and answers which ended. For
 * sessions in cookies with `session.revocable`, and for those in a database.
 *
 * @throws RevocationsUnavailable where it could not be kept; AdapterError, KeysUnavailable, MissingSecret
 * @throws TypeError where sessions can't be ended before their time, or this one has no id to end it by
 * @example
 * ```ts
 * await revokeSessions(config, { user: userId, except: request, reason: "password-changed" })
 * ```
 */
export async function revokeSessions(
  config: AuthConfig,
  which: RevokedSessions,
): Promise<SessionsEnded> {
  return (await ofSessions()).revokeSessions(config, door, which)
}

/**
 * The sessions that live now, newest sign-in first: of whoever sent a request, with theirs marked `current`, or of a
 * user. None for a request without a session. For applications with `session.records`.
 *
 * @throws RecordsUnavailable, RevocationsUnavailable, AdapterError, KeysUnavailable, MissingSecret
 * @throws TypeError where `session.records` is not set
 * @example
 * ```ts
 * const devices = await listSessions(config, request)
 * ```
 */
export async function listSessions(config: AuthConfig, of: SessionsOf): Promise<ListedSession[]> {
  return (await ofSessions()).listSessions(config, door, of)
}

/**
 * Deletes a user with all that is theirs through the adapter, and ends their sessions, on every instance; also one whose
 * sign-in is under way.
 *
 * @throws RevocationsUnavailable: the user is there still, so call it again; AdapterError
 * @throws MissingAdapter, MissingAdapterMethods
 * @example
 * ```ts
 * await deleteUser(config, userId)
 * ```
 */
export async function deleteUser(config: AuthConfig, user: string): Promise<void> {
  return (await ofSessions()).deleteUser(config, door, user)
}

export type { ListedSession, RevokedSessions, SessionsEnded, SessionsOf } from "./core/sessions.ts"

/**
 * A living access token of the user's account at a provider; refreshed where the stored one is over, once however many
 * ask. See docs/provider-tokens.md.
 *
 * @param whose - A request, or `{ user }` with the id of a user: then nobody's session is asked for.
 * @throws ConsentRequired where the user has to sign in there again; TokenUnavailable where it is worth asking again
 * @throws SessionRequired, InvalidProvider, MissingAdapterMethods
 * @example
 * ```ts
 * const { accessToken: token } = await accessToken(config, request, "google")
 * ```
 */
export async function accessToken(
  config: AuthConfig,
  whose: Whose,
  provider: string,
  options?: AccessTokenOptions,
): Promise<AccessToken> {
  const accounts = await ofAccounts()
  return accounts.accessToken({ config, door }, accounts.incomingOf(whose), provider, options)
}

/**
 * The linked accounts of a user, without their tokens.
 *
 * @throws SessionRequired; MissingAdapterMethods where the adapter can't list them
 * @example
 * ```ts
 * const linked = await listAccounts(config, request)
 * ```
 */
export async function listAccounts(config: AuthConfig, whose: Whose): Promise<LinkedAccount[]> {
  const accounts = await ofAccounts()
  return accounts.listAccounts({ config, door }, accounts.incomingOf(whose))
}

/**
 * Unlinks an account, if it is not the user's last way in; false where there was none. With a request, its session must
 * have begun lately; with `{ user }` it is your code that decides.
 *
 * @throws LastSignInMethod, ReauthenticationRequired, SessionRequired, MissingAdapterMethods
 * @example
 * ```ts
 * await unlinkAccount(config, request, { provider: "github" })
 * ```
 */
export async function unlinkAccount(
  config: AuthConfig,
  whose: Whose,
  which: UnlinkedAccount,
): Promise<boolean> {
  const accounts = await ofAccounts()
  return accounts.unlinkAccount({ config, door }, accounts.incomingOf(whose), which)
}

export type { AccessTokenOptions } from "./actions/accounts/access-token.ts"
export type { LinkedAccount } from "./actions/accounts/list.ts"
export type { UnlinkedAccount } from "./actions/accounts/unlink.ts"
export type { AccessToken } from "./actions/accounts/usable.ts"
export type { Whose } from "./core/accounts.ts"
export type {
  AccountOptions,
  AuthConfig,
  CallbacksOptions,
  Compat,
  JWTDecodeParams,
  JWTEncodeParams,
  JWTOptions,
  PagesOptions,
  SessionLimit,
  SessionOptions,
} from "./config/auth-config.ts"
export type { ResponseInternal } from "./actions/result.ts"
export type { SecurityEvent, SecurityEventSink } from "./contracts/security-events.ts"
export type { StoragePlace } from "./core/stored-data.ts"
export type { RingInspection, SecretOption, SecretValue } from "./contracts/keys.ts"
export type { AccountPlace } from "./keys/data/account-tokens.ts"
export type { OpenedData, OpenedText } from "./keys/data/seal-data.ts"
export { customFetch, raw, skipCSRFCheck, allowInsecureRequests } from "./contracts/symbols.ts"
export { createActionURL, setEnvDefaults } from "./config/action-url.ts"
export { assurance } from "./config/assurance.ts"
export type { Assurance, SessionTimes } from "./config/assurance.ts"
export { isRouteAction as isAuthAction } from "./web/path.ts"
export { clientAddress } from "./web/client-address.ts"
export type { NodeRequest } from "./web/node-incoming.ts"
export type { ClientAddressRule } from "./web/client-address.ts"
export * from "./errors.ts"

export type { Account, Profile } from "./vocabulary/account.ts"
export type { SessionCarrier, SessionFrom, SessionTypeOf } from "./contracts/session-type.ts"
export type { DefaultSession, Session } from "./vocabulary/session.ts"
export type { User } from "./vocabulary/user.ts"
