import type { SessionCarrier, SessionTypeOf } from "../contracts/session-type.ts"
import type { Context, ReactElement, ReactNode } from "react"
import type { Session } from "../vocabulary/session.ts"
import type { ProviderType } from "../vocabulary/account.ts"

/** Literals that an editor proposes, and any other string. */
export type LiteralUnion<T extends U, U = string> = T | (U & Record<never, never>)

/** Ids of providers are what the configuration says: any string. */
export type BuiltInProviderType = string

/** The id of a provider in the configuration. */
export type ProviderId = LiteralUnion<BuiltInProviderType>

/** Where a server finds the cookies of the person it asks for. Ignored in the browser. */
export interface ServerRequestParams {
  /** The request's headers: `Headers`, or Node's object of lower-case names. */
  headers?: RequestHeaders | undefined
  /** A request with such headers, as a page of the Pages Router gets it. */
  req?: { headers?: RequestHeaders | undefined } | undefined
  /** A context with such a request. */
  ctx?: { req?: { headers?: RequestHeaders | undefined } | undefined } | undefined
}

export type RequestHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined }

export interface GetSessionParams extends ServerRequestParams {
  /** Kept for compatibility; has no effect. */
  event?: string
  /** Kept for compatibility; has no effect. */
  triggerEvent?: boolean
  /** Whether other tabs hear of a session that is not the one known before. Default: true. */
  broadcast?: boolean
}

/** What a browser may know of a provider. */
export interface ClientSafeProvider {
  id: ProviderId
  name: string
  type: ProviderType
  signinUrl: string
  callbackUrl: string
}

/**
 * Without an argument reads the session again; with one sends it to the `jwt` callback as `session`, with
 * `trigger: "update"`. Resolves to the session as it is then; to `null` when there is none, or the server
 * did not take the change; the session that was known stays in that case.
 */
// `any`: the data is whatever the application's own callback expects.
export type UpdateSession<S = Session> = (data?: any) => Promise<S | null>

/** What {@link UseSession} returns. With `required`, whatever is not loading has a session. */
export type SessionContextValue<R extends boolean = false, S = Session> = R extends true
  ?
      | { update: UpdateSession<S>; data: S; status: "authenticated" }
      | { update: UpdateSession<S>; data: null; status: "loading" }
  :
      | { update: UpdateSession<S>; data: S; status: "authenticated" }
      | { update: UpdateSession<S>; data: null; status: "unauthenticated" | "loading" }

export interface UseSessionOptions<R extends boolean = boolean> {
  /** Whether the page is for signed-in people only. */
  required: R
  /** Called once the person is known to be signed out. Default: go to the sign-in page. */
  onUnauthenticated?: (() => void) | undefined
}

/** The session of this browser; with `typeof auth` as the server's configuration types it. */
export interface UseSession {
  <R extends boolean = false>(options?: UseSessionOptions<R>): SessionContextValue<R>
  /**
   * @example
   * ```tsx
   * import type { auth } from "@/auth"
   *
   * const { data: session } = useSession<typeof auth>()
   * ```
   */
  <A extends SessionCarrier<unknown>>(): SessionContextValue<false, SessionTypeOf<A>>
  <A extends SessionCarrier<unknown>>(
    options: UseSessionOptions<true>,
  ): SessionContextValue<true, SessionTypeOf<A>>
  // Again: `ReturnType` and mocks of test runners look at the last one.
  <R extends boolean = false>(options?: UseSessionOptions<R>): SessionContextValue<R>
}

/** Reads the session; with `typeof auth` as the server's configuration types it. */
export interface GetSession {
  (params?: GetSessionParams): Promise<Session | null>
  <A extends SessionCarrier<unknown>>(params?: GetSessionParams): Promise<SessionTypeOf<A> | null>
  // Again: `ReturnType` looks at the last one.
  (params?: GetSessionParams): Promise<Session | null>
}

export interface SessionProviderProps {
  children?: ReactNode
  /**
   * The session as the server read it (`await auth()`): then nothing is fetched at the start. When the server
   * renders another one, it is taken over. Not given: it is fetched.
   */
  session?: Session | null | undefined
  /** Used on the server only; in the browser the origin is the document's. */
  baseUrl?: string | undefined
  /** Path of the auth routes. Default: `/api/auth`. */
  basePath?: string | undefined
  /** Seconds between two reads of the session while signed in. Default: 0, never. */
  refetchInterval?: number | undefined
  /** Whether to read the session again when the tab becomes visible. Default: true. */
  refetchOnWindowFocus?: boolean | undefined
  /** `false` stops `refetchInterval` while the device is offline. */
  refetchWhenOffline?: boolean | undefined
}

export interface SignInOptions<Redirect extends boolean = boolean> extends Record<string, unknown> {
  /** Where to go afterwards. Default: the current page. */
  redirectTo?: string | undefined
  /** Older name of `redirectTo`. */
  callbackUrl?: string | undefined
  /** `false` stays on the page and resolves to a {@link SignInResponse}. Default: true. */
  redirect?: Redirect | undefined
  /** Links the account to the user who is signed in. Default: false. */
  link?: boolean | undefined
}

/** Query parameters for the provider's authorization endpoint (RFC 6749 §3.1). */
export type SignInAuthorizationParams =
  | string
  | string[][]
  | Record<string, string>
  | URLSearchParams

export interface SignInResponse {
  /** Stable code of what went wrong, e.g. `CredentialsSignin`. */
  error: string | undefined
  /** What `CredentialsSignin.code` says. */
  code: string | undefined
  /** HTTP status; 0 when the server could not be reached. */
  status: number
  /** Whether the sign-in worked. In next-auth 5 this is true for a wrong password too; here it never is. */
  ok: boolean
  /** Where to go next; `null` with an error. */
  url: string | null
}

export interface SignIn {
  (
    provider?: ProviderId,
    options?: SignInOptions<true>,
    authorizationParams?: SignInAuthorizationParams,
  ): Promise<undefined>
  (
    provider?: ProviderId,
    options?: SignInOptions<false>,
    authorizationParams?: SignInAuthorizationParams,
  ): Promise<SignInResponse>
  (
    provider?: ProviderId,
    options?: SignInOptions,
    authorizationParams?: SignInAuthorizationParams,
  ): Promise<SignInResponse | undefined>
}

export interface SignOutParams<Redirect extends boolean = boolean> {
  /**
   * Signs out at the provider too, if it has a sign-out: `true` for the provider that the session began with, or an id.
   *
   * @default false
   */
  provider?: boolean | ProviderId | undefined
  /** Where to go afterwards. Default: the current page. */
  redirectTo?: string | undefined
  /** Older name of `redirectTo`. */
  callbackUrl?: string | undefined
  /** `false` stays on the page. Default: true. */
  redirect?: Redirect | undefined
}

export interface SignOutResponse {
  /** Where to go next. */
  url: string
  /**
   * What becomes of the session at the provider, where that was asked for. `pending`: it ends at `url`. `none`: the
   * provider has no sign-out, or it is not known which it is. `failed`: it can't be asked now.
   */
  provider?: "pending" | "none" | "failed"
}

export interface SignOut {
  (options?: SignOutParams<true>): Promise<undefined>
  (options?: SignOutParams<false>): Promise<SignOutResponse>
  (options?: SignOutParams): Promise<SignOutResponse | undefined>
}

/**
 * The state of a client. Kept for code that reaches into it; `basePath` may be set before the first request,
 * and `_getSession()` reads the session again for all providers. The rest is ours to change.
 */
export interface AuthClientState {
  /** Kept for compatibility; the browser's requests go to the document's origin. */
  baseUrl: string
  /** Path of the auth routes in the browser. */
  basePath: string
  /** Origin for requests from a server; without it the environment says. */
  baseUrlServer: string | undefined
  /** Path of the auth routes for requests from a server; without it the path of the environment's URL. */
  basePathServer: string | undefined
  /** When the session was read last, in seconds since the epoch; 0 is never. */
  _lastSync: number
  /** What was read: `undefined` is not known yet, `null` is signed out. */
  _session: Session | null | undefined
  _getSession: (params?: { event?: string }) => Promise<void>
}

export interface AuthClientOptions {
  /** Path of the auth routes. Default: `/api/auth`, on a server the path of the URL in the environment. */
  basePath?: string
  /** Origin for requests from a server. Default: the environment's. */
  baseUrl?: string
  /** The major of next-auth whose answers are kept. Default: our own. */
  compat?: 4 | 5
}

export interface AuthClient {
  readonly SessionProvider: (props: SessionProviderProps) => ReactElement
  readonly SessionContext: Context<SessionContextValue | undefined>
  readonly useSession: UseSession
  readonly getSession: GetSession
  readonly getCsrfToken: (params?: ServerRequestParams) => Promise<string>
  readonly getProviders: (
    params?: ServerRequestParams,
  ) => Promise<Record<ProviderId, ClientSafeProvider> | null>
  readonly signIn: SignIn
  readonly signOut: SignOut
  readonly __NEXTAUTH: AuthClientState
}
