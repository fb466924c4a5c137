import { burnChecks, ofUnknownKey } from "../actions/checks.ts"
import { burnChallenge } from "../actions/passkeys/challenge.ts"
import { describeError, isDevelopment, referTo } from "../actions/development-error.ts"
import { ownPage, page, retryable } from "../actions/pages.ts"
import { Refusal } from "../actions/refusal.ts"
import type { RequestInternal, ResponseInternal } from "../actions/result.ts"
import type { Context } from "../config/context.ts"
import { noteFailure } from "./note-failure.ts"
import { wantsJson } from "./wants-json.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import {
  AccessDenied,
  AuthError,
  CredentialsSignin,
  EmailSignInError,
  ErrorPageLoop,
  isClientError,
  OAuthSignInError,
  SessionRequired,
  TooManyAttempts,
  UntrustedHost,
} from "../errors.ts"

const CONFIGURATION =
  "There was a problem with the server configuration. Check the server logs for more information."
/** Answers that programs read, not people. */
const machine: ReadonlySet<string> = new Set([
  "session",
  "csrf",
  "providers",
  "health",
  "webauthn-options",
  "sessions",
  "accounts",
  "backchannel-logout",
  "frontchannel-logout",
])
/** Pages: an error there is shown, since another page would fail in the same way. */
const shown: ReadonlySet<string> = new Set(["signin", "signout", "error", "verify-request"])

/** What to answer when an action threw. Says to a browser no more than it may know; the log has the rest. */
export async function failure(
  context: Context,
  request: RequestInternal,
  thrown: unknown,
): Promise<ResponseInternal> {
  const error = thrown instanceof Error ? thrown : new AuthError(String(thrown))
  const code = clientCode(context, error)
  const isOurs = code === "Configuration" || code === "Unavailable"
  const ref = isOurs ? referTo(context, error) : undefined
  await noteFailure(context, request, error)
  if (error instanceof CredentialsSignin) context.logger.debug("credentials refused", error.code)
  else if (error instanceof SessionRequired) context.logger.debug("nobody is signed in")
  else if (error instanceof TooManyAttempts) context.logger.debug("attempt refused", error.cause)
  else if (error instanceof Refusal) context.logger.debug("sign-in refused", error.message)
  else context.logger.error(error)
  if (machine.has(request.action)) return machineAnswer(error, ref)
  const site = tryOrigin(context)
  const isPage = shown.has(request.action) && request.method === "GET"
  if (site === undefined || isPage) return shownError(context, request, { error, ref }, site)
  return redirectToError(context, { error, ref }, request)
}

/** What was thrown, and what stands for it where it must not be shown. */
interface Referred {
  readonly error: Error
  readonly ref: string | undefined
}

/** The code a browser gets. Auth.js has no word for what will work again in a moment. */
function clientCode(context: Context, error: Error): string {
  if (error instanceof Refusal) return error.told
  if (isClientError(error)) return error.type
  if (error instanceof EmailSignInError) return "EmailSignin"
  if (error instanceof OAuthSignInError) return "OAuthSignin"
  return statusOf(error) === 503 && context.compat === undefined ? "Unavailable" : "Configuration"
}

function statusOf(error: Error): number {
  if (error instanceof UntrustedHost) return error.status
  if (!(error instanceof AuthError)) return 500
  switch (error.type) {
    case "KeysUnavailable":
    case "RecordsUnavailable":
    case "RegisterUnavailable":
    case "RevocationsUnavailable":
    case "SessionTokenError":
    case "AdapterError":
      return 503
    case "SessionRequired":
      return 401
    case "TooManyAttempts":
      return 429
    case "UnknownAction":
    case "InvalidProvider":
      return 404
    default:
      return 500
  }
}

function machineAnswer(error: Error, ref: string | undefined): ResponseInternal {
  const status = statusOf(error)
  const body = isClientError(error) ? { error: error.type } : { message: CONFIGURATION }
  const headers = { ...retryHeader(error) }
  return { status, headers: retryable(status, headers), body: { ...body, ...(ref && { ref }) } }
}

/** When it is worth trying again (RFC 6585 §4). */
function retryHeader(error: Error): Record<string, string> {
  return error instanceof TooManyAttempts ? { "retry-after": String(error.retryAfter) } : {}
}

function tryOrigin(context: Context): string | undefined {
  try {
    return context.origin
  } catch {
    return undefined
  }
}

/** An error page in place of the one that was asked for. */
async function shownError(
  context: Context,
  request: RequestInternal,
  { error, ref }: Referred,
  site: string | undefined,
): Promise<ResponseInternal> {
  const code = clientCode(context, error)
  const elsewhere = site === undefined ? undefined : ownPage(context, "error", { error: code, ref })
  if (elsewhere && !isLoop(request, elsewhere)) return { redirect: elsewhere }
  if (elsewhere) {
    context.logger.error(
      new ErrorPageLoop("The error page itself asks for a session", { page: elsewhere }),
    )
  }
  const view = await page({
    page: "error",
    theme: context.config.theme ?? {},
    baseUrl: site === undefined ? "/" : context.home,
    error: code,
    ref,
    signinUrl: `${context.basePath}/signin`,
    ...(isDevelopment(context) ? { development: describeError(error) } : {}),
  })
  const status = statusOf(error)
  return { ...view, status, headers: retryable(status, view.headers) }
}

/** Whether the application's error page sent people here because it asks for a session itself. */
function isLoop(request: RequestInternal, errorPage: string): boolean {
  return (request.query["callbackUrl"] ?? "").startsWith(errorPage.split("?")[0]!)
}

function redirectToError(
  context: Context,
  { error, ref }: Referred,
  request: RequestInternal,
): ResponseInternal {
  const kind = error instanceof AuthError && error.kind === "signIn" ? "signIn" : "error"
  const code = error instanceof CredentialsSignin ? error.code : undefined
  const query = { error: clientCode(context, error), code, ref }
  const path = kind === "signIn" ? "signin" : "error"
  const target = new URL(ownPage(context, kind, query) ?? `${context.base}/${path}`)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) target.searchParams.set(name, value)
  }
  const cookies = request.action === "callback" && !ofUnknownKey(error) ? burnt(context) : []
  const status = jsonStatus(context, request, error)
  // With a redirect it would mean another thing (RFC 9110 §10.2.3).
  const headers = wantsJson(context, request) ? retryHeader(error) : {}
  return { status, headers, redirect: target.href, cookies }
}

/** Too many attempts are told as such; else v4's client takes `ok` from the status of the JSON answer, which is credentials' at this route. */
function jsonStatus(context: Context, request: RequestInternal, error: Error): number {
  if (error instanceof TooManyAttempts) return 429
  if (context.compat !== 4 || request.action !== "callback") return 200
  return error instanceof AccessDenied ? 403 : 401
}

function burnt(context: Context): SetCookie[] {
  try {
    return [...burnChecks(context), ...burnChallenge(context)]
  } catch {
    return []
  }
}
