/** Requests that no client library sends: two hosts, targets of another host, none at all; to a server of Node's. */
import { createServer, type Server } from "node:http"
import { connect } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createNextAuth } from "../../src/next/create.ts"
import { close, listen } from "../support/issuer.ts"
import { configure, v4 } from "../support/next-app.ts"
import { BASE_PATH, doors, siteOf } from "./support/site.ts"

const settings = {
  "a list of hosts": { trustHost: ["app.example"] },
  "a URL": { url: "https://app.example", trustHost: false },
  nothing: { trustHost: false },
} as const

const paths = ["/providers", "/signin?callbackUrl=/in", "/error?error=AccessDenied", "/signout"]

/** The head of a request, with its path as it is put into the target. */
const heads: Readonly<Record<string, (path: string) => string>> = {
  "a strange host, then ours": (path) =>
    `GET ${path} HTTP/1.1\r\nHost: evil.com\r\nHost: app.example`,
  "our host, then a strange one": (path) =>
    `GET ${path} HTTP/1.1\r\nHost: app.example\r\nHost: evil.com`,
  "our host, then a strange one in another spelling": (path) =>
    `GET ${path} HTTP/1.1\r\nHost: app.example\r\nhOST: evil.com`,
  "a host that goes on in the next line": (path) =>
    `GET ${path} HTTP/1.1\r\nHost: app.example\r\n evil.com`,
  "a target of another host": (path) => `GET http://evil.com${path} HTTP/1.1\r\nHost: app.example`,
  "a target of another host, over https": (path) =>
    `GET https://evil.com${path} HTTP/1.1\r\nHost: app.example`,
  "a target with a user": (path) =>
    `GET http://app.example@evil.com${path} HTTP/1.1\r\nHost: app.example`,
  "a target of our host, and a strange one": (path) =>
    `GET http://app.example${path} HTTP/1.1\r\nHost: evil.com`,
  "a target without a scheme": (path) => `GET //evil.com${path} HTTP/1.1\r\nHost: app.example`,
  "a target with the other slash": (path) => `GET /\\evil.com${path} HTTP/1.1\r\nHost: app.example`,
  "no host": (path) => `GET ${path} HTTP/1.1`,
  "no host, as once": (path) => `GET ${path} HTTP/1.0`,
  "an empty host": (path) => `GET ${path} HTTP/1.1\r\nHost: `,
  "a tunnel": () => `CONNECT evil.com:443 HTTP/1.1\r\nHost: evil.com`,
}

let server: Server
let port = 0
let config = configure()
beforeAll(async () => {
  const auth = createNextAuth(v4)
  server = createServer((req, res) => {
    const answer = auth as unknown as (...args: unknown[]) => Promise<void>
    answer(req, res, config).catch((error: unknown) => {
      res.statusCode = 500
      res.end(String(error))
    })
  })
  port = Number(new URL(await listen(server)).port)
})
afterAll(() => close(server))

/** Sends these bytes, and answers all that comes. */
function exchange(head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ""
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(`${head}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n`),
    )
    socket.on("data", (chunk) => (text += chunk.toString()))
    socket.on("error", reject)
    socket.on("close", () => resolve(text))
  })
}

describe.each(Object.entries(settings))("HH-2: a server of Node's, with %s", (_, setting) => {
  it.each(Object.entries(heads))("HH-2: %s", async (_what, head) => {
    config = configure(setting as never)
    for (const path of paths) {
      const answer = await exchange(head(`${v4.basePath}${path}`))
      expect(answer).not.toMatch(/evil\.com/i)
      expect(answer).not.toMatch(/^HTTP\/1\.1 5/)
    }
  })

  it("HH-2: and is asked as it should be, it answers", async () => {
    config = configure(setting as never)
    const answer = await exchange(
      `GET ${v4.basePath}/csrf HTTP/1.1\r\nHost: ${"trustHost" in setting && setting.trustHost === false ? "localhost" : "app.example"}`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200/)
  })
})

describe.each(doors)("HH-2: a request whose URL is another host's, through %s", (_, door) => {
  it.each(Object.entries(settings))("HH-2: with %s", async (_what, setting) => {
    const site = siteOf({ env: { NODE_ENV: "production" }, ...(setting as object) })
    const visitor = site.visitor(door)
    if (!("url" in setting)) visitor.config.trustHost = setting.trustHost as never
    for (const path of paths) {
      const answer = await visitor.send(`http://evil.com${BASE_PATH}${path}`, {
        headers: { host: "app.example", "x-forwarded-proto": "https" },
      })
      expect(answer.status).toBeLessThan(500)
      expect(JSON.stringify([...answer.headers]) + (await answer.text())).not.toMatch(/evil\.com/i)
    }
  })
})
