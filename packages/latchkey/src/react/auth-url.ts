import type { AuthClientState } from "./types.ts"

/** Where the routes are if nobody says so: below the `basePath` of Next.js, if there is one. */
export function defaultPath(): string {
  let base: string | undefined
  try {
    // Spelled out, since Next.js puts the value in place of exactly these words, in what the browser gets too.
    base = process.env.__NEXT_ROUTER_BASEPATH
  } catch {
    // No Next.js, and no `process`.
  }
  return `${base || ""}/api/auth`
}

/** Whether this runs where a person looks at a page, and not on a server. */
export function inBrowser(): boolean {
  return typeof document !== "undefined"
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

/** URL of an auth route: `base` is where they are. */
export function authUrl(base: string, route: string): string {
  return `${base.replace(/\/+$/, "")}/${route}`
}
