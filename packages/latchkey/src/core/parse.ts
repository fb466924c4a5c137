import type { RequestInternal } from "../actions/result.ts"
import { readBody, readQuery } from "../web/body.ts"
import { parseAction, type RouteAction } from "../web/path.ts"

/** The request in our terms, or the status that refuses it. */
export type Parsed =
  | { readonly ok: true; readonly request: RequestInternal }
  | {
      readonly ok: false
      readonly status: 400 | 404 | 405 | 413 | 415
      readonly action?: RouteAction
    }

/** Bytes. Anyone may send a logout token, and none is larger. */
const MAX_LOGOUT_BODY = 65_536

/** Reads what a request asks for. Never throws for what came from outside. */
export async function parseRequest(request: Request, basePath: string): Promise<Parsed> {
  const url = new URL(request.url)
  const named = parseAction(url.pathname, basePath)
  if (!named) return { ok: false, status: 404 }
  // Probes ask with HEAD too (RFC 9110 §9.3.2: as GET, but for the body).
  const method = named.action === "health" && request.method === "HEAD" ? "GET" : request.method
  if (method !== "GET" && method !== "POST") return { ok: false, status: 405 }
  const query = readQuery(url)
  if (!query.ok) return { ok: false, status: 400 }
  const { action, providerId } = named
  const limit = action === "backchannel-logout" ? MAX_LOGOUT_BODY : undefined
  const read = method === "POST" ? await readBody(request, limit) : { ok: true as const, body: {} }
  if (!read.ok) return { ok: false, status: read.status, action }
  return {
    ok: true,
    request: { url, method, action, providerId, query: query.query, body: read.body },
  }
}
