import type { ResponseInternal } from "../actions/result.ts"
import { appendSetCookies } from "../web/cookie.ts"
import { allowFrames, noStore, redirectHeaders, securityHeaders } from "../web/headers.ts"

export interface RespondOptions {
  readonly https: boolean
  readonly method: string
  /** The client asked for the redirect as JSON, since `fetch` can't see one. */
  readonly asJson: boolean
  /** What a redirect after a POST is: 303 (RFC 9110 §15.4.4), or 302 as Auth.js does. */
  readonly afterPost: 302 | 303
}

/** The `Response` for what an action answered: never cached, never sniffed; what it shows is never framed. */
export function respond(result: ResponseInternal, options: RespondOptions): Response {
  if (!result.headers && result.redirect === undefined && typeof result.body !== "string") {
    return json(result)
  }
  const headers = new Headers(result.headers)
  appendSetCookies(headers, result.cookies ?? [])
  if (result.redirect !== undefined && !options.asJson) {
    return redirect(result, headers, options)
  }
  const isPage = typeof result.body === "string" && result.redirect === undefined
  const csp = headers.get("content-security-policy") ?? undefined
  setAll(headers, { ...noStore, ...securityHeaders({ html: isPage, https: options.https, csp }) })
  if (result.redirect !== undefined) return redirectAsJson(result, headers)
  if (result.framedBy) allowFrames(headers, result.framedBy)
  if (isPage) return new Response(result.body as string, { status: result.status ?? 200, headers })
  headers.set("content-type", "application/json")
  const body = JSON.stringify(result.body ?? null)
  return new Response(body, { status: result.status ?? 200, headers })
}

/** Never given out. Headers copied from others are not read anew. */
let usual: Headers | undefined

function usualHeaders(): Headers {
  usual ??= new Headers({
    ...noStore,
    ...securityHeaders({ html: false, https: true }),
    "Content-Type": "application/json",
  })
  return new Headers(usual)
}

/**
 * The usual answer: its headers are always the same ones, in an object of its own. A server may have put a `Response` in
 * the place of the runtime's that keeps what it is given (Hono on Node): shared, one person's cookies would be another's.
 */
function json({ body = null, status = 200, cookies = [] }: ResponseInternal): Response {
  const response = new Response(JSON.stringify(body), { status, headers: usualHeaders() })
  // Not before: what is given to a response is read once more, and a session is long.
  appendSetCookies(response.headers, cookies)
  return response
}

function setAll(headers: Headers, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) headers.set(name, value)
}

function redirect(result: ResponseInternal, headers: Headers, options: RespondOptions): Response {
  setAll(headers, { ...noStore, ...redirectHeaders })
  headers.set("location", result.redirect!)
  const usual = options.method === "POST" ? options.afterPost : 302
  return new Response(null, { status: result.status === 307 ? 307 : usual, headers })
}

function redirectAsJson(
  { redirect: url, status = 200, said }: ResponseInternal,
  headers: Headers,
): Response {
  headers.set("content-type", "application/json")
  return new Response(JSON.stringify({ url, ...said }), { status, headers })
}
