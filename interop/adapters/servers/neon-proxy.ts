import { once } from "node:events"
import { connect, type AddressInfo } from "node:net"
import { WebSocketServer } from "ws"

/** What stands before Neon's PostgreSQL: a WebSocket whose messages are the bytes of the wire protocol. */
export async function startNeonProxy(
  target: URL,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" })
  await once(server, "listening")
  server.on("connection", (socket) => {
    const database = connect(Number(target.port || 5432), target.hostname)
    socket.on("message", (bytes: Buffer) => database.write(bytes))
    socket.on("close", () => database.end())
    database.on("data", (bytes) => socket.send(bytes))
    database.on("close", () => socket.close())
    database.on("error", () => socket.close())
  })
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, "close")
    },
  }
}
