import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { createClient } from "redis"

/** The REST API of Upstash in front of a Redis; whether it is one, its own client judges. */
export interface Upstash {
  readonly url: string
  readonly token: string
  close(): Promise<void>
}

/** @see https://upstash.com/docs/redis/features/restapi */
export async function startUpstash(redis: string, prefix: string): Promise<Upstash> {
  // Its API answers lists, where protocol version 3 has maps.
  const client = await createClient({ url: redis, RESP: 2 }).connect()
  const token = crypto.randomUUID()
  const run = async (command: unknown[], encode: boolean): Promise<unknown> => {
    try {
      const answer: unknown = await client.sendCommand(command.map(String))
      return { result: encode ? inBase64(answer) : answer }
    } catch (error) {
      return { error: String(error) }
    }
  }
  const server = createServer(async (request, response) => {
    const encode = request.headers["upstash-encoding"] === "base64"
    const body = JSON.parse(await textOf(request)) as unknown[]
    const authorized = request.headers.authorization === `Bearer ${token}`
    const answer = !authorized
      ? { error: "Unauthorized" }
      : request.url === "/pipeline"
        ? await Promise.all((body as unknown[][]).map((one) => run(one, encode)))
        : await run(body, encode)
    response.statusCode = authorized ? 200 : 401
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    async close() {
      const keys = await client.keys(`${prefix}*`)
      if (keys.length > 0) await client.del(keys)
      await client.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

function inBase64(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inBase64)
  return typeof value === "string" && value !== "OK" ? Buffer.from(value).toString("base64") : value
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ""
  for await (const chunk of request.setEncoding("utf8")) text += chunk
  return text
}
