import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from "next"
import type { NextFetchEvent, NextRequest } from "next/server.js"
import type { AccessTokenOptions } from "../actions/accounts/access-token.ts"
import type { AccessToken } from "../actions/accounts/usable.ts"
import type { AuthConfig, CallbacksOptions } from "../config/auth-config.ts"
import type { Health } from "../contracts/health.ts"
import type { StoragePlace } from "../core/stored-data.ts"
import type { AccountPlace } from "../keys/data/account-tokens.ts"
import type { OpenedData } from "../keys/data/seal-data.ts"
import type { ListedSession, SessionsEnded } from "../core/sessions.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { Account, Profile } from "../vocabulary/account.ts"
import type { DefaultSession, Session } from "../vocabulary/session.ts"
import type { NextAccounts, NextWhose } from "./account-types.ts"
import type { SessionCarrier, SessionFrom } from "../contracts/session-type.ts"

/** The callbacks, and one that only Next.js has. `R`: what the `session` callback answers. */
export interface NextAuthCallbacks<R = Session | DefaultSession> extends CallbacksOptions<
  Profile,
  Account,
  R
> {
  /**
   * May this request go on? False sends a person to the sign-in page, and answers 401 to a program that calls a route
   * handler; a response is sent as it is.
   */
  authorized: (params: {
    request: NextRequest
    auth: Session | null
  }) => Awaitable<boolean | Response | undefined>
}

/**
 * The configuration for Next.js.
 *
 * @example
 * ```ts
 * const config: NextAuthConfig = { providers: [GitHub] }
 * ```
 */
export interface NextAuthConfig<R = Session | DefaultSession> extends Omit<
  AuthConfig,
  "raw" | "callbacks"
> {
  callbacks?: Partial<NextAuthCallbacks<R>>
}

/** A request, with the session of whoever sent it. */
export interface NextAuthRequest<S = Session> extends NextRequest {
  auth: S | null
}

/** What Next.js gives a route handler beside the request: a promise of the parameters, or in Next 14 themselves. */
export interface NextAuthRouteContext {
  // Next checks this type against its own, which is another in each major.
  params: any
}

/** A wrapped handler: a route handler, or the function that `proxy.ts` (once `middleware.ts`) exports. */
export interface NextAuthWrapped {
  (request: NextRequest, event: NextFetchEvent): Promise<Response>
  (request: NextRequest, context: NextAuthRouteContext): Promise<Response>
}

type Answer = Awaitable<Response | void | null | undefined>

/** `auth`, in each way it can be called. */
export interface AuthFunction<S = Session> extends SessionCarrier<S> {
  /**
   * The session, in a server component, server action or route handler. Null: nobody is signed in.
   *
   * @throws MissingSecret, KeysUnavailable, UntrustedHost: not knowing is not the same as nobody
   */
  (): Promise<S | null>
  /** The session, in an API route of the pages router. */
  (req: NextApiRequest, res: NextApiResponse): Promise<S | null>
  /** The session, in `getServerSideProps`. */
  (context: GetServerSidePropsContext): Promise<S | null>
  /** Gives a route handler the session as `request.auth`. */
  (handler: (request: NextAuthRequest<S>, context: NextAuthRouteContext) => Answer): NextAuthWrapped
  /** Gives a proxy (middleware) the session as `request.auth`. */
  (handler: (request: NextAuthRequest<S>, event: NextFetchEvent) => Answer): NextAuthWrapped
  /** Itself a proxy: `export { auth as proxy }`. Asks the `authorized` callback. */
  (request: NextRequest, event: NextFetchEvent): Promise<Response>
  /**
   * Checks the configuration when the server starts; for `instrumentation.ts`. Without it the first request does.
   *
   * @throws MissingSecret and the like, as the first request would
   */
  ready(): Promise<void>
  /**
   * How the application stands: whether requests can be served, with which keys, from where, and whether its instances
   * agree. What `GET /api/auth/health` answers, with the details; never a value. Does not throw for what it finds.
   *
   * @example
   * ```ts
   * const { status, key, details } = await auth.health()
   * ```
   */
  health(): Promise<Health>
  /**
   * Seals a text of the application for storage, with the ring of the configuration; it survives each rotation. It
   * gets longer: by 51 characters, and a third.
   *
   * @throws UnheldData where the keyring does not know what is stored; MissingSecret, KeysUnavailable
   * @throws TypeError where it is no string, or `context` is empty
   * @example
   * ```ts
   * row.totp = await auth.seal(totp, { context: `users/${row.id}/totp` })
   * ```
   */
  seal(text: string, place: StoragePlace): Promise<string>
  /**
   * Opens what `seal` sealed for the same place. Whatever was stored, it doesn't throw, but says what it found.
   *
   * @throws MissingSecret, KeysUnavailable
   * @example
   * ```ts
   * const found = await auth.unseal(row.totp, { context: `users/${row.id}/totp` })
   * if (found.status !== "ok") throw new Error(`The secret is ${found.status}.`)
   * ```
   */
  unseal(stored: string, place: StoragePlace): Promise<OpenedData>
  /** An account of the database with its tokens sealed, as `account: { sealTokens: true }` stores it. */
  sealAccount<A extends AccountPlace>(account: A): Promise<A>
  /**
   * An account of the database with its tokens plain. One that does not open is left out, and the log says so.
   *
   * @throws MissingSecret, KeysUnavailable
   */
  unsealAccount<A extends AccountPlace>(account: A): Promise<A>
  /**
   * A living access token of the user's account at a provider; refreshed where the stored one is over, once however
   * many ask. See docs/provider-tokens.md.
   *
   * @throws ConsentRequired where the user has to sign in there again; TokenUnavailable where it is worth asking again
   * @throws SessionRequired, InvalidProvider, MissingAdapterMethods
   * @example
   * ```ts
   * const { accessToken } = await auth.accessToken("google")
   * ```
   */
  accessToken(provider: string, options?: AccessTokenOptions & NextWhose): Promise<AccessToken>
  /** Linked accounts: to list and unlink them. See docs/accounts.md. */
  readonly accounts: NextAccounts
  /**
   * The sessions of whoever is signed in: to see, and to end. For applications with `session.records`.
   *
   * @example
   * ```ts
   * const devices = await auth.sessions.list()
   * await auth.sessions.endOthers()
   * ```
   */
  readonly sessions: NextSessions
}

/** The sessions of whoever is signed in, in server components, server actions and route handlers. */
export interface NextSessions {
  /**
   * Those that live now, newest sign-in first; the one that asks is marked `current`. None where nobody is signed in.
   *
   * @throws RecordsUnavailable, RevocationsUnavailable, KeysUnavailable, MissingSecret
   * @throws TypeError where `session.records` is not set
   */
  list(): Promise<ListedSession[]>
  /** Ends the one of that id, if it is theirs. */
  end(id: string): Promise<SessionsEnded>
  /** Ends all but the one that asks. */
  endOthers(): Promise<SessionsEnded>
  /** Ends all. The cookie here goes with the next answer that can set one; `signOut()` takes it at once. */
  endAll(): Promise<SessionsEnded>
}

/** The route handlers of `app/api/auth/[...nextauth]/route.ts`. */
export interface NextAuthHandlers {
  GET(request: NextRequest): Promise<Response>
  POST(request: NextRequest): Promise<Response>
}

/** Fields for the provider (of a credentials form, say) and where to go. */
export interface NextSignInOptions<R extends boolean = boolean> extends Record<string, any> {
  /** A path or a URL of ours. @default the page this was called from */
  redirectTo?: string
  /** False: answer the URL to go to instead of going there. @default true */
  redirect?: R
  /** Links the account to the user who is signed in. @default false */
  link?: boolean
}

export interface NextSignOutOptions<R extends boolean = boolean> {
  /** A path or a URL of ours. @default the page this was called from */
  redirectTo?: string
  /** False: don't go anywhere. @default true */
  redirect?: R
}

/**
 * Signs in from a server action.
 *
 * @throws AuthError, and Next.js's own redirect, which must pass
 */
export interface NextSignIn {
  <R extends boolean = true>(
    provider?: string,
    options?: FormData | NextSignInOptions<R>,
    /** Added to the request to the provider, e.g. `login_hint`. */
    authorizationParams?: string[][] | Record<string, string> | string | URLSearchParams,
  ): Promise<R extends false ? any : never>
}

/** Signs out from a server action. */
export interface NextSignOut {
  <R extends boolean = true>(
    options?: NextSignOutOptions<R>,
  ): Promise<R extends false ? any : never>
}

/** Gives the `jwt` (or, with a database, `session`) callback new data from a server action; answers the new session. */
export interface NextUpdate<S = Session> {
  (
    data: { user?: Partial<S extends { user?: infer U } ? U : unknown> } & Record<string, unknown>,
  ): Promise<S | null>
}

/**
 * What `NextAuth()` answers: a handler for the routes, which carries everything else.
 *
 * The last overload is the one that Next.js infers from.
 */
export interface NextAuthResult<S = Session> {
  (req: NextApiRequest, res: NextApiResponse): Promise<void>
  (request: NextRequest | Request, context: NextAuthRouteContext): Promise<Response>
  (...args: any[]): Promise<Response>
  (request: NextRequest, context: NextAuthRouteContext): Promise<Response>
  readonly handlers: NextAuthHandlers
  readonly auth: AuthFunction<S>
  readonly signIn: NextSignIn
  readonly signOut: NextSignOut
  readonly update: NextUpdate<S>
  /** @deprecated Its name is `update` now. */
  readonly unstable_update: NextUpdate<S>
}

// `Promise` is named apart: else nothing is inferred from an async callback of an async function.
/** A configuration, or a function that answers it at each request; undefined where Next.js has no request to give. */
export type NextAuthConfigSource<R = Session | DefaultSession> =
  | NextAuthConfig<R>
  | ((
      request: NextRequest | undefined,
    ) => Promise<NextAuthConfig<R>> | Awaitable<NextAuthConfig<R>>)

/** `NextAuth`, in each way it can be called. */
export interface NextAuthFunction {
  /** Answers one request of the pages router. */
  (req: NextApiRequest, res: NextApiResponse, options: NextAuthConfig): Promise<void>
  /** Answers one request of the app router. */
  (
    request: NextRequest | Request,
    context: NextAuthRouteContext,
    options: NextAuthConfig,
  ): Promise<Response>
  /**
   * Sets authentication up. Nothing is checked, read or kept until a request comes. The type of the session is what
   * the `session` callback answers.
   *
   * @example
   * ```ts
   * export const { handlers, auth, signIn, signOut } = NextAuth({ providers: [GitHub] })
   * ```
   */
  <R extends DefaultSession = Session>(
    config: NextAuthConfigSource<R>,
  ): NextAuthResult<SessionFrom<R>>
  /** The same, where the application says what its session is. */
  <S = Session>(config: NextAuthConfigSource): NextAuthResult<S>
}
