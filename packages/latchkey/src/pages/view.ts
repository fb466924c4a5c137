import type { CredentialInput, ProviderStyle } from "../contracts/provider.ts"
import type { Theme } from "../contracts/theme.ts"
import type { ProviderType } from "../vocabulary/account.ts"

/** What every page is given. */
export interface CommonView {
  readonly theme: Theme
  /** The application's own address; the way back. */
  readonly baseUrl: string
  /** Name of the application. Default: none is shown in headings, the host of `baseUrl` in links. */
  readonly appName?: string | undefined
  /**
   * Fresh random base64 for this one response (CSP3 §2.3.1). Without it the theme's colours are left out, since the
   * policy allows no style but the constant one.
   */
  readonly nonce?: string | undefined
}

/** A provider as the sign-in page shows it. */
export interface ProviderView {
  readonly id: string
  readonly name: string
  readonly type: ProviderType
  /** Where the form of an OAuth or e-mail provider is sent. */
  readonly signinUrl: string
  /** Where the form of a credentials provider is sent. */
  readonly callbackUrl: string
  readonly style?: ProviderStyle | undefined
  /** The fields of a credentials provider, by name. */
  readonly credentials?: Readonly<Record<string, CredentialInput>> | undefined
  /** What the form of a provider of passkeys needs. */
  readonly passkey?: PasskeyView | undefined
}

export interface PasskeyView {
  /** Where the options are asked for. */
  readonly optionsUrl: string
  /** Whether passkeys are offered in the autofill of the form. */
  readonly conditional: boolean
  readonly fields: Readonly<Record<string, CredentialInput>>
}

export interface SignInView extends CommonView {
  readonly page: "signin"
  readonly providers: readonly ProviderView[]
  readonly csrfToken: string
  /** Where to go afterwards. */
  readonly callbackUrl?: string | undefined
  /** The code from `?error=`, as it came: unknown ones get the general sentence and are never shown. */
  readonly error?: string | undefined
  /** Fills in the e-mail field. */
  readonly email?: string | undefined
}

export interface SignOutView extends CommonView {
  readonly page: "signout"
  readonly csrfToken: string
  /** Where the form is sent. */
  readonly action: string
  /** Which provider to sign out at too, as the form says it. */
  readonly provider?: string | undefined
  readonly callbackUrl?: string | undefined
}

/** What a developer wants to know. Shown as given: the caller leaves it out in production. */
export interface ErrorDetail {
  /** The error's `type`, e.g. `MissingSecret`. */
  readonly code?: string | undefined
  readonly message: string
  /** Lines that trace the cause, e.g. each place that was looked at. */
  readonly cause?: readonly string[] | undefined
  /** The next command to run, e.g. `npx latchkey secret`. */
  readonly next?: string | undefined
}

export interface ErrorView extends CommonView {
  readonly page: "error"
  /** The code from `?error=`. Default: the general text. */
  readonly error?: string | undefined
  /** What stands for the error in the log. */
  readonly ref?: string | undefined
  readonly signinUrl: string
  readonly development?: ErrorDetail | undefined
}

export interface VerifyRequestView extends CommonView {
  readonly page: "verify-request"
  readonly signinUrl: string
  /** The address the link went to, where it is known. */
  readonly email?: string | undefined
}

/** Asks someone who opened a sign-in link in another browser to confirm by POST. */
export interface ConfirmEmailView extends CommonView {
  readonly page: "confirm-email"
  readonly action: string
  readonly token: string
  readonly email: string
  readonly callbackUrl?: string | undefined
  readonly csrfToken: string
}

/** Stands where a page or route can't, in development only: a missing secret, an untrusted host. */
export interface DevelopmentErrorView extends CommonView {
  readonly page: "development-error"
  readonly detail: ErrorDetail
}

/** Everything a built-in page is made of. */
export type PageView =
  | SignInView
  | SignOutView
  | ErrorView
  | VerifyRequestView
  | ConfirmEmailView
  | DevelopmentErrorView
