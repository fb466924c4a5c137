/** The cookies of a browser, as far as a sign-in needs them. */
export class Jar {
  readonly #cookies = new Map<string, string>()

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ")
  }

  /** Keeps what an answer sets, and forgets what it deletes. */
  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const end = line.indexOf(";")
      const pair = end < 0 ? line : line.slice(0, end)
      const at = pair.indexOf("=")
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      if (value === "" || /max-age=0/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
  }
}

/** A server without a socket. */
export type Handler = (request: Request) => Response | Promise<Response>

const ORIGIN = "https://app.example.com"

/** One person before one site, whose cookies are kept. */
export class Visitor {
  readonly jar = new Jar()
  readonly #handler: Handler

  constructor(handler: Handler) {
    this.#handler = handler
  }

  async get(path: string): Promise<Response> {
    const headers: Record<string, string> = this.jar.header ? { cookie: this.jar.header } : {}
    return this.#answer(
      new Request(path.startsWith("http") ? path : `${ORIGIN}${path}`, { headers }),
    )
  }

  async post(path: string, body: Record<string, string>, asJson = false): Promise<Response> {
    const type = asJson ? "application/json" : "application/x-www-form-urlencoded"
    const headers: Record<string, string> = { "content-type": type, origin: ORIGIN }
    if (this.jar.header) headers["cookie"] = this.jar.header
    const text = asJson ? JSON.stringify(body) : new URLSearchParams(body).toString()
    return this.#answer(new Request(`${ORIGIN}${path}`, { method: "POST", headers, body: text }))
  }

  async #answer(request: Request): Promise<Response> {
    const response = await this.#handler(request)
    this.jar.keep(response.headers.getSetCookie())
    return response
  }
}

/** Who is signed in there, by the site's own answer. */
export async function whoIs(visitor: Visitor, path: string): Promise<string | undefined> {
  const answer = (await (await visitor.get(path)).json()) as { user?: { email?: string } } | null
  return answer?.user?.email
}
