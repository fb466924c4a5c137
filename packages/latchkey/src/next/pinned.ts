import { NextRequest } from "next/server.js"
import type { Context } from "../config/context.ts"
import { UntrustedHost } from "../errors.ts"

/**
 * The request under our own origin, where `AUTH_URL` or a trusted host says what that is: behind a proxy, Next.js knows
 * only the address it listens on (`localhost`, or `0.0.0.0` in a container), and handlers would redirect there.
 */
export function pinnedRequest(request: NextRequest, context: Context): NextRequest {
  const origin = knownOrigin(context)
  if (!origin || !request.nextUrl || request.nextUrl.origin === origin) return request
  const nextUrl = request.nextUrl.clone()
  const { protocol, host, port } = new URL(origin)
  nextUrl.protocol = protocol
  nextUrl.host = host
  nextUrl.port = port
  const pinned = new NextRequest(nextUrl.href, request as never)
  // As it was but for the origin: `basePath` and locales, which a constructor can't be told of in every major.
  Object.defineProperty(pinned, "nextUrl", { value: nextUrl, configurable: true, enumerable: true })
  return pinned
}

function knownOrigin(context: Context): string | undefined {
  try {
    return context.origin
  } catch (error) {
    if (error instanceof UntrustedHost) return undefined
    throw error
  }
}

/** A rewrite that was meant for ourselves goes to where Next.js listens, not out and in again. */
export function unpinnedRewrite(
  response: Response,
  request: NextRequest,
  pinned: NextRequest,
): Response {
  const target = response.headers.get("x-middleware-rewrite")
  if (request === pinned || target === null || !URL.canParse(target)) return response
  const url = new URL(target)
  if (url.origin !== pinned.nextUrl.origin) return response
  const sent = new Response(response.body, response)
  sent.headers.set(
    "x-middleware-rewrite",
    `${request.nextUrl.origin}${url.href.slice(url.origin.length)}`,
  )
  return sent
}
