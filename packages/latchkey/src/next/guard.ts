import { type NextRequest, NextResponse } from "next/server.js"
import { failure } from "../core/failure.ts"
import { respond } from "../core/respond.ts"
import { AuthError } from "../errors.ts"
import { appendSetCookies } from "../web/cookie.ts"
import { refusal } from "./authorize.ts"
import { isFetchEvent, type WrappedHandler } from "./calls.ts"
import { sendAndForward } from "./forward.ts"
import { pinnedRequest, unpinnedRewrite } from "./pinned.ts"
import { configOf, nextBasePath, type Place, placeOf, type Site } from "./place.ts"
import { type ServerSession, serverSession } from "./read.ts"
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
  // What the browser may cache for good must not carry a session.
  const write = !request.nextUrl.pathname.startsWith("/_next/")
  const read = await readOrAnswer(site, place, write)
  if (read instanceof Response) return read

  const pinned = pinnedRequest(request, place.context)
  const asked = withSession(pinned, read)
  const proxy = isFetchEvent(second)
  const question = { ...place, request: asked, wraps: handler !== undefined, proxy }
  const refused = await refusal(question)
  const answer = refused ?? (await handler?.(asked, second)) ?? undefined
  if (answer === undefined && !proxy && handler) return undefined as never
  const response = unpinnedRewrite((answer as Response | undefined) ?? NextResponse.next(), request, pinned)
  if (!proxy) return withCookies(response, read)
  return sendAndForward(response, request, read.cookies)
}

function withSession(request: NextRequest, { session }: ServerSession): NextAuthRequest {
  const auth = { value: session, configurable: true, enumerable: true, writable: true }
  return Object.defineProperty(request, "auth", auth) as NextAuthRequest
}

function withCookies(response: Response, { cookies }: ServerSession): Response {
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
  site: Site,
  { config, context }: Place,
  write: boolean,
): Promise<ServerSession | Response> {
  try {
    return await serverSession({ door: site.door, config }, context.incoming, { write })
  } catch (error) {
    if (!(error instanceof AuthError) || !context.production) throw error
    const asked = { action: "session", method: "GET", providerId: undefined, query: {}, body: {} }
    const url = new URL(context.incoming.url!)
    const result = await failure(context, { ...asked, method: "GET", url }, error)
    return respond(result, { https: false, method: "GET", asJson: false, afterPost: 303 })
  }
}
