import { type NextRequest, NextResponse } from "next/server.js"
import type { SetCookie } from "../contracts/cookies.ts"
import { failure } from "../core/failure.ts"
import { respond } from "../core/respond.ts"
import { isOwnRoute } from "../config/own-route.ts"
import { AuthError } from "../errors.ts"
import { appendSetCookies } from "../web/cookie.ts"
import { isNavigation, pathOf, refusal } from "./authorize.ts"
import { isFetchEvent, type WrappedHandler } from "./calls.ts"
import { sendAndForward } from "./forward.ts"
import { pinnedRequest, unpinnedRewrite } from "./pinned.ts"
import { configOf, nextBasePath, type Place, placeOf, type Site } from "./place.ts"
import { placedSession, type ServerSession } from "./read.ts"
import type { NextAuthRequest } from "./types.ts"

/** A request to be let through with its session, and what to do then. */
export interface Guarded {
  readonly request: NextRequest
  /** A proxy's event, or a route handler's context. */
  readonly second: unknown
  readonly handler?: WrappedHandler
}

/**
 * Reads the session, asks whether the request may go on, calls the application's handler, and sends what renews the
 * session. For route handlers and for proxies.
 */
export async function guard(site: Site, guarded: Guarded): Promise<Response> {
  const { request, second, handler } = guarded
  const { headers, url } = request
  headers.get("cookie")
  const config = await configOf(site.source, request)
  const place = placeOf(config, site.door, { headers, url, request }, nextBasePath(request))
  const read = await readOrAnswer(place, guarded)
  if (read instanceof Response) return read

  const pinned = pinnedRequest(request, place.context)
  const asked = withSession(pinned, read)
  const proxy = isFetchEvent(second)
  const question = { ...place, request: asked, wraps: handler !== undefined, proxy }
  const refused = await refusal(question)
  const answer = refused ?? (await handler?.(asked, second)) ?? undefined
  if (answer === undefined && !proxy && handler) return undefined as never
  const response = unpinnedRewrite(
    (answer as Response | undefined) ?? NextResponse.next(),
    request,
    pinned,
  )
  const cookies = read.cookies.filter(({ name }) => !setsCookie(response, name))
  return proxy ? sendAndForward(response, request, cookies) : withCookies(response, cookies)
}

function withSession(request: NextRequest, { session }: ServerSession): NextAuthRequest {
  const auth = { value: session, configurable: true, enumerable: true, writable: true }
  return Object.defineProperty(request, "auth", auth) as NextAuthRequest
}

/** Whether the application has set this cookie itself; then that stands. */
function setsCookie(response: Response, name: string): boolean {
  return response.headers.getSetCookie().some((line) => line.startsWith(`${name}=`))
}

function withCookies(response: Response, cookies: readonly SetCookie[]): Response {
  if (cookies.length === 0) return response
  const sent = new Response(response.body, response)
  appendSetCookies(sent.headers, cookies)
  return sent
}

/**
 * The session; or, where it can't be known, the answer that says so: 503 for keys that don't come, else 500. In
 * development the error itself, so that Next.js shows it.
 */
async function readOrAnswer(
  place: Place,
  { request, second }: Guarded,
): Promise<ServerSession | Response> {
  const { context } = place
  const ours = isOwnRoute(context, pathOf(request))
  const write = !ours && mayRenew(request)
  try {
    return await placedSession(context, { write })
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    // Our own routes say themselves what is wrong, and have the page for it.
    if (ours && isFetchEvent(second)) return NextResponse.next()
    if (!context.production) throw error
    return unknowable(place, request, error)
  }
}

/**
 * Whether a session may be renewed with this answer. Not where the request may end the session, since nothing says
 * which of the two cookies a browser would get last; nor with what it may cache for good.
 */
function mayRenew({ method, nextUrl }: NextRequest): boolean {
  const reads = method === "GET" || method === "HEAD"
  return reads && !nextUrl.pathname.startsWith("/_next/")
}

async function unknowable(place: Place, request: NextRequest, error: Error): Promise<Response> {
  const { config, context } = place
  // A page of the application's own would ask for the session again, and so would not end.
  const person = isNavigation(request) && !config.pages?.error
  const action = person ? "error" : "session"
  const asked = { action, method: "GET", providerId: undefined, query: {}, body: {} } as const
  const result = await failure(context, { ...asked, url: new URL(request.url) }, error)
  return respond(result, { https: false, method: "GET", asJson: false, afterPost: 303 })
}
