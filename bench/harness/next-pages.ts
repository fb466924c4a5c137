/** What Next.js's pages API gives NextAuth 4 of a request, and takes of its answer. */

interface Answer {
  /** What would be written: an object as JSON, as Next.js's own `send` does. */
  sent: unknown
}

export function pagesResponse(): Answer & object {
  const headers = new Map<string, unknown>()
  const json = (body: unknown): void => void (self.sent = JSON.stringify(body))
  const self = {
    sent: undefined as unknown,
    setHeader: (name: string, value: unknown) => void headers.set(name.toLowerCase(), value),
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    status: () => self,
    end: () => {},
    send: (body: unknown) => (typeof body === "object" ? json(body) : void (self.sent = body)),
    json,
  }
  return self
}

/** The cookies of a header by name. */
export function pagesCookies(header: string): Record<string, string> {
  return Object.fromEntries(
    header.split("; ").map((pair) => {
      const at = pair.indexOf("=")
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** `GET /api/auth/session`, asked by a browser that has these cookies. */
export function pagesRequest(cookies: Record<string, string>): object {
  const query = { nextauth: ["session"] }
  return { method: "GET", url: "/api/auth/session", headers: {}, cookies, query }
}

/** NextAuth 4, as far as it is asked. */
export interface NextAuth4 {
  default(request: object, response: object, options: object): Promise<unknown>
  getServerSession(request: object, response: object, options: object): Promise<unknown>
}
