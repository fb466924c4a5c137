import { NextResponse } from "next/server.js"
import type { SetCookie } from "../contracts/cookies.ts"
import { appendSetCookies, encodeCookieValue } from "../web/cookie.ts"

const OVERRIDE = "x-middleware-override-headers"
const REQUEST = "x-middleware-request-"
const REWRITE = "x-middleware-rewrite"

/**
 * Sends cookies with a proxy's response; and, where the request goes on, with the request as well, so that what renders
 * the page reads the session that was just renewed, not the one it replaced.
 */
export function sendAndForward(
  response: Response,
  request: { readonly headers: Headers },
  cookies: readonly SetCookie[],
): Response {
  if (cookies.length === 0) return response
  const sent = goesOn(response)
    ? withRequest(response, renewed(response, request, cookies))
    : new Response(response.body, response)
  appendSetCookies(sent.headers, cookies)
  // A shared cache must not keep a page with somebody's session in it (RFC 9111 §5.2.2.7).
  sent.headers.set("cache-control", "private, no-cache, no-store")
  return sent
}

function goesOn(response: Response): boolean {
  return response.headers.has("x-middleware-next") || response.headers.has(REWRITE)
}

/** The headers that the request goes on with. */
function renewed(
  response: Response,
  request: { readonly headers: Headers },
  cookies: readonly SetCookie[],
): Headers {
  const headers = overridden(response.headers) ?? new Headers(request.headers)
  const cookie = mergedCookies(headers.get("cookie"), cookies)
  if (cookie === "") headers.delete("cookie")
  else headers.set("cookie", cookie)
  return headers
}

/** The same response, which lets the request go on with these headers: Next.js's own notation, made by Next.js itself. */
function withRequest(response: Response, headers: Headers): Response {
  const request = { headers }
  if (response.body === null && response.status === 200 && !response.headers.has(REWRITE)) {
    return NextResponse.next({ headers: response.headers, request })
  }
  const sent = new Response(response.body, response)
  for (const [name, value] of NextResponse.next({ request }).headers) {
    if (name.startsWith("x-middleware-") && name !== "x-middleware-next") {
      sent.headers.set(name, value)
    }
  }
  return sent
}

/** The request's headers as the application has changed them already, if it has. */
function overridden(headers: Headers): Headers | undefined {
  const names = headers.get(OVERRIDE)
  if (names === null) return undefined
  const found = new Headers()
  for (const name of names.split(",")) {
    const value = headers.get(`${REQUEST}${name}`)
    if (value !== null) found.set(name, value)
  }
  return found
}

/** A `Cookie` header, as the browser will send it once it has these. */
export function mergedCookies(header: string | null, cookies: readonly SetCookie[]): string {
  const changed = new Set(cookies.map(({ name }) => name))
  const pairs = (header ?? "").split(";").map((pair) => pair.trim())
  const kept = pairs.filter((pair) => pair !== "" && !changed.has(pair.split("=")[0]!.trim()))
  const live = new Map(cookies.map((cookie) => [cookie.name, cookie]))
  const added = [...live.values()]
    .filter(({ value, options }) => value !== "" && options.maxAge !== 0)
    .map(({ name, value }) => `${name}=${encodeCookieValue(value)}`)
  return [...kept, ...added].join("; ")
}
