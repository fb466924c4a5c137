/**
 * The types of `@auth/core/types`: `latchkey/doors/core/types`.
 *
 * @module
 */

/** What a promise holds. */
export type Awaited<T> = T extends Promise<infer Value> ? Value : T

export type SemverString = `v${number}` | `v${number}.${number}` | `v${number}.${number}.${number}`

/** What the error page gets as `?error=`. */
export type ErrorPageParam = "Configuration" | "AccessDenied" | "Verification"

/** What the sign-in page gets as `?error=`. */
export type SignInPageErrorParam =
  | "Signin"
  | "OAuthSignin"
  | "OAuthCallbackError"
  | "OAuthCreateAccount"
  | "EmailCreateAccount"
  | "Callback"
  | "OAuthAccountNotLinked"
  | "EmailSignin"
  | "CredentialsSignin"
  | "SessionRequired"

/** What `/providers` says of a provider. */
export interface PublicProvider {
  id: string
  name: string
  type: string
  signinUrl: string
  callbackUrl: string
}

export type { ResponseInternal } from "../../actions/result.ts"
export type {
  AuthConfig,
  CallbacksOptions,
  PagesOptions,
  SessionOptions,
} from "../../config/auth-config.ts"
export type {
  CookieAttributes,
  CookieOption,
  CookiesOptions,
  SetCookie,
} from "../../contracts/cookies.ts"
export type { EventCallbacks, EventContext } from "../../contracts/events.ts"
export type { LoggerInstance, WarningCode } from "../../contracts/logger.ts"
export type { Theme } from "../../contracts/theme.ts"
export type { WebAuthnOptionsResponseBody } from "../../contracts/webauthn.ts"
export type { Account, Profile, ProviderType, TokenSet } from "../../vocabulary/account.ts"
export type { Authenticator } from "../../vocabulary/authenticator.ts"
export type { Awaitable } from "../../vocabulary/awaitable.ts"
export type { DefaultSession, Session } from "../../vocabulary/session.ts"
export type { DefaultUser, User } from "../../vocabulary/user.ts"
export type { AuthAction } from "../../web/path.ts"
