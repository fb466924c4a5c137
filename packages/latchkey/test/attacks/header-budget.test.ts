/** What we set must come back: Node.js refuses a request with more than 16 KiB of headers, for good. */
import { createServer, request as ask, type Server } from "node:http"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Door } from "../../src/config/context.ts"
import { HEADER_BUDGET } from "../../src/session/chunks.ts"
import { close, listen } from "../support/issuer.ts"
import { headerOf, pairsOf, sessionPairs } from "./support/jar.ts"
import { doors, own, type Site, siteOf, type Visitor } from "./support/site.ts"

let server: Server
let url: string
beforeAll(async () => {
  server = createServer((_, answer) => void answer.end("ok"))
  url = await listen(server)
})
afterAll(() => close(server))

/** What Chromium says with a navigation. */
const browsers = {
  host: "app.example",
  connection: "keep-alive",
  "cache-control": "max-age=0",
  "sec-ch-ua": '"Not?A_Brand";v="99", "Chromium";v="142", "Google Chrome";v="142"',
  "sec-ch-ua-mobile": "?0",
  "sec-ch-ua-platform": '"Linux"',
  "upgrade-insecure-requests": "1",
  "user-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  accept:
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
  "sec-fetch-site": "same-origin",
  "sec-fetch-mode": "navigate",
  "sec-fetch-user": "?1",
  "sec-fetch-dest": "document",
  referer: "https://app.example/auth/signin?callbackUrl=%2Fsettings%2Fprofile",
  "accept-encoding": "gzip, deflate, br, zstd",
  "accept-language": "en-GB,en;q=0.9,de;q=0.8,fr;q=0.7",
}

/** What a server of Node.js with its default limit answers to a browser that has these cookies. */
function statusWith(cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = ask(url, { headers: { ...browsers, cookie } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode!)
    })
    asking.on("error", reject).end()
  })
}

function siteWith(size: () => number): Site {
  const jwt = ({ token }: { token: object }): object => ({ ...token, text: "x".repeat(size()) })
  return siteOf({ callbacks: { jwt } as never, session: { strategy: "jwt" }, throttle: {} })
}

const sealedBy = (visitor: Visitor): number =>
  sessionPairs(visitor).reduce((sum, [, value]) => sum + value.length, 0)

async function entered(door: Door, size: number): Promise<{ visitor: Visitor; site: Site }> {
  const site = siteWith(() => size)
  const visitor = site.visitor(door)
  await visitor.signIn()
  return { visitor, site }
}

/** A path that takes as much room in the cookie as there is. */
const longest = `/${"%41".repeat(380)}`

describe("CK-05: under our own name", () => {
  it("CK-05: the largest session, two sign-ins under way and a long callback URL come back", async () => {
    let size = 7_700
    let found = await entered(own, size)
    while (sealedBy(found.visitor) === 0) found = await entered(own, (size -= 10))
    const { visitor } = found
    expect(sealedBy(visitor)).toBeGreaterThan(HEADER_BUDGET - 50)
    for (let tab = 0; tab < 3; tab++) await visitor.post("/signin/idp", { callbackUrl: longest })
    const cookie = headerOf(pairsOf(visitor))
    for (const name of ["state.1", "pkce.code_verifier.1", "callback-url", "csrf-token"])
      expect(cookie).toContain(name)
    expect(await statusWith(cookie)).toBe(200)
    expect(cookie.length).toBeLessThan(15_000)
  })

  it("CK-05: the server refuses what was written before there was a budget", async () => {
    const { visitor } = await entered(doors[1]![1], 12_000)
    expect(sealedBy(visitor)).toBeGreaterThan(15_500)
    expect(await statusWith(headerOf(pairsOf(visitor)))).toBe(431)
  })

  it.each([7_750, 8_000, 9_000, 12_000, 20_000, 30_000])(
    "CK-05: %i characters in a token are refused at the sign-in, and the log says why",
    async (size) => {
      const { visitor, site } = await entered(own, size)
      expect(sessionPairs(visitor)).toEqual([])
      const messages = site.errors.map(({ message }) => message)
      expect(messages).toEqual([
        expect.stringMatching(/too large for cookies \(\d+ characters, of 10240\).*use a database/),
      ])
    },
  )

  it("CK-05: a session that grows too large stays as it was", async () => {
    let size = 10
    const site = siteWith(() => size)
    const visitor = site.visitor(own)
    await visitor.signIn()
    const before = sessionPairs(visitor)
    size = 9_000
    const csrfToken = await visitor.csrfToken()
    const body = JSON.stringify({ csrfToken, data: {} })
    const headers = { "content-type": "application/json", origin: visitor.origin }
    const answer = await visitor.send("/session", { method: "POST", headers, body })
    expect(answer.ok).toBe(false)
    expect(sessionPairs(visitor)).toEqual(before)
    size = 10
    expect(await visitor.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it.each([
    ["/in?next=", "a", 1_000, true],
    ["/in?next=", "a", 1_990, true],
    ["/in?next=", "a", 2_010, false],
    ["/in?next=", "%25", 300, true],
    ["/in?next=", "%25", 420, false],
    ["/in?next=", "&", 600, true],
    ["/in?next=", "&", 900, false],
  ] as const)(
    "CK-05: a callback URL %s%s… of %i is remembered where it leaves room: %s",
    async (start, unit, times, isKept) => {
      const visitor = siteOf().visitor(own)
      await visitor.get("/signin?callbackUrl=/before")
      const wish = start + unit.repeat(times)
      await visitor.get(`/signin?${new URLSearchParams({ callbackUrl: wish })}`)
      const kept = pairsOf(visitor).find(([name]) => name.includes("callback-url"))
      expect(kept !== undefined).toBe(isKept)
      expect(kept?.[1].length ?? 0).toBeLessThanOrEqual(2_048)
      // Where it need not be remembered it is where one goes.
      const answer = await visitor.signIn("Ada", { callbackUrl: wish })
      expect(answer.headers.get("location")).toBe(`https://app.example${wish}`)
    },
  )
})

/** What a process has said once. */
const shared: unique symbol = Symbol.for("latchkey/registry/1")

describe.each(doors.slice(1))("CK-05: through %s", (_, door) => {
  it("CK-05: a large session is written, as there, and said once", async () => {
    const said = (globalThis as { [shared]?: Map<string, unknown> })[shared]
    said?.delete("large-sessions")
    const warned: string[] = []
    const { visitor, site } = await entered(door, 10)
    visitor.config = {
      ...visitor.config,
      callbacks: {
        jwt: ({ token }: { token: object }) => ({ ...token, text: "x".repeat(12_000) }),
      } as never,
      logger: { error() {}, warn: (code: string) => void warned.push(code) },
    }
    await visitor.signIn()
    await visitor.signIn()
    expect(site.errors).toEqual([])
    expect(sealedBy(visitor)).toBeGreaterThan(15_500)
    expect(await visitor.session()).toMatchObject({ user: { name: "Ada" } })
    expect(warned.map((code) => code.toLowerCase().replaceAll("_", "-"))).toEqual([
      "session-too-large",
    ])
  })
})
