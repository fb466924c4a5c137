import { NextRequest } from "next/server.js"
import type { AuthConfig } from "../config/auth-config.ts"
import type { Door } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { handle } from "../core/handle.ts"
import type { Session } from "../vocabulary/session.ts"
import { serializeCookie } from "../web/cookie.ts"
import { NodeIncoming, type NodeRequest, webRequestOf } from "../web/node-incoming.ts"
import type { NodeResponse } from "./calls.ts"
import { configOf, nextBasePath, placeOf, type Site, under } from "./place.ts"
import { serverSession } from "./read.ts"
import type { NextAuthConfig } from "./types.ts"

const make = (url: URL, init: { headers: Headers }): NextRequest => new NextRequest(url, init)

/** The session of a request of the pages router; it is renewed, since cookies can be set here. */
export async function nodeSession(
  site: Site,
  req: NodeRequest,
  res: NodeResponse,
): Promise<Session | null> {
  const incoming = new NodeIncoming(req, make)
  const { source, door } = site
  const config = typeof source === "function" ? await source(incoming.request) : source
  const write = !res.headersSent
  const { session, cookies } = await serverSession({ door, config }, incoming, { write })
  if (!res.headersSent) setCookies(res, cookies)
  return session
}

/** Sets cookies beside those that are set already. */
function setCookies(res: NodeResponse, cookies: readonly SetCookie[]): void {
  if (cookies.length === 0) return
  const before = res.getHeader("set-cookie")
  const kept = before === undefined ? [] : Array.isArray(before) ? before : [String(before)]
  res.setHeader("set-cookie", [...kept, ...cookies.map(serializeCookie)])
}

/** Answers a request to our routes in the pages router. */
export async function answerNode(site: Site, req: NodeRequest, res: NodeResponse): Promise<void> {
  const request = webRequestOf(req, make)
  const config = await configOf(site.source, request)
  const response = await handleNode(config, site.door, req, request)
  res.statusCode = response.status
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") res.setHeader(name, value)
  }
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) res.setHeader("set-cookie", cookies)
  res.end(await response.text())
}

async function handleNode(
  config: NextAuthConfig,
  door: Door,
  req: NodeRequest,
  web: NextRequest,
): Promise<Response> {
  const nextBase = nextBasePath() || strippedBasePath(req)
  const url = new URL(web.url)
  url.pathname = under(nextBase, url.pathname).replace(/(?<=[^/])\/$/, "")
  const { config: placed, door: rooted } = placeOf(config, door, web, nextBase)
  const method = req.method ?? "GET"
  const headers = new Headers(web.headers)
  headers.delete("content-length")
  headers.delete("transfer-encoding")
  const body = method === "POST" ? bodyOf(req, headers) : undefined
  const init = { method, headers, ...(body ? { body, duplex: "half" } : {}) }
  return handle(new Request(url, init as RequestInit), placed as AuthConfig, rooted)
}

/** What Next.js took off the path of a request, by the note it keeps of the URL that came. */
function strippedBasePath(req: NodeRequest): string {
  const meta = (req as unknown as Record<symbol, { initURL?: unknown } | undefined>)[
    Symbol.for("NextInternalRequestMeta")
  ]
  if (typeof meta?.initURL !== "string" || !URL.canParse(meta.initURL)) return ""
  const { url = "/" } = req
  // `//` is no path to a parser of URLs.
  if (!URL.canParse(url, "http://localhost")) return ""
  const came = new URL(meta.initURL).pathname
  const now = new URL(url, "http://localhost").pathname
  return came !== now && came.endsWith(now) ? came.slice(0, -now.length) : ""
}

/** The body: as Next.js parsed it, put back into words; or as it comes, where `bodyParser` is off. */
function bodyOf(req: NodeRequest, headers: Headers): BodyInit | undefined {
  const body = (req as { body?: unknown }).body
  if (body === undefined && Symbol.asyncIterator in req) {
    return streamOf(req as unknown as AsyncIterable<Uint8Array>)
  }
  if (body === undefined || body === null || body === "") return undefined
  if (typeof body === "string") return body
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>
  if (headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) {
    return formOf(body as Record<string, unknown>)
  }
  headers.set("content-type", "application/json")
  return JSON.stringify(body)
}

function formOf(fields: Record<string, unknown>): URLSearchParams {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)]),
  )
  return new URLSearchParams(pairs)
}

function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
