/** An application behind `node:http`, with what an operator sets there: limits of time, and a heap that is small. */
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { handle } from "../../src/core/handle.ts"
import { own, SECRET } from "../support/browser.ts"

/** What it tells its parent when it is asked. */
export interface Vitals {
  readonly port: number
  /** Requests that are being answered. */
  readonly open: number
  readonly connections: number
  /** Bytes. */
  readonly heap: number
}

const config: AuthConfig = {
  providers: [
    {
      id: "credentials",
      name: "Credentials",
      type: "credentials",
      credentials: {},
      authorize: () => ({ id: "7", name: "Ada" }),
    },
  ],
  secret: SECRET,
  trustHost: true,
  session: { strategy: "jwt" },
  logger: { error: () => {}, warn: () => {} },
}

function requestOf(incoming: IncomingMessage): Request {
  const { method = "GET", url, headers } = incoming
  const hasBody = method !== "GET" && method !== "HEAD"
  return new Request(`http://127.0.0.1${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" }),
  } as RequestInit)
}

let open = 0
const server = createServer({ connectionsCheckingInterval: 200 }, (incoming, outgoing) => {
  open++
  void handle(requestOf(incoming), config, own)
    .then(async (answer) => {
      for (const [name, value] of answer.headers)
        if (name !== "set-cookie") outgoing.setHeader(name, value)
      outgoing.setHeader("set-cookie", answer.headers.getSetCookie())
      outgoing.writeHead(answer.status).end(await answer.text())
    })
    .finally(() => open--)
})
server.headersTimeout = 5_000
server.requestTimeout = 8_000
server.on("clientError", (_, socket) => socket.destroy())

function tell(): void {
  globalThis.gc?.()
  server.getConnections((_, connections) => {
    const { port } = server.address() as AddressInfo
    process.send!({
      port,
      open,
      connections,
      heap: process.memoryUsage().heapUsed,
    } satisfies Vitals)
  })
}
process.on("message", tell)
process.on("disconnect", () => process.exit())
server.listen(0, "127.0.0.1", 20_000, tell)
