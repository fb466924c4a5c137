import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import { close, listen } from "./issuer.ts"

/** A message as it came. */
export interface Received {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly at: number
}

/** A server that takes webhooks. */
export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** The messages that were answered with 2xx, by id. */
  readonly taken: string[]
  /** What it answers; set it to have it answer something else. */
  answer: (response: ServerResponse, received: Received) => unknown
  /** How many were under way at the same time at the most. */
  most: number
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  let open = 0
  const server = createServer((request, response) => {
    receiver.most = Math.max(receiver.most, ++open)
    response.on("close", () => open--)
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString()
      const id = String(request.headers["webhook-id"])
      const received = { id, headers: request.headers, body, at: Date.now() }
      receiver.received.push(received)
      response.on("finish", () => {
        if (response.statusCode < 300) receiver.taken.push(id)
      })
      receiver.answer(response, received)
    })
  })
  const receiver: Receiver = {
    url: `${await listen(server)}/events/a-path-that-nobody-knows`,
    received: [],
    taken: [],
    most: 0,
    answer: (response) => response.writeHead(204).end(),
    close: () => close(server),
  }
  return receiver
}
