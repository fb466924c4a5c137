import {
  createServer as createPlainServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as ask,
  type ServerResponse,
} from "node:http"
import { createServer } from "node:https"
import type { AddressInfo } from "node:net"
import type { Certificate } from "./certificate.ts"

export const hosts = {
  app: "app.site.test",
  /** Another host of the same site: its cookies can be for the whole of it. */
  sibling: "evil.site.test",
  /** Another site. */
  stranger: "evil.test",
} as const

/** A request as a server saw it, and what it answered. */
export interface Seen {
  readonly host: string
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  status: number
  cookies: readonly string[]
  location: string | undefined
}

/** A page of the attacker's. */
export interface Lure {
  readonly html: string
  readonly headers?: Record<string, string | string[]>
}

/** All hosts at one address, by https: ours leads to the application, the others are the attacker's. */
export interface Town {
  readonly port: number
  /** The same hosts without TLS. */
  readonly plainPort: number
  readonly seen: Seen[]
  readonly lures: Map<string, Lure>
  close(): void
}

/** Starts it. `appPort` may be told later. */
export async function startTown(certificate: Certificate, appPort: () => number): Promise<Town> {
  const seen: Seen[] = []
  const lures = new Map<string, Lure>()
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const host = String(incoming.headers.host).replace(/:\d+$/, "")
    const { method = "", url: path = "/", headers } = incoming
    const note: Seen = { host, method, path, headers, status: 0, cookies: [], location: undefined }
    seen.push(note)
    if (host === hosts.app && "encrypted" in incoming.socket) {
      return forward(incoming, outgoing, appPort(), note)
    }
    const lure = lures.get(path.split("?")[0]!) ?? { html: "" }
    note.status = 200
    outgoing.writeHead(200, { "content-type": "text/html", ...lure.headers })
    outgoing.end(lure.html)
  }
  const secure = createServer({ key: certificate.key, cert: certificate.cert }, serve)
  const plain = createPlainServer(serve)
  const servers = [secure, plain]
  const [port, plainPort] = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((done) => {
          server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port))
        }),
    ),
  )
  const close = (): void => {
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
  }
  return { port: port!, plainPort: plainPort!, seen, lures, close }
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number,
  note: Seen,
): void {
  const { method, url: path, headers: given } = incoming
  const headers = { ...given, "x-forwarded-proto": "https", "x-forwarded-host": given.host }
  const onward = ask({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
    note.status = answer.statusCode!
    note.cookies = answer.headers["set-cookie"] ?? []
    note.location = answer.headers.location
    outgoing.writeHead(answer.statusCode!, answer.headers)
    answer.pipe(outgoing)
  })
  onward.on("error", () => outgoing.destroy())
  incoming.pipe(onward)
}
