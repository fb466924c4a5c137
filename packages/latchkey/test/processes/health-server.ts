/** An instance of an application: the routes of Latchkey over node:http, with the secret of its environment. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import pg from "pg"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { Auth } from "../../src/index.ts"
import { keyring } from "../../src/keys/managed/keyring.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"

const { RING_URL, RING_TABLE, INSTANCE } = process.env
const secret =
  RING_URL && RING_TABLE
    ? keyring({
        store: postgresStore(new pg.Pool({ connectionString: RING_URL, max: 2 }), {
          table: RING_TABLE,
        }),
        refresh: "200ms",
        propagation: "1s",
        skew: "150ms",
        rotate: "1h",
        staleness: "1m",
        tick: "timer",
        ...(INSTANCE ? { instance: INSTANCE } : {}),
        onEvent: (event) => process.send!({ event }),
      })
    : undefined

const config: AuthConfig = {
  ...(secret ? { secret } : {}),
  session: { strategy: "jwt" },
  providers: [
    {
      id: "credentials",
      name: "Credentials",
      type: "credentials",
      credentials: {},
      authorize: () => ({ id: "7", name: "Ada" }),
    },
  ],
}

const server = createServer((incoming, outgoing) => {
  void (async () => {
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
    const { method = "GET" } = incoming
    const response = await Auth(
      new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method,
        headers: incoming.headers as Record<string, string>,
        ...(method === "POST" ? { body: Buffer.concat(chunks) } : {}),
      }),
      config,
    )
    const cookies = response.headers.getSetCookie()
    outgoing.writeHead(response.status, {
      ...Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie")),
      ...(cookies.length > 0 ? { "set-cookie": cookies } : {}),
    })
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })().catch(() => outgoing.writeHead(500).end())
})

process.on("disconnect", () => process.exit())
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  process.send!({ port: (server.address() as AddressInfo).port })
})
