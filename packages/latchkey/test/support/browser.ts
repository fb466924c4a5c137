import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import { handle } from "../../src/core/handle.ts"

/** What a browser keeps of a cookie. */
interface Kept {
  readonly value: string
  readonly attributes: string
}

export const own: Door = { compat: undefined, basePath: "/auth" }
export const v5: Door = { compat: 5, basePath: "/auth" }
export const v4: Door = { compat: 4, basePath: "/api/auth" }

export const SECRET = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"

/** A browser, as far as a flow needs one: it keeps cookies, and sends requests to the engine without a server. */
export class Browser {
  cookies = new Map<string, Kept>()
  config: AuthConfig
  readonly door: Door
  readonly origin: string
  readonly basePath: string
  readonly #serve: (request: Request, config: AuthConfig) => Promise<Response>

  /** `serve` answers in place of the engine from source. */
  constructor(
    config: Partial<AuthConfig>,
    {
      door = own,
      origin = "https://app.example",
      serve = (request, current) => handle(request, current, door),
    }: {
      door?: Door
      origin?: string
      serve?: (request: Request, config: AuthConfig) => Promise<Response>
    } = {},
  ) {
    this.config = { providers: [], secret: SECRET, trustHost: true, ...config }
    if (config.secret === undefined && "secret" in config) delete this.config.secret
    this.door = door
    this.origin = origin
    this.basePath = config.basePath ?? door.basePath
    this.#serve = serve
  }

  url(path: string): string {
    return path.startsWith("http") ? path : `${this.origin}${this.basePath}${path}`
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const cookie = [...this.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
    if (cookie && !headers.has("cookie")) headers.set("cookie", cookie)
    const request = new Request(this.url(path), { redirect: "manual", ...init, headers })
    const response = await this.#serve(request, this.config)
    this.keep(response)
    return response
  }

  keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split("; ")
      const at = pair!.indexOf("=")
      const name = pair!.slice(0, at)
      const value = pair!.slice(at + 1)
      const gone = attributes.some(
        (one) =>
          one === "Max-Age=0" ||
          (one.startsWith("Expires=") && Date.parse(one.slice(8)) <= Date.now()),
      )
      if (gone) this.cookies.delete(name)
      else this.cookies.set(name, { value, attributes: attributes.join("; ") })
    }
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, { headers })
  }

  async csrfToken(): Promise<string> {
    const response = await this.get("/csrf")
    return ((await response.json()) as { csrfToken: string }).csrfToken
  }

  /** Posts a form as our own pages do. */
  async post(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const csrfToken = fields["csrfToken"] ?? (await this.csrfToken())
    return this.send(path, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: this.origin,
        ...headers,
      },
      body: new URLSearchParams({ csrfToken, ...fields }),
    })
  }

  async session(): Promise<Record<string, unknown> | null> {
    const response = await this.get("/session")
    if (!response.ok) throw new Error(`session answered ${response.status}`)
    return (await response.json()) as Record<string, unknown> | null
  }

  /** The names of the cookies, those of chunks too. */
  names(): string[] {
    return [...this.cookies.keys()].toSorted()
  }
}

/** The place a redirect goes to. */
export function locationOf(response: Response): URL {
  const location = response.headers.get("location")
  if (location === null) throw new Error(`no redirect, but ${response.status}`)
  return new URL(location)
}
