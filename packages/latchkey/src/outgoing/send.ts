import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http"
import { request as requestHttps } from "node:https"
import type { LookupFunction } from "node:net"
import { OutgoingRefused } from "./refused.ts"
import type { Pinned } from "./target.ts"

export interface Sending {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body: Uint8Array
  readonly pinned: readonly Pinned[]
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** Statuses whose responses have no body (Fetch §2.2.3). */
const bodiless = [204, 205, 304]

/** One request on a connection of its own, to one of these addresses. A redirect is an answer like any other. */
export async function send(sending: Sending): Promise<Response> {
  const message = await answerOf(sending)
  const status = message.statusCode!
  const body = await bodyOf(message, sending)
  const headers = new Headers()
  for (let at = 0; at < message.rawHeaders.length; at += 2) {
    headers.append(message.rawHeaders[at]!, message.rawHeaders[at + 1]!)
  }
  return new Response(bodiless.includes(status) ? null : body, { status, headers })
}

function answerOf({
  url,
  method,
  headers,
  body,
  pinned,
  signal,
}: Sending): Promise<IncomingMessage> {
  // Whatever the name means by now: these are the addresses that were judged.
  const lookup: LookupFunction = (_, options, done) =>
    options.all ? done(null, [...pinned]) : done(null, pinned[0]!.address, pinned[0]!.family)
  const sent = Object.fromEntries(headers)
  const options: RequestOptions = {
    method,
    headers: { ...sent, "accept-encoding": "identity", "content-length": body.byteLength },
    lookup,
    agent: false,
    signal,
  }
  const start = url.protocol === "https:" ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    start(url, options, resolve).on("error", reject).end(body)
  })
}

async function bodyOf(
  message: IncomingMessage,
  { maxBytes }: Sending,
): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = message.headers["content-encoding"] ?? "identity"
  if (encoding !== "identity") {
    message.destroy()
    throw new OutgoingRefused("encoding", "the answer is compressed")
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > maxBytes) {
      message.destroy()
      throw new OutgoingRefused("size", `the answer is larger than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
