import { NextRequest } from "next/server.js"
import { createNextAuth } from "../../src/next/create.ts"
import type { Door } from "../../src/config/context.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { NextAuthConfig, NextAuthConfigSource, NextAuthResult } from "../../src/next/types.ts"

export const own: Door = { compat: undefined, basePath: "/api/auth" }
export const v5: Door = { compat: 5, basePath: "/api/auth" }
export const v4: Door = { compat: 4, basePath: "/api/auth" }
export const doors = [
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const

export const SECRET = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
export const silent = { error() {}, warn() {}, debug() {}, info() {} }

export const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {}, password: {} },
  authorize: ({ name, password }) =>
    password === "right" ? { id: "7", name: String(name), email: "ada@example.com" } : null,
}

/** A configuration that reads nothing of the machine's environment. */
export function configure(config: Partial<NextAuthConfig> = {}): NextAuthConfig {
  return {
    providers: [credentials],
    env: { NODE_ENV: "production", AUTH_SECRET: SECRET },
    trustHost: true,
    logger: silent,
    ...config,
  }
}

export function nextAuth(
  source: NextAuthConfigSource = configure(),
  door: Door = own,
): NextAuthResult {
  return createNextAuth(door)(source)
}

export interface SendOptions {
  readonly method?: string
  readonly cookie?: string
  readonly headers?: Record<string, string>
  readonly body?: BodyInit
  /** What `next.config` says. */
  readonly nextConfig?: { basePath?: string; trailingSlash?: boolean }
}

/** A request, as Next.js makes it. */
export function requestTo(path: string, options: SendOptions = {}): NextRequest {
  const { method = "GET", cookie, headers, body, nextConfig } = options
  const url = path.startsWith("http") ? path : `https://app.example${path}`
  return new NextRequest(url, {
    method,
    headers: { host: new URL(url).host, ...(cookie ? { cookie } : {}), ...headers },
    ...(body ? { body } : {}),
    ...(nextConfig ? { nextConfig } : {}),
  })
}

/** The `Cookie` header that a browser sends after it got these. */
export function cookiesAfter(headers: Headers, before = ""): string {
  const jar = new Map(
    before
      .split("; ")
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  for (const line of headers.getSetCookie()) {
    const [pair, ...attributes] = line.split("; ")
    const [name, value] = pair!.split(/=(.*)/s) as [string, string]
    if (attributes.includes("Max-Age=0")) jar.delete(name)
    else jar.set(name, value)
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
}

type Handler = (request: NextRequest) => Promise<Response>

/** Signs Ada in through the routes, and answers her cookies. */
export async function signedIn(
  handlers: { GET: Handler; POST: Handler },
  basePath = "/api/auth",
): Promise<string> {
  const first = await handlers.GET(requestTo(`${basePath}/csrf`))
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const cookie = cookiesAfter(first.headers)
  const response = await handlers.POST(
    requestTo(`${basePath}/callback/credentials`, {
      method: "POST",
      cookie,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: "https://app.example",
      },
      body: new URLSearchParams({ csrfToken, name: "Ada", password: "right" }).toString(),
    }),
  )
  return cookiesAfter(response.headers, cookie)
}
