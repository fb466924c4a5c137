/**
 * One class for each thing that can go wrong, each with a stable `type`. `docs/errors.md` says for each what it
 * means and what to do.
 *
 * @module
 */

/** Which page a person is sent to: the sign-in page for what they can try again, else the error page. */
export type ErrorKind = "error" | "signIn"

/** Where the page for an error lies: beside the installed package, so that it always matches the version. */
const DOCS = "node_modules/latchkey/docs/errors.md"

/** The place in the documentation that explains an error or warning code. */
export function errorDocs(code: string): string {
  return `${DOCS}#${code.toLowerCase()}`
}

/** What an error knows of its origin. `err` is the error that was caught. Never holds a secret. */
export type ErrorCause = Record<string, unknown> & { err?: Error }

/**
 * The base of all our errors.
 *
 * @example
 * ```ts
 * try {
 *   await signIn("credentials", formData)
 * } catch (error) {
 *   if (error instanceof AuthError && error.type === "CredentialsSignin") return "Wrong name or password."
 *   throw error
 * }
 * ```
 */
export class AuthError extends Error {
  /** Stable name of the class; safe to compare, log and show. */
  type: ErrorType
  /** @internal */
  kind: ErrorKind
  declare cause?: ErrorCause
  /** What the browser is shown in place of the error itself; the line in the log has it too. */
  declare ref?: string

  constructor(message?: string | Error | ErrorCause, cause?: Error | ErrorCause) {
    const caught = [message, cause].find((one) => one instanceof Error)
    const details = [message, cause].find(
      (one): one is ErrorCause => typeof one === "object" && !(one instanceof Error),
    )
    const text = typeof message === "string" ? message : (caught?.message ?? "")
    super(text)
    if (caught) this.cause = { err: caught, ...(caught.cause as object), ...details }
    else if (details) this.cause = details
    const own = new.target as unknown as { type?: ErrorType; kind?: ErrorKind }
    this.name = new.target.name
    this.type = own.type ?? "AuthError"
    this.kind = own.kind ?? "error"
    this.message += `${text ? (/[.!?]$/.test(text) ? " " : ". ") : ""}Read more at ${errorDocs(this.type)}`
  }
}

/** What a person can try again at the sign-in page. */
export class SignInError extends AuthError {
  static kind: ErrorKind = "signIn"
}

/** The `signIn` callback said no. */
export class AccessDenied extends AuthError {
  static type = "AccessDenied" as const
}
/** The passkey or address belongs to another user. */
export class AccountNotLinked extends SignInError {
  static type = "AccountNotLinked" as const
}
/** An adapter's method threw. */
export class AdapterError extends AuthError {
  static type = "AdapterError" as const
}
/** Something threw in a callback route; `cause.provider` names the provider. */
export class CallbackRouteError extends AuthError {
  static type = "CallbackRouteError" as const
}
/**
 * The credentials are wrong. Subclass it to tell the page why:
 *
 * @example
 * ```ts
 * class Locked extends CredentialsSignin { code = "locked" }
 * ```
 */
export class CredentialsSignin extends SignInError {
  static type = "CredentialsSignin" as const
  /** Shown to the client as `&code=`. Says nothing that an attacker may not know. */
  code = "credentials"
}
/** Why someone has to sign in at a provider again. */
export type ConsentReason =
  /** The user has no account there. */
  | "account"
  /** The provider takes the refresh token no more: revoked, used up or too old (`invalid_grant`, RFC 6749 §5.2). */
  | "revoked"
  /** The access token is over, and the provider gave no refresh token. */
  | "expired"
  /** Something is asked for that was never granted. */
  | "scope"

/**
 * There is no token of the user's account at a provider until they sign in there again.
 *
 * @example
 * ```ts
 * try {
 *   await auth.accessToken("google", { scope: "https://www.googleapis.com/auth/calendar" })
 * } catch (error) {
 *   if (error instanceof ConsentRequired) await signIn(error.provider, { link: true })
 *   throw error
 * }
 * ```
 */
export class ConsentRequired extends SignInError {
  static type = "ConsentRequired" as const

  constructor(message?: string, cause?: ConsentCause) {
    super(message, cause && { ...cause })
  }

  get provider(): string {
    return (this.cause as ConsentCause | undefined)?.provider ?? ""
  }

  get reason(): ConsentReason {
    return (this.cause as ConsentCause | undefined)?.reason ?? "account"
  }

  /** With the reason `scope`: what is missing. */
  get scope(): readonly string[] {
    return (this.cause as ConsentCause | undefined)?.scope ?? []
  }
}

/** What a `ConsentRequired` knows. */
export interface ConsentCause {
  readonly provider: string
  readonly reason: ConsentReason
  readonly scope?: readonly string[]
}
export class DuplicateConditionalUI extends AuthError {
  static type = "DuplicateConditionalUI" as const
}
/** The mail could not be sent. */
export class EmailSignInError extends SignInError {
  static type = "EmailSignInError" as const
}
/** The error page itself asks for a session. */
export class ErrorPageLoop extends AuthError {
  static type = "ErrorPageLoop" as const
}
/** An event handler threw; logged only. */
export class EventError extends AuthError {
  static type = "EventError" as const
}
export class ExperimentalFeatureNotEnabled extends AuthError {
  static type = "ExperimentalFeatureNotEnabled" as const
}
/** A callback URL in the request is not one. */
export class InvalidCallbackUrl extends AuthError {
  static type = "InvalidCallbackUrl" as const
}
/** State, PKCE verifier, nonce or challenge is missing, expired, or of another browser or provider. */
export class InvalidCheck extends AuthError {
  static type = "InvalidCheck" as const
}
/** A provider has neither an issuer nor the endpoints it needs. */
export class InvalidEndpoints extends AuthError {
  static type = "InvalidEndpoints" as const
}
/** No provider of that id, or not one this route is for. */
export class InvalidProvider extends AuthError {
  static type = "InvalidProvider" as const
}
/** A session token could not be opened or sealed; logged only. */
export class JWTSessionError extends AuthError {
  static type = "JWTSessionError" as const
}
/** The keys can't be had right now: the source or store does not answer. Routes answer 503. */
export class KeysUnavailable extends AuthError {
  static type = "KeysUnavailable" as const
}
/** The account is the last way in: without it the user could never sign in again. */
export class LastSignInMethod extends AuthError {
  static type = "LastSignInMethod" as const
}
export class MissingAdapter extends AuthError {
  static type = "MissingAdapter" as const
}
export class MissingAdapterMethods extends AuthError {
  static type = "MissingAdapterMethods" as const
}
export class MissingAuthorize extends AuthError {
  static type = "MissingAuthorize" as const
}
/** A provider has no client id (or secret); the message names the variable and the callback URL to register. */
export class MissingClientId extends AuthError {
  static type = "MissingClientId" as const
}
/** The form came without our token: from another site, or from a page that lay open too long. */
export class MissingCSRF extends SignInError {
  static type = "MissingCSRF" as const
}
/** There is no secret; the message has the trace of what was looked at. */
export class MissingSecret extends AuthError {
  static type = "MissingSecret" as const
}
export class MissingWebAuthnAutocomplete extends AuthError {
  static type = "MissingWebAuthnAutocomplete" as const
}
/** The e-mail address belongs to a user who signed in another way. */
export class OAuthAccountNotLinked extends SignInError {
  static type = "OAuthAccountNotLinked" as const
}
/** The provider answered with an error. */
export class OAuthCallbackError extends SignInError {
  static type = "OAuthCallbackError" as const
}
/** The provider's `profile` callback threw. */
export class OAuthProfileParseError extends AuthError {
  static type = "OAuthProfileParseError" as const
}
/** The sign-in at the provider could not be started. */
export class OAuthSignInError extends SignInError {
  static type = "OAuthSignInError" as const
}
/** The secret is known to the public; refused in production. */
export class PublicSecret extends AuthError {
  static type = "PublicSecret" as const
}
/** The list of sessions does not answer. Routes answer 503 where it is asked for; else it is logged only. */
export class RecordsUnavailable extends AuthError {
  static type = "RecordsUnavailable" as const
}
/** What was asked for needs a sign-in that is not long ago. The person signs in again, and tries once more. */
export class ReauthenticationRequired extends SignInError {
  static type = "ReauthenticationRequired" as const
}
/** The register of sessions does not answer. Routes answer 503 where a session depends on it; else it is logged only. */
export class RegisterUnavailable extends AuthError {
  static type = "RegisterUnavailable" as const
}
/** Nobody can say whether a session was ended, or an end could not be kept. Routes answer 503. */
export class RevocationsUnavailable extends AuthError {
  static type = "RevocationsUnavailable" as const
}
/** What was asked for is for people who are signed in. */
export class SessionRequired extends SignInError {
  static type = "SessionRequired" as const
}
/** A session could not be read from the database; logged only. */
export class SessionTokenError extends AuthError {
  static type = "SessionTokenError" as const
}
export class SignOutError extends AuthError {
  static type = "SignOutError" as const
}
/** The user has as many sessions as `session.limit` allows. */
export class TooManySessions extends SignInError {
  static type = "TooManySessions" as const
}
/** Somebody tries more often than the limits allow; see docs/throttling.md. API routes answer 429. */
export class TooManyAttempts extends SignInError {
  static type = "TooManyAttempts" as const
  /** Seconds after which it is worth trying again. */
  get retryAfter(): number {
    return (this.cause?.["retryAfter"] as number | undefined) ?? 60
  }
}
/** A provider's access token can't be had right now. The user need not do anything. */
export class TokenUnavailable extends AuthError {
  static type = "TokenUnavailable" as const
  /** Seconds after which it is worth asking again; undefined where the configuration has to change first. */
  get retryAfter(): number | undefined {
    return this.cause?.["retryAfter"] as number | undefined
  }
}
/** Something was to be sealed for storage with a keyring that does not know what is stored. */
export class UnheldData extends AuthError {
  static type = "UnheldData" as const
}
/** No such route or method. */
export class UnknownAction extends AuthError {
  static type = "UnknownAction" as const
}
export class UnsupportedStrategy extends AuthError {
  static type = "UnsupportedStrategy" as const
}
/** The request's host is not one we were told to trust; the message has the line to add. */
export class UntrustedHost extends AuthError {
  static type = "UntrustedHost" as const
  /** What frameworks answer that take an error's word for it: Express, Fastify, Koa. */
  readonly status = 400
}
/** The link is wrong, used or too old. */
export class Verification extends AuthError {
  static type = "Verification" as const
}
/** The secret is too weak for production. */
export class WeakSecret extends AuthError {
  static type = "WeakSecret" as const
}
export class WebAuthnVerificationError extends AuthError {
  static type = "WebAuthnVerificationError" as const
}

/** The stable code of an error. */
export type ErrorType =
  | "AuthError"
  | "AccessDenied"
  | "AccountNotLinked"
  | "AdapterError"
  | "CallbackRouteError"
  | "ConsentRequired"
  | "CredentialsSignin"
  | "DuplicateConditionalUI"
  | "EmailSignInError"
  | "ErrorPageLoop"
  | "EventError"
  | "ExperimentalFeatureNotEnabled"
  | "InvalidCallbackUrl"
  | "InvalidCheck"
  | "InvalidEndpoints"
  | "InvalidProvider"
  | "JWTSessionError"
  | "KeysUnavailable"
  | "LastSignInMethod"
  | "MissingAdapter"
  | "MissingAdapterMethods"
  | "MissingAuthorize"
  | "MissingClientId"
  | "MissingCSRF"
  | "MissingSecret"
  | "MissingWebAuthnAutocomplete"
  | "OAuthAccountNotLinked"
  | "OAuthCallbackError"
  | "OAuthProfileParseError"
  | "OAuthSignInError"
  | "PublicSecret"
  | "RecordsUnavailable"
  | "ReauthenticationRequired"
  | "RegisterUnavailable"
  | "RevocationsUnavailable"
  | "SessionRequired"
  | "SessionTokenError"
  | "SignOutError"
  | "TooManyAttempts"
  | "TooManySessions"
  | "TokenUnavailable"
  | "UnheldData"
  | "UnknownAction"
  | "UnsupportedStrategy"
  | "UntrustedHost"
  | "Verification"
  | "WeakSecret"
  | "WebAuthnVerificationError"

/** What a browser may be told by name; everything else is `Configuration` to it. */
const clientErrors: ReadonlySet<ErrorType> = new Set([
  "CredentialsSignin",
  "OAuthAccountNotLinked",
  "OAuthCallbackError",
  "AccessDenied",
  "Verification",
  "MissingCSRF",
  "AccountNotLinked",
  "WebAuthnVerificationError",
  "TooManyAttempts",
  "TooManySessions",
  "ConsentRequired",
  "LastSignInMethod",
  "ReauthenticationRequired",
  "SessionRequired",
])

/** Whether a browser may be told the error's type. */
export function isClientError(error: Error): error is AuthError {
  return error instanceof AuthError && clientErrors.has(error.type)
}
