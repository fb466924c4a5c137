import type { RequestInternal } from "../actions/result.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { late } from "../web/late.ts"
import { readQuery } from "../web/query.ts"
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
export function parseRequest(request: Request, basePath: string): MaybePromise<Parsed> {
  const url = new URL(request.url)
  const named = parseAction(url.pathname, basePath)
  if (!named) return { ok: false, status: 404 }
  // Probes ask with HEAD too (RFC 9110 §9.3.2: as GET, but for the body).
  const method = named.action === "health" && request.method === "HEAD" ? "GET" : request.method
  if (method !== "GET" && method !== "POST") return { ok: false, status: 405 }
  const query = readQuery(url)
  if (!query.ok) return { ok: false, status: 400 }
  const { action, providerId } = named
  const asked = { url, method, action, providerId, query: query.query } as const
  if (method === "GET") return { ok: true, request: { ...asked, body: {} } }
  const limit = action === "backchannel-logout" ? MAX_LOGOUT_BODY : undefined
  return withBody(request, asked, limit)
}

const bodies = late(() => import("../web/body.ts"))

async function withBody(
  request: Request,
  asked: Omit<RequestInternal, "body"> & { readonly action: RouteAction },
  limit: number | undefined,
): Promise<Parsed> {
  const { readBody } = await bodies()
  const read = await readBody(request, limit)
  return read.ok
    ? { ok: true, request: { ...asked, body: read.body } }
    : { ok: false, status: read.status, action: asked.action }
}
