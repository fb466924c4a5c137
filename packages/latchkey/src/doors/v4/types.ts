import type {
  CallbacksOptions as Callbacks,
  PagesOptions,
  SessionOptions as OwnSessionOptions,
} from "../../config/auth-config.ts"
import type { Adapter, AdapterUser } from "../../contracts/adapter.ts"
import type { CookiesOptions } from "../../contracts/cookies.ts"
import type { EventCallbacks as Events, EventContext } from "../../contracts/events.ts"
import type { SecretOption } from "../../contracts/keys.ts"
import type { CredentialInput, Provider } from "../../contracts/provider.ts"
import type { Theme } from "../../contracts/theme.ts"
import type { NextAuthConfig } from "../../next/types.ts"
import type { Account } from "../../vocabulary/account.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import type { DefaultSession, Session } from "../../vocabulary/session.ts"
import type { JWT } from "../../vocabulary/token.ts"
import type { User } from "../../vocabulary/user.ts"
import type { JWTOptions } from "./jwt.ts"

export type ISODateString = string
export type SessionStrategy = "jwt" | "database"
export type EventType = keyof EventCallbacks

export type AuthAction =
  | "providers"
  | "session"
  | "csrf"
  | "signin"
  | "signout"
  | "callback"
  | "verify-request"
  | "error"
  | "_log"

/** A user who has an id, as everyone has who signs in. */
export type IdentifiedUser = User & { id: string }

/** What a provider says of a user, as NextAuth 4 types it. */
export interface Profile {
  sub?: string
  name?: string
  email?: string
  image?: string
  // Providers say more, and applications have cast it to what they know.
  [claim: string]: any
}

/** The callbacks, with the parameters that NextAuth 4 promises. */
export interface CallbacksOptions<P = Profile, A = Account> {
  signIn: (params: {
    user: IdentifiedUser | AdapterUser
    account: A | null
    profile?: P
    email?: { verificationRequest?: boolean }
    credentials?: Record<string, CredentialInput>
  }) => Awaitable<string | boolean>
  redirect: Callbacks["redirect"]
  session: (
    params: { session: Session; token: JWT; user: AdapterUser } & {
      newSession: any
      trigger: "update"
    },
  ) => Awaitable<Session | DefaultSession>
  jwt: (params: {
    token: JWT
    user: IdentifiedUser | AdapterUser
    account: A | null
    profile?: P
    trigger?: "signIn" | "signUp" | "update"
    isNewUser?: boolean
    session?: any
  }) => Awaitable<JWT>
}

/** Told after the fact, with the parameters that NextAuth 4 promises. */
export interface EventCallbacks extends Omit<Events, "signIn" | "signOut"> {
  signIn: (
    message: { user: User; account: Account | null; profile?: Profile; isNewUser?: boolean },
    context?: EventContext,
  ) => Awaitable<void>
  /** `token` where sessions are in a cookie, `session` where they are in a database; never both. */
  signOut: (message: { session: Session; token: JWT }, context?: EventContext) => Awaitable<void>
}

export interface SessionOptions {
  strategy: SessionStrategy
  /** Seconds. @default 2592000 (30 days) */
  maxAge: number
  /** Seconds. @default 86400 (a day) */
  updateAge: number
  generateSessionToken: () => Awaitable<string>
  /** Shares the session with the subdomains of this name. @default the host alone */
  domain?: string
  /** See docs/registered-sessions.md. */
  register?: OwnSessionOptions["register"]
  /** See docs/revocable-sessions.md. */
  revocable?: OwnSessionOptions["revocable"]
}

/** A logger as NextAuth 4 calls it: with a code, and what is known beside it. */
export interface LoggerInstance extends Record<string, Function> {
  warn: (code: any) => void
  error: (code: string, metadata: any) => void
  debug: (code: string, metadata: unknown) => void
}

/**
 * The configuration of NextAuth 4, and whatever Latchkey takes beyond it.
 *
 * @example
 * ```ts
 * export const authOptions: AuthOptions = { providers: [GitHub({ clientId, clientSecret })] }
 * ```
 */
export interface AuthOptions extends Pick<
  NextAuthConfig,
  "trustHost" | "basePath" | "redirectProxyUrl" | "experimental" | "env" | "url" | "health"
> {
  providers: Provider[]
  /** @default `NEXTAUTH_SECRET`, `AUTH_SECRET` and its kin */
  secret?: SecretOption
  session?: Partial<SessionOptions>
  jwt?: Partial<JWTOptions>
  pages?: Partial<PagesOptions>
  callbacks?: Partial<CallbacksOptions>
  events?: Partial<EventCallbacks>
  adapter?: Adapter
  debug?: boolean
  logger?: Partial<LoggerInstance>
  theme?: Theme
  useSecureCookies?: boolean
  cookies?: Partial<CookiesOptions>
}

/** A request, as NextAuth 4 hands it on. */
export interface RequestInternal {
  origin?: string
  method?: string
  cookies?: Partial<Record<string, string>>
  headers?: Record<string, any>
  query?: Record<string, any>
  body?: Record<string, any>
  action: AuthAction
  providerId?: string
  error?: string
}

/** What answers a request, before it is sent. */
export interface OutgoingResponse<Body = any> {
  status?: number
  headers?: { key: string; value: string }[]
  body?: Body
  redirect?: string
  cookies?: { name: string; value: string; options: object }[]
}
