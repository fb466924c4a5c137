/**
 * Somebody's browser in front of an application that came in by a door: `next-auth` 4, `next-auth` 5 or `@auth/core`.
 */
import { NextRequest } from "next/server.js"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { Auth } from "../../src/doors/core/index.ts"
import NextAuth4 from "../../src/doors/v4/index.ts"
import type { AuthOptions } from "../../src/doors/v4/types.ts"
import NextAuth5 from "../../src/doors/v5/index.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { NextAuthConfigSource } from "../../src/next/types.ts"

export const SECRET = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
export const OTHER = "q9Lw2Zt7Vb4Xc6Nm8Pk1Hj3Gf5Ds0AaYyUuIiOoEeRr"

export const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {}, password: {} },
  authorize: ({ name, password }) =>
    password === "right" ? { id: "7", name: String(name), email: "ada@example.com" } : null,
}

/** What answers requests to our routes. */
export type Answer = (request: NextRequest) => Promise<Response>

/** The configuration, or a function that makes it for each request. */
export type Source = Partial<AuthConfig> | ((request: NextRequest) => Partial<AuthConfig>)

/** The routes of an application behind each door, at `/api/auth`. */
export const doors: readonly (readonly [string, (source: Source) => Answer])[] = [
  ["next-auth 5", (source) => routes(NextAuth5(asked(source)).handlers)],
  [
    "next-auth 4",
    (source) => NextAuth4(asked(source) as unknown as AuthOptions) as unknown as Answer,
  ],
  [
    "@auth/core",
    (source) => (request) => {
      const config = typeof source === "function" ? source(request) : source
      return Auth(request, { providers: [], basePath: "/api/auth", ...config })
    },
  ],
]

function asked(source: Source): NextAuthConfigSource {
  if (typeof source === "function") {
    return (request) => ({ providers: [], ...source(request!) }) as never
  }
  return { providers: [], ...source } as never
}

function routes(handlers: { GET: Answer; POST: Answer }): Answer {
  return (request) => (request.method === "POST" ? handlers.POST(request) : handlers.GET(request))
}

/** A line of the log, as a machine gets it. */
export interface Log {
  readonly errors: (Error & { ref?: string })[]
  readonly warnings: string[]
  readonly logger: NonNullable<AuthConfig["logger"]>
}

export function log(): Log {
  const errors: Error[] = []
  const warnings: string[] = []
  const logger = {
    // NextAuth 4 has a code before the error.
    error: (...said: unknown[]) => void errors.push(said.at(-1) as Error),
    warn: (code: string, detail?: unknown) => void warnings.push(`${code} ${String(detail)}`),
    debug() {},
    info() {},
  }
  return { errors, warnings, logger }
}

interface Kept {
  readonly name: string
  readonly value: string
  readonly domain: string
  readonly hostOnly: boolean
}

export interface VisitorOptions {
  readonly origin?: string
  readonly basePath?: string
  /** Sent with each request: what proxies in front add. */
  readonly headers?: Record<string, string>
  /** Where Next.js believes to be. @default the origin */
  readonly listening?: string
  /** What `next.config` says. */
  readonly nextConfig?: { readonly basePath: string }
}

export class Visitor {
  cookies: Kept[] = []
  answer: Answer
  origin: string
  readonly basePath: string
  headers: Record<string, string>
  readonly listening: string | undefined
  readonly nextConfig: VisitorOptions["nextConfig"]

  constructor(answer: Answer, options: VisitorOptions = {}) {
    this.answer = answer
    this.origin = options.origin ?? "https://app.example"
    this.basePath = options.basePath ?? "/api/auth"
    this.headers = options.headers ?? {}
    this.listening = options.listening
    this.nextConfig = options.nextConfig
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path.startsWith("http") ? path : `${this.origin}${this.basePath}${path}`)
    const headers = new Headers({ host: url.host, ...this.headers })
    new Headers(init.headers).forEach((value, name) => headers.set(name, value))
    const { hostname } = url
    const sent = this.cookies.filter(({ domain, hostOnly }) =>
      hostOnly ? domain === hostname : hostname === domain || hostname.endsWith(`.${domain}`),
    )
    if (sent.length > 0) {
      headers.set("cookie", sent.map(({ name, value }) => `${name}=${value}`).join("; "))
    }
    const at = this.listening ? `${this.listening}${url.pathname}${url.search}` : url.href
    const response = await this.answer(
      new NextRequest(at, { ...init, headers, nextConfig: this.nextConfig } as never),
    )
    for (const line of response.headers.getSetCookie()) this.#keep(line, hostname)
    return response
  }

  #keep(line: string, host: string): void {
    const [pair = "", ...attributes] = line.split("; ")
    const [name = "", value = ""] = pair.split(/=(.*)/s)
    const given = attributes.find((one) => /^domain=/i.test(one))?.slice("domain=".length)
    const kept = { name, value, domain: given ?? host, hostOnly: given === undefined }
    this.cookies = this.cookies.filter(
      (one) => one.name !== name || one.domain !== kept.domain || one.hostOnly !== kept.hostOnly,
    )
    const gone = attributes.some(
      (one) =>
        /^max-age=0$/i.test(one) ||
        (/^expires=/i.test(one) && Date.parse(one.slice("expires=".length)) <= Date.now()),
    )
    if (!gone) this.cookies.push(kept)
  }

  async csrfToken(): Promise<string> {
    return ((await (await this.send("/csrf")).json()) as { csrfToken: string }).csrfToken
  }

  async post(path: string, fields: Record<string, string> = {}): Promise<Response> {
    const body = new URLSearchParams({ csrfToken: await this.csrfToken(), ...fields })
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: this.origin }
    return this.send(path, { method: "POST", headers, body: body.toString() })
  }

  signIn(name = "Ada"): Promise<Response> {
    return this.post("/callback/credentials", { name, password: "right" })
  }

  /** The name of whoever is signed in. */
  async who(): Promise<string | undefined> {
    const session = (await (await this.send("/session")).json()) as { user?: { name: string } }
    return session?.user?.name
  }

  session(): Kept[] {
    return this.cookies.filter(({ name }) => /session-token(\.\d+)?$/.test(name))
  }

  header(): string {
    return this.cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
  }
}

/** The place a redirect goes to. */
export function locationOf(response: Response): URL {
  const location = response.headers.get("location")
  if (location === null) throw new Error(`no redirect, but ${response.status}`)
  return new URL(location)
}
