import { brotliCompressSync, gzipSync } from "node:zlib"
import type { ServerResponse } from "node:http"
import type { Answer } from "../support/hostile-issuer.ts"

/** In whatever a provider says, so that it is found where it must not be. */
export const CANARY = "provider-canary-7f3a"

const body = JSON.stringify({
  access_token: CANARY,
  keys: [],
  sub: "ada",
  error_description: CANARY,
})
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"

/** Bytes as they come, below what `node:http` would let through. */
const raw =
  (bytes: string | Buffer, end: "reset" | "close" | "open"): Answer =>
  ({ socket }: ServerResponse) => {
    socket!.write(bytes, () => {
      if (end === "reset") socket!.resetAndDestroy()
      if (end === "close") socket!.end()
    })
  }

const MiB = 1_048_576

/** What an endpoint does instead of its work, and is over at once. */
export const lies: readonly (readonly [string, Answer])[] = [
  ["FLT-1", "resets the connection", ({ socket }: ServerResponse) => socket!.resetAndDestroy()],
  ["FLT-2", "resets it in mid body", raw(`${HEAD}content-length: 5000\r\n\r\n${body}`, "reset")],
  [
    "FLT-3",
    "says more bytes than it sends",
    raw(`${HEAD}content-length: 5000\r\n\r\n${body}`, "close"),
  ],
  [
    "FLT-4",
    "says fewer bytes than it sends",
    raw(`${HEAD}content-length: 9\r\n\r\n${body}`, "close"),
  ],
  ["FLT-5", "sends half of its JSON", { body: body.slice(0, 30) }],
  [
    "FLT-6",
    "breaks its chunks",
    raw(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n${body}`, "close"),
  ],
  [
    "FLT-7",
    "ends its chunks too soon",
    raw(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\n{"acc`, "close"),
  ],
  [
    "FLT-8",
    "speaks TLS where HTTP was asked",
    raw(Buffer.from("160303007a020000760303", "hex"), "close"),
  ],
  ["FLT-9", "sends garbage", raw(Buffer.from(Array.from({ length: 256 }, (_, n) => n)), "close")],
  ["FLT-10", "says nothing and closes", ({ socket }: ServerResponse) => socket!.end()],
  [
    "FLT-11",
    "answers 500 with a page",
    { status: 500, headers: { "content-type": "text/html" }, body: `<h1>${CANARY}</h1>` },
  ],
  ["FLT-12", "answers 503 with JSON", { status: 503, body: { error: CANARY } }],
  ["FLT-13", "answers 204", { status: 204 }],
  [
    "FLT-14",
    "sends elsewhere",
    { status: 302, headers: { location: "http://127.0.0.1:9/elsewhere" } },
  ],
  [
    "FLT-15",
    "answers with a login page of the network",
    { headers: { "content-type": "text/html" }, body: `<html>${CANARY}</html>` },
  ],
  ["FLT-16", "answers with a list", { body: `["${CANARY}"]` }],
  ["FLT-17", "answers null", { body: "null" }],
  ["FLT-18", "says gzip and means text", { headers: { "content-encoding": "gzip" }, body }],
  ["FLT-19", "sends 40 MiB as 40 KiB", bomb("gzip", gzipSync(Buffer.alloc(40 * MiB, 32)))],
  [
    "FLT-20",
    "sends 40 MiB as 40 bytes",
    bomb("br", brotliCompressSync(Buffer.alloc(40 * MiB, 32))),
  ],
].map(([id, what, answer]) => [`${id as string}: ${what as string}`, answer as Answer])

function bomb(encoding: string, bytes: Buffer): Answer {
  return (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding })
    response.end(bytes)
  }
}

/** What is over only when we say so. */
export const waits: readonly (readonly [string, Answer])[] = [
  ["FLT-21: takes the request and is silent", () => {}],
  [
    "FLT-22: sends a byte now and then",
    ({ socket }) => {
      socket!.write(`${HEAD}content-length: 5000\r\n\r\n`)
      const timer = setInterval(() => socket!.write(" "), 200)
      socket!.on("close", () => clearInterval(timer))
    },
  ],
  [
    "FLT-23: goes on without an end",
    (response) => {
      response.writeHead(200, { "content-type": "application/json" })
      const more = (): void => {
        if (!response.destroyed) response.write(" ".repeat(65_536), () => setImmediate(more))
      }
      more()
    },
  ],
]
