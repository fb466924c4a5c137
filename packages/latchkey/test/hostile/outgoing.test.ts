/** `publicFetch`: by literal and by resolved address, pinned, without redirects, bounded. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { OutgoingRefused, publicFetch, type PublicFetchOptions } from "../../src/outgoing/index.ts"
import { privateHosts, publicHosts } from "../data/private-hosts.ts"
import { close } from "../support/issuer.ts"
import { provideOp } from "./support/scenario.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import { signIn } from "./support/sign-in.ts"

let server: Server
let port: number
let seen: IncomingMessage[]
let answer: (request: IncomingMessage, response: ServerResponse) => void
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request)
    answer(request, response)
  })
  // All of loopback: who connects where is what is asked.
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve))
  port = (server.address() as AddressInfo).port
})
beforeEach(() => {
  seen = []
  answer = (_, response) => response.writeHead(200, { "x-one": "1" }).end("hello")
})
afterAll(() => close(server))

const reasonOf = async (url: string, options: PublicFetchOptions = {}): Promise<unknown> => {
  const error: unknown = await publicFetch({ timeout: 2, ...options })(url).then(
    (response) => response.status,
    (reason: unknown) => reason,
  )
  return error instanceof OutgoingRefused ? error.reason : error
}
const says =
  (...addresses: string[]) =>
  (): Promise<string[]> =>
    Promise.resolve(addresses)

describe("SSRF by literal", () => {
  it.each(Object.values(privateHosts).flat())(
    "%s is refused before anything is resolved",
    async (host) => {
      const resolve = (): Promise<string[]> => expect.fail("it was resolved")
      expect(await reasonOf(`https://${host}/`, { resolve })).toBe("address")
    },
  )
})

/** What the literals of the list are, as a resolver answers them. */
const addresses = Object.values(privateHosts)
  .flat()
  .map((host) => (URL.canParse(`https://${host}/`) ? new URL(`https://${host}/`).hostname : ""))
  .filter((host) => /^[\d.]+$|^\[/.test(host))
  .map((host) => host.replace(/^\[|\]$/g, ""))

describe("SSRF by resolved address", () => {
  it.each([...new Set(addresses)])("a name that means %s is refused", async (address) => {
    expect(await reasonOf("https://id.example.com/", { resolve: says(address) })).toBe("address")
  })

  it.each([
    "127.0.0.1",
    "169.254.169.254",
    "::1",
    "::ffff:127.0.0.1",
    "fe80::1%eth0",
    "nonsense",
    "",
  ])("a name that means a public address and %s is refused", async (address) => {
    const resolve = says("8.8.8.8", address)
    expect(await reasonOf("https://id.example.com/", { resolve })).toBe("address")
  })

  it("a name without an address is refused", async () => {
    expect(await reasonOf("https://id.example.com/", { resolve: says() })).toBe("address")
  })

  it("the system's resolver is asked where no other is given", async () => {
    // RFC 6761 §6.3: whatever else a resolver knows, this it does.
    const allow = ["localhost"]
    expect(await reasonOf(`http://localhost:${port}/`, { allow })).toBe(200)
    expect(await reasonOf(`http://localhost:${port}/`)).toBe("protocol")
  })

  it("a name that means another address a moment later: asked once, and the connection goes where it was judged", async () => {
    let asked = 0
    const resolve = async (): Promise<string[]> => [asked++ === 0 ? "127.0.0.2" : "127.0.0.1"]
    const allow = ["rebind.example.com", "127.0.0.2"]
    let at: string | undefined
    answer = (request, response) => {
      at = request.socket.localAddress
      response.end()
    }
    const response = await publicFetch({ allow, resolve })(`http://rebind.example.com:${port}/`)
    expect([response.status, asked, at]).toEqual([200, 1, "127.0.0.2"])
    expect(seen[0]!.headers.host).toBe(`rebind.example.com:${port}`)
  })
})

describe("SSRF by protocol, port and user name", () => {
  it.each([
    "ftp://id.example.com/",
    "file:///etc/passwd",
    "data:,x",
    "gopher://id.example.com/",
    "http://id.example.com/",
    "blob:https://id.example.com/x",
  ])("%s is refused", async (url) => {
    expect(await reasonOf(url, { resolve: says("8.8.8.8") })).toBe("protocol")
  })

  it.each([21, 22, 25, 80, 2375, 3306, 5432, 6379, 8080, 9200, 11211, 27017])(
    "port %i is refused, at a public host",
    async (refused) => {
      const resolve = says("8.8.8.8")
      expect(await reasonOf(`https://id.example.com:${refused}/`, { resolve })).toBe("port")
    },
  )

  it("a user name is refused, by `fetch` itself or by us", async () => {
    for (const url of ["https://a@id.example.com/", "https://a:b@127.0.0.1/"]) {
      expect(await reasonOf(url)).toBeInstanceOf(TypeError)
    }
  })

  it.each(publicHosts.filter((host) => /^[\d.]+$/.test(host)).slice(0, 3))(
    "a public address is let through to the connection (%s)",
    async (host) => {
      // Nobody answers here: what counts is that no rule of ours refused.
      const error = await reasonOf(`https://${host}/`, { timeout: 0.2 })
      expect(["address", "port", "protocol", "credentials"]).not.toContain(error)
    },
  )
})

describe("answers", () => {
  const allow = ["127.0.0.1"]
  const get = (options: PublicFetchOptions = {}): Promise<unknown> =>
    reasonOf(`http://127.0.0.1:${port}/`, { allow, ...options })

  it.each([301, 302, 303, 307, 308])("a %i is an answer, and followed nowhere", async (status) => {
    answer = (_, response) => response.writeHead(status, { location: "/further" }).end()
    const response = await publicFetch({ allow })(`http://127.0.0.1:${port}/`, {
      redirect: "follow",
    })
    expect([response.status, seen.length]).toEqual([status, 1])
    expect(response.headers.get("location")).toBe("/further")
  })

  it("a gzip bomb is not opened", async () => {
    const body = gzipSync("x".repeat(10_000_000))
    answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(body)
    expect(await get()).toBe("encoding")
  })

  it("a body without an end ends at the bound", async () => {
    answer = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      }
      response.on("drain", more)
      more()
    }
    expect(await get({ maxBytes: 100_000 })).toBe("size")
  })

  it("a body that drips, and headers that never come, end in time", async () => {
    let timer: ReturnType<typeof setInterval> | undefined
    answer = (_, response) => {
      response.writeHead(200).write("x")
      timer = setInterval(() => response.write("x"), 50)
    }
    expect(await get({ timeout: 0.3 })).toMatchObject({ name: "TimeoutError" })
    clearInterval(timer)
    answer = () => {}
    expect(await get({ timeout: 0.3 })).toMatchObject({ name: "TimeoutError" })
  })

  it("a resolver that never answers ends in time", async () => {
    const resolve = (): Promise<string[]> => new Promise(() => {})
    const error = await reasonOf("https://id.example.com/", { resolve, timeout: 0.2 })
    expect(error).toMatchObject({ name: "TimeoutError" })
  })

  it("who asks may give up, before and while it waits", async () => {
    const url = `http://127.0.0.1:${port}/`
    const signal = AbortSignal.abort()
    await expect(publicFetch({ allow })(url, { signal })).rejects.toMatchObject({
      name: "AbortError",
    })
    const control = new AbortController()
    answer = () => control.abort()
    await expect(publicFetch({ allow })(url, { signal: control.signal })).rejects.toThrow()
  })

  it("a form is sent as it is, with what it says of itself", async () => {
    answer = (request, response) =>
      void request.pipe(response.writeHead(201, { "set-cookie": ["a=1", "b=2"] }))
    const body = new URLSearchParams({ code: "ä" })
    const response = await publicFetch({ allow })(`http://127.0.0.1:${port}/token?x=1`, {
      method: "POST",
      headers: { authorization: "Basic eA==", host: "evil.example" },
      body,
    })
    expect([response.status, await response.text()]).toEqual([201, "code=%C3%A4"])
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"])
    expect(seen[0]!.headers).toMatchObject({
      "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
      authorization: "Basic eA==",
      host: `127.0.0.1:${port}`,
      "accept-encoding": "identity",
    })
    expect([seen[0]!.method, seen[0]!.url]).toEqual(["POST", "/token?x=1"])
  })

  it.each([204, 205, 304])("a %i has no body", async (status) => {
    answer = (_, response) => response.writeHead(status).end()
    expect((await publicFetch({ allow })(`http://127.0.0.1:${port}/`)).body).toBeNull()
  })
})

describe("as the `fetch` of a provider", () => {
  const op = provideOp()

  it("signs in where the host is allowed, and nowhere else", async () => {
    const guarded = publicFetch({ allow: ["127.0.0.1"] })
    expect((await signIn(op(), { provider: { [customFetch]: guarded } })).outcome).toBe("in")
    op().reset()
    const { outcome } = await signIn(op(), { provider: { [customFetch]: publicFetch() } })
    expect(outcome).toBe(
      "OAuthSignInError: http: is not spoken to OP".replace("OP", new URL(op().url).host),
    )
    expect(op().requests).toEqual([])
  })
})
