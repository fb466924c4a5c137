import type { RequestInternal } from "../actions/result.ts"
import type { Context } from "../config/context.ts"
import type { NotedEvent } from "../contracts/security-events.ts"
import { findProvider } from "../config/providers.ts"
import { AuthError, CredentialsSignin, type ErrorType, TooManyAttempts } from "../errors.ts"

/** A rule said no to somebody whose proof was good. */
const refusals: ReadonlySet<ErrorType> = new Set([
  "AccessDenied",
  "AccountNotLinked",
  "OAuthAccountNotLinked",
  "TooManyAttempts",
])
/** Requests that are no sign-in yet: scanners send them all day. A form of another site is noted where it is refused. */
const noise: ReadonlySet<ErrorType> = new Set([
  "InvalidProvider",
  "MissingCSRF",
  "UnknownAction",
  "UntrustedHost",
])

/** Notes the sign-in that an error has ended, with the error's code and its reference, never its words. */
export async function noteFailure(
  context: Context,
  request: RequestInternal,
  error: Error,
): Promise<void> {
  const { action, method, providerId } = request
  const isSignIn =
    action === "callback" ||
    (action === "signin" && method === "POST") ||
    error instanceof TooManyAttempts
  const reason = codeOf(error)
  if (!context.config.securityEvents || !isSignIn || noise.has(reason as ErrorType)) return
  const provider = providerId === undefined ? undefined : findProvider(context, providerId)
  const { ref } = error as { ref?: unknown }
  await context.note({
    type: action === "signin" && provider?.type === "email" ? "link-sent" : "sign-in",
    outcome: refusals.has(reason as ErrorType) ? "refused" : "failure",
    ...(provider ? { provider: providerId! } : {}),
    reason,
    ...(typeof ref === "string" ? { ref } : {}),
    ...detailsOf(error),
  })
}

/** The application's own code, or what there were too many of. */
function detailsOf(error: Error): Pick<NotedEvent, "details"> {
  if (error instanceof CredentialsSignin && error.code !== "credentials") {
    return { details: { code: error.code } }
  }
  if (!(error instanceof TooManyAttempts)) return {}
  const { action, scope } = error.cause as { action: string; scope: string }
  return { details: { action, scope } }
}

/** The name of a class, where it is not one of ours. */
function codeOf(error: Error): string {
  if (error instanceof AuthError) return error.type
  return /^\w{1,64}$/.test(error.name) ? error.name : "Error"
}
