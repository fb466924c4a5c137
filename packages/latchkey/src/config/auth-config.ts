import type { Adapter, AdapterUser } from "../contracts/adapter.ts"
import type { CookiesOptions } from "../contracts/cookies.ts"
import type { EventCallbacks } from "../contracts/events.ts"
import type { GivenSession } from "../contracts/session-type.ts"
import type { SecretOption } from "../contracts/keys.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import type { SecurityEventTarget } from "../contracts/security-events.ts"
import type { SessionRecords } from "../contracts/session-records.ts"
import type { RevocableOptions } from "../contracts/revocations.ts"
import type { SessionRegister } from "../contracts/register.ts"
import type { Provider } from "../contracts/provider.ts"
import type { raw, skipCSRFCheck } from "../contracts/symbols.ts"
import type { Theme } from "../contracts/theme.ts"
import type { ThrottleOptions } from "../contracts/throttle.ts"
import type { Account, Profile } from "../vocabulary/account.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { DefaultSession, Session } from "../vocabulary/session.ts"
import type { JWT } from "../vocabulary/token.ts"
import type { User } from "../vocabulary/user.ts"
import type { ClientAddressRule } from "../web/client-address.ts"
import type { CredentialInput } from "../contracts/provider.ts"

/** The generation of NextAuth whose observable behaviour is kept; absent: our own. See docs/differences.md. */
export type Compat = 4 | 5

/** What the `session` callback is told: with a database the row and its user, else the token. */
export interface SessionCallbackParams {
  session: GivenSession
  /** With whatever the database has beside the fields that are known. */
  user: AdapterUser & Record<string, unknown>
  token: JWT
}

/** Called at the turns of the flow; see docs/callbacks.md. */
export interface CallbacksOptions<P = Profile, A = Account, R = Session | DefaultSession> {
  /** May this person sign in? `true`, `false`, or a URL to go to instead. */
  signIn: (params: {
    user: User | AdapterUser
    account?: A | null
    profile?: P
    email?: { verificationRequest?: boolean }
    credentials?: Record<string, CredentialInput>
    request?: Request
    /** The person's address, where `clientIp` says how to know it. */
    ip?: string
  }) => Awaitable<boolean | string>
  /** Where to go after signing in or out. Its answer passes the same rules as any other redirect. */
  redirect: (params: { url: string; baseUrl: string; request?: Request }) => Awaitable<string>
  /** What the session token holds; called at sign-in, at each read, and on update. Null ends the session. */
  jwt: (params: {
    token: JWT
    user: User | AdapterUser
    account?: A | null
    profile?: P
    trigger?: "signIn" | "signUp" | "update"
    isNewUser?: boolean
    session?: any
    request?: Request
  }) => Awaitable<JWT | null>
  /** What the application (and the browser) sees of a session. */
  session: (
    params: SessionCallbackParams & { newSession: any; trigger?: "update"; request?: Request },
  ) => Awaitable<R>
}

/** Paths of the application's own pages; what is not given is built in. */
export interface PagesOptions {
  signIn: string
  signOut: string
  /** Gets `?error=`. */
  error: string
  verifyRequest: string
  /** Where someone goes after their first sign-in. */
  newUser: string
}

export interface JWTEncodeParams<Payload = JWT> {
  /** Seconds. Default 30 days. */
  maxAge?: number
  /** The name of the cookie. */
  salt: string
  /** Newest first where it is a list. */
  secret: string | string[]
  token?: Payload
}
export interface JWTDecodeParams {
  salt: string
  secret: string | string[]
  token?: string
}
export interface JWTOptions {
  /** @default the `secret` of the configuration */
  secret: string | string[]
  /** Seconds. @default `session.maxAge` */
  maxAge: number
  encode: (params: JWTEncodeParams) => Awaitable<string>
  decode: (params: JWTDecodeParams) => Awaitable<JWT | null>
}

export interface SessionOptions {
  /** `jwt`: an encrypted cookie. `database`: an opaque id of a row. @default `database` with an adapter, else `jwt` */
  strategy?: "jwt" | "database"
  /** How long a session lasts that nobody uses, in seconds. @default 2592000 (30 days) */
  maxAge?: number
  /** How old a session is, in seconds, before a use of it is written down. @default 86400 (a day) */
  updateAge?: number
  /**
   * Shares the session with the subdomains of this name: the cookie is for `example.com` and whatever is below it, on
   * whichever of those hosts people sign in or out. Every one of them can then read and replace it. Elsewhere (on
   * localhost, at the address of a preview) it stays with the one host.
   *
   * @default the host alone
   * @example
   * ```ts
   * NextAuth({ providers: [GitHub], session: { domain: "example.com" } })
   * ```
   */
  domain?: string
  /** @default a random UUID under compat, 32 random bytes else */
  generateSessionToken?: () => Awaitable<string>
  /**
   * Notes each sign-in, so that those sessions can stay when the key that sealed them is revoked with
   * `keepRegistered`. For sessions in cookies; see docs/registered-sessions.md.
   */
  register?: SessionRegister
  /**
   * Lets sessions in cookies be ended before their time: by sign-out, also for copies of the cookie, and by
   * `revokeSessions`. Each instance holds in memory what has ended. `true`: kept where the adapter keeps it. See
   * docs/revocable-sessions.md.
   */
  revocable?: true | RevocableOptions
  /**
   * Lists sessions with when, where from and how they began, so that people can see and end them. `true`: kept where
   * the adapter keeps it. See docs/sessions.md.
   */
  records?: true | SessionRecords
  /**
   * The most sessions that a user may have. At a sign-in the oldest end; with `onExceeded: "refuse"` the sign-in is
   * refused (`TooManySessions`). Needs `records`; while those fail, nobody signs in.
   *
   * @default no limit
   * @example
   * ```ts
   * session: { strategy: "database", records: true, limit: { max: 3, onExceeded: "refuse" } }
   * ```
   */
  limit?: number | SessionLimit
  /**
   * Seconds after the sign-in that a session ends however much it is used (OWASP ASVS 5.0 §7.3.2). `maxAge` is the time
   * after which one ends that nobody uses.
   *
   * @default none
   */
  absoluteTimeout?: number
  /**
   * Ends a user's other sessions when an account or a passkey of theirs is added or taken away (OWASP ASVS 5.0 §7.4.3):
   * whoever got in by what was changed is out. Needs sessions that can be ended: rows, or `revocable`. Where your own
   * code changes a password, call `revokeSessions`.
   *
   * @default false
   */
  endOthersOnChange?: boolean
}

/** How many sessions a user may have, and what becomes of one more. */
export interface SessionLimit {
  /** A whole number from 1 on. */
  readonly max: number
  /** @default "end-oldest" */
  readonly onExceeded?: "end-oldest" | "refuse"
}

export interface AccountOptions {
  /**
   * Whether the access, refresh and ID tokens of accounts are sealed in the database. Callbacks and events get them
   * plain; code of yours that reads the table needs `unsealAccount`. See docs/data-at-rest.md.
   *
   * @default false
   */
  sealTokens?: boolean
  /**
   * Whether a sign-in writes the tokens that it brought over those that are stored. Without it the row keeps those of
   * the first sign-in, as with Auth.js, but where the provider takes them no more. Needs an adapter with
   * `updateAccount`. See docs/provider-tokens.md.
   *
   * @default true; through the doors of NextAuth false
   */
  updateTokens?: boolean
  /**
   * When tokens are revoked at the provider (RFC 7009), where it says how: as an account is unlinked, or also as the
   * user signs out. It ends them for all of the user's sessions.
   *
   * @default never
   */
  revokeTokens?: "unlink" | "unlink-and-sign-out"
  /**
   * What links an account to the user who is signed in: only a sign-in that was begun with `link: true`, or any. See
   * docs/accounts.md.
   *
   * @default `explicit`; through the doors of NextAuth `implicit`
   */
  linking?: "explicit" | "implicit"
  /**
   * How many seconds ago people may have signed in at most, to link or unlink an account. `Infinity`: any time.
   *
   * @default 900 (15 minutes)
   */
  recentSignIn?: number
  /**
   * Whether a user can sign in in a way that Latchkey can't see, such as a password of your own. Asked before the last
   * account that it can see is unlinked, and before a mailed link lets somebody into a user whose address was never
   * verified: that user may be of who chose the password.
   *
   * @default no
   */
  hasOtherSignIn?: (user: AdapterUser) => Awaitable<boolean>
}

/**
 * The configuration.
 *
 * @example
 * ```ts
 * const config: AuthConfig = { providers: [GitHub] }
 * ```
 */
export interface AuthConfig {
  providers: Provider[]
  /** @default `AUTH_SECRET` and its kin; see docs/keys.md */
  secret?: SecretOption
  session?: SessionOptions
  account?: AccountOptions
  jwt?: Partial<JWTOptions>
  pages?: Partial<PagesOptions>
  callbacks?: Partial<CallbacksOptions>
  events?: Partial<EventCallbacks>
  /** Where security events go: a log, a table, a webhook, a function. See docs/security-events.md. */
  securityEvents?: SecurityEventTarget | readonly SecurityEventTarget[]
  adapter?: Adapter
  theme?: Theme
  /** Logs what happens in detail. @default false */
  debug?: boolean
  logger?: Partial<LoggerInstance>
  /**
   * Whether the request's headers say who we are: true, or only if they name a host of this list. `*.` stands for one
   * label; an entry without a port means the default port. `AUTH_URL` wins over both. In the environment:
   * `AUTH_TRUST_HOST=app.example.com,*.preview.example.com`.
   *
   * @default true on loopback, on Vercel and Cloudflare Pages, in development, or where `AUTH_TRUST_HOST` says so
   * @example
   * ```ts
   * NextAuth({ providers: [GitHub], trustHost: ["app.example.com", "*.preview.example.com"] })
   * ```
   */
  trustHost?: boolean | readonly string[]
  /**
   * Where the address of a person stands that events and the `signIn` callback get as `ip`: `{ proxies: 1 }` for the
   * entry of `X-Forwarded-For` that your one proxy wrote, `{ proxies: ["10.0.0.0/8"] }` for the first from the right that
   * is not of your proxies' networks, or `{ header: "fly-client-ip" }` for a header that your platform sets itself.
   * Headers that anybody could have written are never believed.
   *
   * @default on Vercel and Cloudflare Pages their own header, else none: `ip` is undefined
   */
  clientIp?: ClientAddressRule | false
  /**
   * How often people may try to sign in; see docs/throttling.md. `true`: as by default; `false`: as often as they like.
   *
   * @default true; through the doors of NextAuth false
   * @example
   * ```ts
   * throttle: { limits: { credentials: { account: { attempts: 5, seconds: 900 } } } }
   * ```
   */
  throttle?: boolean | ThrottleOptions
  /** @default `/api/auth` with Next.js, else `/auth` */
  basePath?: string
  /** The URL of a deployment that answers the providers for all others. @default `AUTH_REDIRECT_PROXY_URL` */
  redirectProxyUrl?: string
  /** @default whether the request came by https */
  useSecureCookies?: boolean
  cookies?: Partial<CookiesOptions>
  /** The symbol of the same name; nothing else counts. What browsers call cross-site is refused all the same. */
  skipCSRFCheck?: typeof skipCSRFCheck
  /** The symbol of the same name; nothing else counts. */
  raw?: typeof raw
  experimental?: { enableWebAuthn?: boolean }
  /** Whether `GET /health` answers; see docs/health.md. @default true */
  health?: boolean
  /** Keeps what users of that NextAuth generation can see. Set by the doors. */
  compat?: Compat
  /** The environment to read. @default the process's own, at each request */
  env?: Readonly<Record<string, string | undefined>>
  /** Who we are, where it is known: origin and path. @default `AUTH_URL`, then `NEXTAUTH_URL` */
  url?: string
}
