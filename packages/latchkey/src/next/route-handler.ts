import type { NextRequest } from "next/server.js"
import type { AuthConfig } from "../config/auth-config.ts"
import { handle } from "../core/handle.ts"
import { configOf, nextBasePath, placeOf, type Site, under } from "./place.ts"

/** Answers a request to our routes. */
export async function answerRoute(site: Site, request: NextRequest | Request): Promise<Response> {
  const { headers, url } = request
  const config = await configOf(site.source, request as NextRequest)
  const nextBase = nextBasePath(request)
  const place = placeOf(config, site.door, { headers, url }, nextBase)
  const placed = requestAt(request, nextBase)
  return handle(placed, place.config as AuthConfig, place.door)
}

/**
 * The request under the path a browser sees: Next.js takes its `basePath` off in some places, and adds a slash to the
 * end where `trailingSlash` is set.
 */
export function requestAt(request: Request, nextBase: string): Request {
  const url = new URL(request.url)
  const pathname = under(nextBase, url.pathname).replace(/(?<=[^/])\/$/, "")
  if (pathname === url.pathname) return request
  url.pathname = pathname
  // As a dictionary: Next.js hands out requests behind a Proxy, which are no `Request` to the constructor.
  return new Request(url, request as RequestInit)
}
