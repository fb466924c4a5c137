import { createServer, type IncomingMessage } from "node:http"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import { currentSession } from "../../src/core/current-session.ts"
import { handle } from "../../src/core/handle.ts"
import { own } from "./browser.ts"
import { close, listen } from "./issuer.ts"

/** An application of one page that says who is signed in, and our routes. */
export interface AppServer {
  readonly url: string
  /** What came to our routes so far, as `POST /auth/signout 303`. */
  readonly log: string[]
  close(): Promise<void>
}

/** Listens on loopback; `config` is asked at each request, so that it may name what is started later. */
export async function startApp(config: () => AuthConfig, door: Door = own): Promise<AppServer> {
  const log: string[] = []
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = await requestOf(incoming)
      const { pathname } = new URL(request.url)
      const isOurs = pathname.startsWith(`${door.basePath}/`)
      const response = isOurs ? await handle(request, config(), door) : await home(request)
      if (isOurs) log.push(`${request.method} ${pathname} ${response.status}`)
      outgoing.statusCode = response.status
      for (const [name, value] of response.headers) {
        if (name !== "set-cookie") outgoing.setHeader(name, value)
      }
      outgoing.setHeader("set-cookie", response.headers.getSetCookie())
      outgoing.end(Buffer.from(await response.arrayBuffer()))
    })()
  })
  async function home(request: Request): Promise<Response> {
    const incoming = { headers: request.headers, url: request.url, request }
    const { session } = await currentSession(config(), door, incoming, { write: false })
    const who = session?.user?.name ?? "nobody"
    const html = `<!doctype html><title>home</title><p data-testid="who">${who}</p>`
    return new Response(html, { headers: { "content-type": "text/html" } })
  }
  const url = await listen(server)
  return { url, log, close: () => close(server) }
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const { method = "GET" } = incoming
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  const body = method === "POST" ? { body: Buffer.concat(chunks) } : {}
  const url = `http://${incoming.headers.host}${incoming.url}`
  return new Request(url, { method, headers: headers as [string, string][], ...body })
}
