import { type NextRequest, NextResponse } from "next/server.js"
import type { Context } from "../config/context.ts"
import { isOwnRoute } from "../config/own-route.ts"
import { nextBasePath, under } from "./place.ts"
import type { NextAuthConfig, NextAuthRequest } from "./types.ts"

/** What is asked before a request may go on. */
export interface Question {
  readonly config: NextAuthConfig
  readonly context: Context
  readonly request: NextAuthRequest
  /** Whether the application's own handler comes next. */
  readonly wraps: boolean
  /** In a proxy; else in a route handler. */
  readonly proxy: boolean
}

/** What the `authorized` callback says, as the response that ends the request; undefined: it may go on. */
export async function refusal(question: Question): Promise<Response | undefined> {
  const { config, context, request } = question
  const authorized = config.callbacks?.authorized
  if (!authorized) return undefined
  const verdict = await authorized({ request, auth: request.auth })
  if (verdict === true) return undefined
  // Where one signs in, nobody has to be signed in; to send them there again would not end.
  if (isAuthPage(question))
    return verdict instanceof Response && !isLoop(verdict, request) ? verdict : undefined
  if (isResponse(verdict)) return verdict
  // Auth.js runs a wrapped handler whatever the callback says, and applications rely on it. Ours does not.
  if (question.wraps && context.compat) return undefined
  return question.proxy || isNavigation(request) ? toSignIn(question) : unauthorized()
}

/** By shape, since a proxy may run in another realm. */
function isResponse(value: unknown): value is Response {
  return (
    value instanceof Response || (typeof value === "object" && value !== null && "status" in value)
  )
}

function toSignIn({ config, context, request }: Question): Response {
  const { nextUrl } = request
  const own = config.pages?.signIn
  const url = new URL(own ?? `${context.basePath}/signin`, context.origin)
  url.searchParams.set("callbackUrl", `${context.origin}${pathOf(request)}${nextUrl.search}`)
  return NextResponse.redirect(url)
}

/** RFC 9110 §15.5.2 asks for a challenge; the way to sign in here is a cookie. */
function unauthorized(): Response {
  const headers = { "www-authenticate": "Cookie", "cache-control": "no-store" }
  return Response.json({ message: "Sign in first." }, { status: 401, headers })
}

/** Whether a person waits for a page, as opposed to a script for an answer. */
export function isNavigation(request: NextRequest): boolean {
  const mode = request.headers.get("sec-fetch-mode")
  if (mode !== null) return mode === "navigate"
  return request.method === "GET" && (request.headers.get("accept") ?? "").includes("text/html")
}

/** The path as a browser sees it. */
export function pathOf(request: NextRequest): string {
  return under(nextBasePath(request), request.nextUrl.pathname)
}

function isAuthPage({ config, context, request }: Question): boolean {
  const path = pathOf(request).replace(/(?<=[^/])\/$/, "")
  if (isOwnRoute(context, path)) return true
  const { signIn, error, verifyRequest } = config.pages ?? {}
  return [signIn, error, verifyRequest].some(
    (page) => page !== undefined && new URL(page, context.origin).pathname === path,
  )
}

function isLoop(response: Response, request: NextAuthRequest): boolean {
  const location = response.headers.get("location")
  if (location === null) return false
  return new URL(location, request.nextUrl.origin).pathname === pathOf(request)
}
