import type { LoggerInstance, WarningCode } from "../contracts/logger.ts"
import { AuthError, type ErrorType } from "../errors.ts"

/** What NextAuth 4 calls our errors; the others are called by their type, in its spelling. */
const codes: Partial<Record<ErrorType, string>> = {
  CallbackRouteError: "CALLBACK_OAUTH_ERROR",
  EmailSignInError: "SIGNIN_EMAIL_ERROR",
  InvalidCallbackUrl: "INVALID_CALLBACK_URL_ERROR",
  JWTSessionError: "JWT_SESSION_ERROR",
  MissingAdapter: "EMAIL_REQUIRES_ADAPTER_ERROR",
  MissingAuthorize: "CALLBACK_CREDENTIALS_HANDLER_ERROR",
  MissingSecret: "NO_SECRET",
  OAuthCallbackError: "OAUTH_CALLBACK_ERROR",
  OAuthProfileParseError: "OAUTH_PARSE_PROFILE_ERROR",
  OAuthSignInError: "SIGNIN_OAUTH_ERROR",
  SessionTokenError: "SESSION_ERROR",
  SignOutError: "SIGNOUT_ERROR",
  UnsupportedStrategy: "CALLBACK_CREDENTIALS_JWT_ERROR",
}

/** The code under which NextAuth 4 logs such an error. */
export function legacyCode(error: Error): string {
  const type = error instanceof AuthError ? error.type : error.name
  return codes[type as ErrorType] ?? shout(type)
}

/** `AccessDenied` is `ACCESS_DENIED`, `debug-enabled` is `DEBUG_ENABLED`. */
function shout(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toUpperCase()
}

/** A logger as applications of NextAuth 4 write it: it is called with a code, and what is known beside it. */
interface LegacyLogger {
  error?: (code: string, metadata: Error) => void
  warn?: (code: string, event?: object) => void
}

/** That logger, called as it expects. */
export function fromLegacy(given: Partial<LoggerInstance>): Partial<LoggerInstance> {
  const legacy = given as unknown as LegacyLogger
  return {
    ...(given.info && { info: (message, metadata) => given.info!(message, metadata) }),
    ...(given.debug && { debug: (message, metadata) => given.debug!(message, metadata) }),
    ...(legacy.error && { error: (error: Error) => legacy.error!(legacyCode(error), error) }),
    ...(legacy.warn && {
      warn: (code: WarningCode, detail?: unknown) =>
        // An event says all there is to say; our texts are not what such a logger expects.
        typeof detail === "object" && detail !== null
          ? legacy.warn!(shout(code), detail)
          : legacy.warn!(shout(code)),
    }),
  }
}
