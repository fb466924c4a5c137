/**
 * `withAuth`, as NextAuth 4 has it: `latchkey/next/middleware`.
 *
 * @module
 */
import type { NextFetchEvent } from "next/server.js"
import { type NextRequest, NextResponse } from "next/server.js"
import { findToken } from "../actions/session/token.ts"
import type { AuthConfig, JWTOptions, PagesOptions, SessionOptions } from "../config/auth-config.ts"
import type { Context, Door } from "../config/context.ts"
import type { CookieOption } from "../contracts/cookies.ts"
import type { SecretOption } from "../contracts/keys.ts"
import { isOwnRoute } from "../config/own-route.ts"
import { AuthError } from "../errors.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { JWT } from "../vocabulary/token.ts"
import { nextBasePath, placeOf, under } from "./place.ts"

export interface WithAuthOptions {
  pages?: Partial<PagesOptions>
  callbacks?: {
    /** @default there is a session */
    authorized?: (params: { token: JWT | null; req: NextRequest }) => Awaitable<boolean>
  }
  jwt?: Partial<Pick<JWTOptions, "decode">>
  cookies?: { sessionToken?: Partial<CookieOption> }
  /**
   * The register of the application, if it has one: without it a session of a revoked key is none here. And the
   * `domain`, since that is in the cookie's name.
   */
  session?: Pick<SessionOptions, "register" | "domain">
  /** @default `AUTH_SECRET` and its kin */
  secret?: SecretOption
  trustHost?: AuthConfig["trustHost"]
}

/** A request, with the claims of whoever sent it. */
export interface NextRequestWithAuth extends NextRequest {
  nextauth: { token: JWT | null }
}

type Result = Awaitable<Response | void | null | undefined>

export interface NextMiddlewareWithAuth {
  (request: NextRequestWithAuth, event: NextFetchEvent): Result
}

/** What a middleware file exports. */
export interface WithAuthMiddleware {
  (request: NextRequest, event: NextFetchEvent): Promise<Response | undefined>
}

/** `withAuth`, in each way it can be called. */
export interface WithAuth {
  /** Inside a middleware. */
  (request: NextRequest, options?: WithAuthOptions): Promise<Response | undefined>
  /** Around a middleware, which runs for whoever may go on. */
  (middleware: NextMiddlewareWithAuth, options?: WithAuthOptions): WithAuthMiddleware
  (options?: WithAuthOptions): WithAuthMiddleware
  /** Itself a middleware: `export { default } from "latchkey/next/middleware"`. */
  (request: NextRequest, event: NextFetchEvent): Promise<Response | undefined>
}

interface Call {
  readonly door: Door
  readonly options: WithAuthOptions
  readonly request: NextRequest
  readonly next?: (request: NextRequestWithAuth) => Result
}

/** `withAuth` for one door. */
export function createWithAuth(door: Door): WithAuth {
  function withAuth(first?: unknown, second?: unknown): unknown {
    if (isRequest(first)) {
      const isEvent = typeof (second as NextFetchEvent | undefined)?.waitUntil === "function"
      const options = isEvent ? {} : ((second ?? {}) as WithAuthOptions)
      return check({ door, options, request: first })
    }
    if (typeof first !== "function") {
      const options = (first ?? {}) as WithAuthOptions
      return (request: NextRequest) => check({ door, options, request })
    }
    const options = (second ?? {}) as WithAuthOptions
    const middleware = first as NextMiddlewareWithAuth
    return (request: NextRequest, event: NextFetchEvent) =>
      check({ door, options, request, next: (asked) => middleware(asked, event) })
  }
  return withAuth as WithAuth
}

/**
 * Lets only those pass who are signed in, by the token in their cookie; sessions in a database are unknown here.
 *
 * @example
 * ```ts
 * export default withAuth({ pages: { signIn: "/login" } })
 * ```
 */
const withAuth: WithAuth = createWithAuth({ compat: undefined, basePath: "/api/auth" })
export default withAuth
export { withAuth }

async function check(call: Call): Promise<Response | undefined> {
  const { request, options, door } = call
  const { headers, url } = request
  const nextBase = nextBasePath(request)
  const config = configFrom(options)
  const { context, config: placed } = placeOf(config, door, { headers, url, request }, nextBase)
  const pages = {
    signIn: placed.pages?.signIn ?? `${context.basePath}/signin`,
    error: placed.pages?.error ?? `${context.basePath}/error`,
  }
  if (isPublic(request, context, Object.values(pages))) return undefined

  const read = await readToken(context)
  if (!read.ok) return read.missing ? toError(request, pages.error) : unavailable()
  const { token } = read
  const authorized = options.callbacks?.authorized
  const may = authorized ? await authorized({ token, req: request }) : token !== null
  if (!may) return toSignIn(request, pages.signIn)
  const asked = Object.assign(request, { nextauth: { token } }) as NextRequestWithAuth
  return (await call.next?.(asked)) ?? undefined
}

function configFrom(options: WithAuthOptions): AuthConfig {
  const { pages, jwt, cookies, session, trustHost } = options
  return {
    providers: [],
    session: { ...session, strategy: "jwt" },
    ...("secret" in options ? { secret: options.secret! } : {}),
    ...(pages ? { pages } : {}),
    ...(jwt ? { jwt } : {}),
    ...(cookies ? { cookies: cookies as NonNullable<AuthConfig["cookies"]> } : {}),
    ...(trustHost === undefined ? {} : { trustHost }),
  }
}

/** Our own routes, the pages where one signs in, and what Next.js serves to everyone. */
function isPublic(request: NextRequest, context: Context, pages: readonly string[]): boolean {
  const { pathname } = request.nextUrl
  // What a page shows, as JSON, is guarded as the page: an application may keep Next.js from taking the path apart.
  const served = pathname.startsWith("/_next/") && !pathname.startsWith("/_next/data/")
  if (served || pathname === "/favicon.ico") return true
  const path = under(nextBasePath(request), pathname)
  return isOwnRoute(context, path.replace(/(?<=[^/])\/$/, "")) || pages.includes(path)
}

type Read =
  | { readonly ok: true; readonly token: JWT | null }
  | { readonly ok: false; readonly missing: boolean }

/** What will be over by itself. */
const passing: ReadonlySet<string> = new Set([
  "KeysUnavailable",
  "RegisterUnavailable",
  "RevocationsUnavailable",
])

async function readToken(context: Context): Promise<Read> {
  try {
    const found = await findToken(context)
    return { ok: true, token: found.status === "ok" ? found.live.token : null }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    context.logger.error(error)
    return { ok: false, missing: !passing.has(error.type) }
  }
}

function toError(request: NextRequest, page: string): Response {
  const url = new URL(page, request.nextUrl.origin)
  url.searchParams.set("error", "Configuration")
  return NextResponse.redirect(url)
}

/** The keys will come; nobody is sent to sign in for that. */
function unavailable(): Response {
  return new Response(null, {
    status: 503,
    headers: { "retry-after": "5", "cache-control": "no-store" },
  })
}

function toSignIn(request: NextRequest, page: string): Response {
  const { pathname, search, origin } = request.nextUrl
  const url = new URL(page, origin)
  // One slash: with two it would be another host to whoever resolves it.
  const path = pathname.replace(/^[/\\]{2,}/, "/")
  url.searchParams.set("callbackUrl", `${under(nextBasePath(request), path)}${search}`)
  return NextResponse.redirect(url)
}

function isRequest(value: unknown): value is NextRequest {
  return typeof (value as NextRequest | undefined)?.headers?.get === "function"
}
