import type { AuthClientState } from "./types.ts"

/** Where the routes are if nobody says so: below the `basePath` of Next.js, if there is one. */
function defaultPath(): string {
  return `${nextBasePath()}/api/auth`
}

function nextBasePath(): string {
  try {
    // Spelled out, since Next.js puts the value in place of exactly these words, in what the browser gets too.
    return process.env.__NEXT_ROUTER_BASEPATH || ""
  } catch {
    return ""
  }
}

/** Whether this runs where a person looks at a page, and not on a server. */
export function inBrowser(): boolean {
  return typeof document !== "undefined"
}

/** A path without its last slash. */
const trim = (path: string): string => path.replace(/\/+$/, "")

// Read by computed name, and when it is needed: a bundler replaces `process.env.NAME` by the value of the build.
function fromEnvironment(...names: string[]): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return names.map((name) => process?.env?.[name]).find(Boolean)
}

/** A client's state before anything was read. */
export function initialState(
  basePath: string | undefined,
  baseUrl: string | undefined,
): AuthClientState {
  return {
    baseUrl: baseUrl ?? "",
    basePath: basePath ?? defaultPath(),
    baseUrlServer: baseUrl,
    basePathServer: basePath,
    _lastSync: 0,
    _session: undefined,
    _getSession: async () => {},
  }
}

/**
 * URL of an auth route: in the browser a path on the document's origin, on a server absolute.
 *
 * @throws {TypeError} if the environment's URL is not one (servers only)
 */
export function authUrl(state: AuthClientState, route: string): string {
  if (inBrowser()) return `${trim(state.basePath)}/${route}`
  const found =
    state.baseUrlServer ||
    fromEnvironment("NEXTAUTH_URL_INTERNAL", "NEXTAUTH_URL", "AUTH_URL", "VERCEL_URL") ||
    "http://localhost:3000"
  // VERCEL_URL has no scheme.
  const { origin, pathname } = new URL(/^https?:\/\//.test(found) ? found : `https://${found}`)
  const path =
    state.basePathServer ??
    (pathname === "/" || pathname === nextBasePath() ? defaultPath() : pathname)
  return `${origin}${trim(path)}/${route}`
}
