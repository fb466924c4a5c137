import { createServer } from "node:http"
import { createServer as createServer2, connect as connect2 } from "node:http2"
import { connect } from "node:net"
import { once } from "node:events"
import type { AddressInfo, Server } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { type AuthConfig, getSession, type NodeRequest } from "../../src/index.ts"
import { encode } from "../../src/jwt/index.ts"

const SECRET = "ring-of-a-server-of-node-9Qk2Xv7Lm4Tz8Bc1"
const NAME = "__Host-latchkey.session-token"
const logger = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
const config: AuthConfig = { secret: SECRET, providers: [], trustHost: true, logger }
const tokenOf = (sub: string, name = NAME): Promise<string> =>
  encode({ token: { sub, name: "Ada" }, secret: SECRET, salt: name })

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** What `getSession` says of a request as Node hands it out, and what was thrown. */
async function listening(more: Partial<AuthConfig> = {}): Promise<number> {
  const server = createServer((request, response) => {
    void answerTo(request, { ...config, ...more }).then((found) => response.end(found))
  })
  servers.push(server)
  await once(server.listen(0, "127.0.0.1"), "listening")
  return (server.address() as AddressInfo).port
}

async function answerTo(request: NodeRequest, given: AuthConfig): Promise<string> {
  try {
    return JSON.stringify(await getSession(request, given))
  } catch (error) {
    return JSON.stringify({ thrown: (error as Error).name })
  }
}

/** Sends the bytes of a request: no client in between that would tidy it up. */
async function ask(port: number, lines: readonly string[], target = "/page"): Promise<any> {
  const socket = connect(port, "127.0.0.1")
  socket.write([`GET ${target} HTTP/1.1`, ...lines, "Connection: close", "", ""].join("\r\n"))
  let text = ""
  for await (const chunk of socket) text += String(chunk)
  return JSON.parse(
    text.slice(text.indexOf("{") < 0 ? text.indexOf("null") : text.indexOf("{")).split("\r\n")[0]!,
  )
}

const PROXIED = ["Host: app.example.com", "X-Forwarded-Proto: https"]

describe("getSession of a request of node:http", () => {
  it("reads the session, as of a request of the web", async () => {
    const port = await listening()
    const cookie = `Cookie: ${NAME}=${await tokenOf("7")}`
    expect((await ask(port, [...PROXIED, cookie])).user).toMatchObject({ id: "7", name: "Ada" })
    expect(await ask(port, PROXIED)).toBeNull()
    expect(await ask(port, [...PROXIED, `${cookie}x`])).toBeNull()
  })

  it("over plain http it is the cookie without a prefix that counts", async () => {
    const port = await listening()
    const plain = "latchkey.session-token"
    const both = `Cookie: ${NAME}=${await tokenOf("secure")}; ${plain}=${await tokenOf("plain", plain)}`
    expect((await ask(port, ["Host: app.example.com", both])).user.id).toBe("plain")
    expect((await ask(port, [...PROXIED, both])).user.id).toBe("secure")
  })

  it("a host that nobody vouches for is refused, whatever else the request says", async () => {
    const port = await listening({
      trustHost: ["app.example.com"],
      env: { NODE_ENV: "production" },
    })
    const cookie = `Cookie: ${NAME}=${await tokenOf("7")}`
    const named = (host: string): string[] => [`Host: ${host}`, "X-Forwarded-Proto: https", cookie]
    expect((await ask(port, named("app.example.com"))).user.id).toBe("7")
    expect(await ask(port, named("evil.example"))).toEqual({ thrown: "UntrustedHost" })
    expect(await ask(port, named("app.example.com"), "http://evil.example/")).toMatchObject({
      user: { id: "7" },
    })
  })

  it("headers named like members of an object are headers", async () => {
    const port = await listening()
    const cookie = `Cookie: ${NAME}=${await tokenOf("7")}`
    const strange = ["get: 1", "headers: 2", "request: 3", "constructor: 4", "__proto__: 5"]
    expect((await ask(port, [...PROXIED, ...strange, cookie])).user.id).toBe("7")
  })

  it("two Cookie headers are one jar; two values under one name are nobody's guess", async () => {
    const port = await listening()
    const cookie = `Cookie: ${NAME}=${await tokenOf("7")}`
    expect((await ask(port, [...PROXIED, "Cookie: theme=dark", cookie])).user.id).toBe("7")
  })

  it("a callback that looks at the request sees one of the web, made once", async () => {
    const seen: unknown[] = []
    const port = await listening({
      callbacks: {
        jwt: ({ token, request }: any) => (seen.push(request), token),
        session: ({ session, request }: any) => (seen.push(request), session),
      },
    })
    const cookie = `Cookie: ${NAME}=${await tokenOf("7")}`
    await ask(port, [...PROXIED, "X-Team: one", cookie], "/page?a=1&b=%2F")
    const [first, second] = seen as Request[]
    expect(first).toBeInstanceOf(Request)
    expect(second).toBe(first)
    expect(first!.url).toBe("https://app.example.com/page?a=1&b=%2F")
    expect(first!.headers.get("x-team")).toBe("one")
  })

  it("a request of the compatibility layer of HTTP/2 is read too", async () => {
    const server = createServer2((request, response) => {
      void answerTo(request, config).then((found) => response.end(found))
    })
    servers.push(server)
    await once(server.listen(0, "127.0.0.1"), "listening")
    const client = connect2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const cookie = [`theme=dark`, `${NAME}=${await tokenOf("7")}`]
    const stream = client.request({
      ":path": "/page",
      ":authority": "app.example.com",
      "x-forwarded-proto": "https",
      cookie,
    })
    let text = ""
    for await (const chunk of stream) text += String(chunk)
    client.close()
    expect(JSON.parse(text)).toMatchObject({ user: { id: "7" } })
  })
})
