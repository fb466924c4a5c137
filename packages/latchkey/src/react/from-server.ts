import type { AuthClientState, ServerRequestParams } from "./types.ts"

/** Where a server asks, and as whom. */
export interface FromServer {
  /** Of the auth routes; absolute, since a server has no page that a path would be relative to. */
  readonly base: string
  readonly cookies: RequestInit | undefined
}

/**
 * @param path - Where the routes are if nobody says so.
 * @throws {TypeError} if the environment's URL is not one
 */
export function fromServer(
  state: AuthClientState,
  path: string,
  params: ServerRequestParams | undefined,
): FromServer {
  const found =
    state.baseUrlServer ||
    fromEnvironment("NEXTAUTH_URL_INTERNAL", "NEXTAUTH_URL", "AUTH_URL", "VERCEL_URL") ||
    "http://localhost:3000"
  // VERCEL_URL has no scheme.
  const { origin, pathname } = new URL(/^https?:\/\//.test(found) ? found : `https://${found}`)
  // Next.js alone at that URL, or below its `basePath`.
  const isBare = pathname === "/" || `${pathname}/api/auth` === path
  return {
    base: origin + (state.basePathServer ?? (isBare ? path : pathname)),
    cookies: cookiesOf(params),
  }
}

// Read by computed name, and when it is needed: a bundler replaces `process.env.NAME` by the value of the build.
function fromEnvironment(...names: string[]): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return names.map((name) => process?.env?.[name]).find(Boolean)
}

/** The cookies of the request that the server answers. A browser adds its own, and lets nobody name others. */
function cookiesOf(params: ServerRequestParams | undefined): RequestInit | undefined {
  const headers = params?.headers ?? params?.req?.headers ?? params?.ctx?.req?.headers
  if (!headers) return undefined
  const { get, cookie: own } = headers as { get?: unknown; cookie?: unknown }
  const cookie = typeof get === "function" ? get.call(headers, "cookie") : own
  return typeof cookie === "string" ? { headers: { cookie } } : undefined
}
