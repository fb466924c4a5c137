import type { RequestInternal, ResponseInternal } from "../actions/result.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { raw } from "../contracts/symbols.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { AuthError } from "../errors.ts"
import { assertContext } from "../config/assert.ts"
import { isAtHand } from "../web/at-hand.ts"
import type { Span } from "../web/telemetry.ts"
import { actionSpan, noteError } from "./action-span.ts"
import { type Parsed, parseRequest } from "./parse.ts"
import { respond } from "./respond.ts"
import { route } from "./route.ts"
import { wantsJson } from "./wants-json.ts"

/** Answers one request: parse, resolve, route, respond. */
export async function handle(request: Request, config: AuthConfig, door: Door): Promise<Response> {
  const context = contextOf(request, config, door)
  const parsing = parseRequest(request, context.basePath)
  const parsed = hide(context, isAtHand(parsing) ? parsing : await parsing)
  if (!parsed.ok) return refuse(parsed, context)
  return actionSpan(context, parsed.request, async (span) => {
    const result = await answer(context, parsed.request, span)
    const response = respond(result, {
      https: request.url.startsWith("https:") || isHttps(context),
      method: request.method,
      asJson: wantsJson(context, parsed.request),
      afterPost: context.compat ? 302 : 303,
    })
    span?.setAttribute("http.response.status_code", response.status)
    return request.method === "HEAD" ? new Response(null, response) : response
  })
}

/**
 * The same, as a plain object, for frameworks that set cookies and redirect by their own means.
 *
 * @throws AuthError, unless the client asked for redirects as JSON
 */
export async function handleRaw(
  request: Request,
  config: AuthConfig,
  door: Door,
): Promise<ResponseInternal> {
  const context = contextOf(request, config, door)
  const parsed = hide(context, await parseRequest(request, context.basePath))
  if (!parsed.ok) return { status: statusFor(parsed, context), body: "Bad request." }
  const asked = parsed.request
  return actionSpan(context, asked, async (span) => {
    try {
      return await act(context, asked)
    } catch (error) {
      if (error instanceof AuthError && !wantsJson(context, asked)) {
        const { noteFailure } = await import("./note-failure.ts")
        await noteFailure(context, asked, error)
        throw error
      }
      if (span) noteError(span, error)
      return await failed(context, asked, error)
    }
  })
}

function contextOf(request: Request, config: AuthConfig, door: Door): Context {
  return new Context(config, door, { headers: request.headers, url: request.url, request })
}

/** Routes of ours that the configuration has not: as if nobody had heard of them. */
function hide({ config }: Context, parsed: Parsed): Parsed {
  const action = parsed.ok ? parsed.request.action : undefined
  const isOff =
    (action === "health" && config.health === false) ||
    (action === "sessions" && !config.session?.records)
  return isOff ? { ok: false, status: 404 } : parsed
}

/** The health route says itself what is missing, and to whoever asks by address. */
function act(context: Context, request: RequestInternal): MaybePromise<ResponseInternal> {
  const checked = request.action === "health" ? undefined : assertContext(context)
  return isAtHand(checked) ? route(context, request) : checked.then(() => route(context, request))
}

async function answer(
  context: Context,
  request: RequestInternal,
  span: Span | undefined,
): Promise<ResponseInternal> {
  try {
    return await act(context, request)
  } catch (error) {
    if (span) noteError(span, error)
    return await failed(context, request, error)
  }
}

/** Loaded with the first error. */
async function failed(
  context: Context,
  request: RequestInternal,
  error: unknown,
): Promise<ResponseInternal> {
  const { failure } = await import("./failure.ts")
  return failure(context, request, error)
}

function isHttps(context: Context): boolean {
  try {
    return context.origin.startsWith("https:")
  } catch {
    return false
  }
}

/** Auth.js answers 400 to whatever it doesn't know; we say which it is. */
function statusFor(parsed: Extract<Parsed, { ok: false }>, context: Context): number {
  return context.compat ? 400 : parsed.status
}

function refuse(parsed: Extract<Parsed, { ok: false }>, context: Context): Response {
  const status = statusFor(parsed, context)
  const headers = parsed.status === 405 ? { allow: "GET, POST" } : {}
  const options = { https: false, method: "GET", asJson: false, afterPost: 303 } as const
  // OpenID Connect Back-Channel Logout 1.0 §2.8.
  if (parsed.action === "backchannel-logout") {
    return respond({ status: 400, body: { error: "invalid_request" } }, options)
  }
  return respond(
    { status, headers: headers as Record<string, string>, body: "Bad request." },
    options,
  )
}

/** Whether the configuration asks for plain objects. */
export function wantsRaw(config: AuthConfig): boolean {
  return config.raw === raw
}
