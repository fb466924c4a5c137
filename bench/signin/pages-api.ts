import type { Handler } from "./jar.ts"

type NextAuth4 = (request: object, response: object, options: object) => Promise<unknown>

/** NextAuth 4 of the pages router, behind a `Request`: what Next.js would parse for it is parsed here. */
export function pagesHandler(NextAuth: NextAuth4, options: object): Handler {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    const text = request.body ? await request.text() : ""
    const cookies = (request.headers.get("cookie") ?? "").split("; ").filter(Boolean)
    const asked = {
      method: request.method,
      url: pathname,
      headers: { host: "app.example.com" },
      cookies: Object.fromEntries(cookies.map(cut)),
      query: {
        ...Object.fromEntries(searchParams),
        nextauth: pathname.replace("/api/auth/", "").split("/"),
      },
      body: Object.fromEntries(new URLSearchParams(text)),
    }
    return new Promise((resolve, reject) => {
      NextAuth(asked, responseOf(resolve), options).catch(reject)
    })
  }
}

function cut(pair: string): [string, string] {
  const at = pair.indexOf("=")
  return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))]
}

/** Takes an answer as a response of Next's pages API would. */
function responseOf(resolve: (response: Response) => void): object {
  const headers = new Map<string, string | string[]>()
  let status = 200
  const end = (body?: unknown): void => {
    const sent = new Headers()
    for (const [name, value] of headers) for (const one of [value].flat()) sent.append(name, one)
    resolve(new Response(status === 302 ? null : String(body ?? ""), { status, headers: sent }))
  }
  const self = {
    setHeader: (name: string, value: string | string[]) =>
      void headers.set(name.toLowerCase(), value),
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    status: (code: number) => ((status = code), self),
    redirect: (code: number, url: string) => (headers.set("location", url), (status = code), end()),
    json: (body: unknown) => end(JSON.stringify(body)),
    send: (body: unknown) => end(typeof body === "string" ? body : JSON.stringify(body)),
    end,
  }
  return self
}
