import type { NextRequest } from "next/server.js"
import type { AuthConfig, PagesOptions } from "../config/auth-config.ts"
import { Context, type Door, type Incoming } from "../config/context.ts"
import type { NextAuthConfig, NextAuthConfigSource } from "./types.ts"

/** Where the configuration of one application comes from. */
export interface Site {
  readonly source: NextAuthConfigSource
  readonly door: Door
}

/** The configuration of one request, with paths as a browser sees them. */
export interface Place {
  readonly config: NextAuthConfig
  readonly context: Context
  /** The door, told of the path below which Next.js has the application. */
  readonly door: Door
}

/** The configuration, asked for anew at each request. */
export async function configOf(
  source: NextAuthConfigSource,
  request: NextRequest | undefined,
): Promise<NextAuthConfig> {
  return typeof source === "function" ? source(request) : source
}

/** What `next.config` says as `basePath`: by the request, else as Next.js wrote it into the build. */
export function nextBasePath(request?: NextRequest | Request): string {
  const known = (request as Partial<NextRequest> | undefined)?.nextUrl?.basePath
  // Spelled out, since Next.js puts the value in place of exactly these words.
  return known || process.env.__NEXT_ROUTER_BASEPATH || ""
}

/** Puts Next.js's own `basePath` before the paths that don't have it yet. The configuration itself stays as it was. */
export function placeOf(
  config: NextAuthConfig,
  door: Door,
  incoming: Incoming,
  nextBase: string,
): Place {
  const context = new Context(config as AuthConfig, door, incoming)
  if (nextBase === "") return { config, context, door }
  // An `AUTH_URL` that ends where the application begins says nothing of where the routes are.
  const { basePath } = context.basePath === nextBase ? door : context
  const placed: NextAuthConfig = {
    ...config,
    basePath: under(nextBase, basePath),
    ...(config.pages ? { pages: pagesUnder(nextBase, config.pages) } : {}),
  }
  const rooted = { ...door, root: nextBase }
  return {
    config: placed,
    context: new Context(placed as AuthConfig, rooted, incoming),
    door: rooted,
  }
}

function pagesUnder(nextBase: string, pages: Partial<PagesOptions>): Partial<PagesOptions> {
  const entries = Object.entries(pages).filter(([, path]) => path !== undefined)
  return Object.fromEntries(entries.map(([kind, path]) => [kind, under(nextBase, path)]))
}

/** The path below `base`, unless it is there already or is a whole URL. */
export function under(base: string, path: string): string {
  if (base === "" || !path.startsWith("/")) return path
  return path === base || path.startsWith(`${base}/`) ? path : `${base}${path}`
}
