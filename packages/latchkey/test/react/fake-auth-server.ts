import { vi } from "vitest"
import type { Session } from "../../src/vocabulary/session.ts"

/** One browser's auth routes, as `fetch` sees them. */
export interface FakeAuthServer {
  session: Session | null
  /** Body of `/session` without a session: `{}` is what next-auth 4 says. */
  readonly nobody: unknown
  csrfToken: string
  /** The next answers of a route, instead of its own, oldest first; a promise delays it. */
  readonly next: Record<string, (Response | Error | Promise<Response | Error>)[]>
  /** `METHOD route?query`, in order. */
  readonly calls: string[]
  readonly bodies: Record<string, string>[]
  readonly urls: string[]
  count(call: string): number
}

export const ORIGIN = "https://app.example"

export const person = (name: string): Session => ({
  user: { id: name, name },
  expires: "2099-01-01T00:00:00.000Z",
})

const providers = {
  github: { id: "github", name: "GitHub", type: "oidc" },
  email: { id: "email", name: "Mail", type: "email" },
  credentials: { id: "credentials", name: "Password", type: "credentials" },
  passkey: { id: "passkey", name: "Passkey", type: "webauthn" },
}

/** Installs the server as the global `fetch`. */
export function fakeAuthServer(
  options: { nobody?: unknown; basePath?: string } = {},
): FakeAuthServer {
  const basePath = options.basePath ?? "/api/auth"
  const server: FakeAuthServer = {
    session: null,
    nobody: options.nobody ?? null,
    csrfToken: "csrf-1",
    next: {},
    calls: [],
    bodies: [],
    urls: [],
    count: (call) => server.calls.filter((made) => made === call).length,
  }
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, ORIGIN)
    const method = init.method ?? "GET"
    const route = url.pathname.startsWith(`${basePath}/`)
      ? url.pathname.slice(basePath.length + 1)
      : `not an auth route: ${url.pathname}`
    server.urls.push(input)
    server.calls.push(`${method} ${route}${url.search}`)
    const planned = await server.next[`${method} ${route}`]?.shift()
    if (planned instanceof Error) throw planned
    return planned ?? answer(server, method, route, init)
  })
  return server
}

function answer(
  server: FakeAuthServer,
  method: string,
  route: string,
  init: RequestInit,
): Response {
  if (method === "GET") {
    if (route === "session") return Response.json(server.session ?? server.nobody)
    if (route === "csrf") return Response.json({ csrfToken: server.csrfToken })
    if (route === "providers") return Response.json(providers)
    return new Response("<h1>404</h1>", { status: 404 })
  }
  const fields: Record<string, any> =
    init.body instanceof URLSearchParams
      ? Object.fromEntries(init.body)
      : JSON.parse(init.body as string)
  server.bodies.push(fields)
  const allowed = fields["csrfToken"] === server.csrfToken
  if (route === "session") {
    if (!allowed || !server.session) return Response.json(null, { status: 400 })
    server.session = {
      ...server.session,
      user: { ...server.session.user, ...fields["data"] },
    }
    return Response.json(server.session)
  }
  // Without the header a browser's redirect would come, which ends in a page and not in JSON.
  if (!new Headers(init.headers).has("X-Auth-Return-Redirect")) return new Response("<html>")
  if (!allowed) return Response.json({ url: `${ORIGIN}/api/auth/signin?error=MissingCSRF` })
  return Response.json({ url: act(server, route, fields) })
}

function act(server: FakeAuthServer, route: string, fields: Record<string, string>): string {
  const back = new URL(fields["callbackUrl"] ?? "/", ORIGIN).href
  if (route === "signout") {
    server.session = null
    return back
  }
  if (route === "signin/github") return "https://github.example/authorize?client_id=1&state=x"
  if (route === "signin/email") return `${ORIGIN}/api/auth/verify-request?provider=email&type=email`
  if (route !== "callback/credentials") return `${ORIGIN}/api/auth/error?error=Configuration`
  if (fields["password"] !== "right") {
    return `${ORIGIN}/api/auth/signin?error=CredentialsSignin&code=credentials`
  }
  server.session = person(fields["name"] ?? "nobody")
  return back
}
