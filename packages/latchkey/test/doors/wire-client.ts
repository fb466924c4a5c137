/**
 * A browser in front of somebody's routes: ours, or those of a published package.
 */

export type Answer = (request: Request) => Promise<Response>

export class WireClient {
  readonly cookies: Map<string, string> = new Map()
  answer: Answer
  readonly base: string

  constructor(answer: Answer, base: string) {
    this.answer = answer
    this.base = base
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    if (cookie) headers.set("cookie", cookie)
    headers.set("host", new URL(this.base).host)
    const response = await this.answer(new Request(`${this.base}${path}`, { ...init, headers }))
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ")
    const at = pair.indexOf("=")
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const gone = attributes.some(
      (one) =>
        /^max-age=0$/i.test(one) ||
        (/^expires=/i.test(one) && Date.parse(one.slice("expires=".length)) <= Date.now()),
    )
    if (gone || value === "") this.cookies.delete(name)
    else this.cookies.set(name, value)
  }

  async csrfToken(): Promise<string> {
    const { csrfToken } = (await (await this.send("/csrf")).json()) as { csrfToken: string }
    return csrfToken
  }

  /** Signs in with credentials that everybody's test provider takes; `csrfToken`: one that was had before. */
  async signIn(name: string, csrfToken?: string): Promise<Response> {
    const token = csrfToken ?? (await this.csrfToken())
    const body = new URLSearchParams({ name, password: "right", csrfToken: token })
    return this.send("/callback/credentials", { method: "POST", body })
  }

  async session(): Promise<Record<string, unknown> | null> {
    return (await (await this.send("/session")).json()) as Record<string, unknown> | null
  }

  /** The cookies that hold the session, whole or in pieces. */
  sessionCookies(): string[] {
    return [...this.cookies.keys()].filter((name) => /session-token(\.\d+)?$/.test(name)).sort()
  }
}

interface PagesHandler {
  (req: object, res: object): unknown
}

/** A handler of the pages router as a function of the web. */
export function pagesAnswer(handler: PagesHandler): Answer {
  return async (request) => {
    const url = new URL(request.url)
    const headers = Object.fromEntries(request.headers)
    const cookies = Object.fromEntries(
      (headers["cookie"] ?? "")
        .split("; ")
        .filter(Boolean)
        .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])
        .map(([name = "", value = ""]) => [name, decodeURIComponent(value)]),
    )
    const form = request.method === "POST" ? new URLSearchParams(await request.text()) : undefined
    const nextauth = url.pathname.replace("/api/auth/", "").split("/")
    const res = new PagesResponse()
    const req = {
      method: request.method,
      url: `${url.pathname}${url.search}`,
      headers,
      cookies,
      query: { ...Object.fromEntries(url.searchParams), nextauth },
      body: form && Object.fromEntries(form),
    }
    await handler(req, res)
    return res.toResponse()
  }
}

/** A response of Next.js's pages router, as far as handlers use it. */
class PagesResponse {
  statusCode = 200
  headersSent = false
  readonly #headers = new Map<string, string[]>()
  #body = ""

  status(code: number): this {
    this.statusCode = code
    return this
  }
  getHeader(name: string): string | string[] | undefined {
    const values = this.#headers.get(name.toLowerCase())
    return values?.length === 1 && name.toLowerCase() !== "set-cookie" ? values[0] : values
  }
  setHeader(name: string, value: string | number | readonly string[]): this {
    this.#headers.set(name.toLowerCase(), [value].flat().map(String))
    return this
  }
  end(body = ""): this {
    this.#body = body
    return this
  }
  send(body: unknown): this {
    return this.end(typeof body === "string" ? body : JSON.stringify(body))
  }
  json(body: unknown): this {
    this.setHeader("content-type", "application/json")
    return this.end(JSON.stringify(body))
  }

  toResponse(): Response {
    const headers = new Headers()
    for (const [name, values] of this.#headers) {
      for (const value of values) headers.append(name, value)
    }
    return new Response(this.#body, { status: this.statusCode, headers })
  }
}
