/**
 * What people meet while a provider is down, slow, truncated or lying, at each of its endpoints: nobody is in, no answer
 * is a 5xx or tells what the provider said, and all is well with the next sign-in, without a restart.
 */
import { generateKeyPair } from "jose"
import { once } from "node:events"
import { createServer as createTcp } from "node:net"
import type { AddressInfo } from "node:net"
import { beforeEach, describe, expect, it } from "vitest"
import OIDC from "../../src/providers/oidc.ts"
import { type Browser, locationOf, SECRET } from "../support/browser.ts"
import { type Endpoint, type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts"
import { CANARY, lies, waits } from "./lies.ts"
import { refused, watched } from "./refusal.ts"
import { carries } from "./site.ts"

const ENDPOINTS: readonly Endpoint[] = ["metadata", "jwks", "token", "userinfo"]
const CLIENT_SECRET = "client-secret-canary"

/** One for all: to make one takes longer than a test. */
const pair = generateKeyPair("RS256", { extractable: true })
let issuer: HostileIssuer
const siteOf = (one: HostileIssuer): ReturnType<typeof watched> => {
  const provider = OIDC({
    id: "local",
    name: "Local",
    issuer: one.url,
    clientId: "app",
    clientSecret: CLIENT_SECRET,
    idToken: false,
    checks: ["pkce", "state"],
  } as never)
  return watched({ providers: [provider], secret: SECRET, trustHost: true })
}
const canaries = [CANARY, CLIENT_SECRET, "at-canary", "ECONNRE", "127.0.0.1"]

/** Leaves for the provider, and comes back; a fault at the metadata shows in leaving. */
async function go(browser: Browser): Promise<Response> {
  const start = await browser.post("/signin/local")
  const url = locationOf(start)
  if (url.hostname === "app.example") return start
  const state = url.searchParams.get("state")
  return browser.get(`/callback/local?code=the-code&state=${state}`)
}

async function meet(one: HostileIssuer): Promise<void> {
  const { browser, log } = siteOf(one)
  const answer = await go(browser)
  // The log is the operator's, and may name the host; it has no secret of ours and no token.
  await refused(browser, answer, { canaries: [...canaries], log: [] })
  for (const secret of [CLIENT_SECRET, "at-canary", CANARY])
    expect(log.join("\n")).not.toContain(secret)
  one.reset()
  await go(browser)
  expect(carries(browser)).toBe(true)
}

describe("a provider", () => {
  beforeEach(async () => {
    issuer = await startHostileIssuer("app", pair)
    return () => issuer.close()
  })

  describe.each(lies)("%s", (_, answer) => {
    it.each(ENDPOINTS)("at its %s", async (endpoint) => {
      issuer.answers[endpoint] = answer
      await meet(issuer)
      expect(issuer.requests[endpoint]).toBeGreaterThan(0)
    })
  })

  it("FLT-24: is not there, and comes back", async () => {
    const { browser, log } = siteOf(issuer)
    await issuer.close()
    await refused(browser, await go(browser), { canaries: [CLIENT_SECRET], log })
    issuer = await startHostileIssuer("app", pair)
    const after = siteOf(issuer)
    await go(after.browser)
    expect(carries(after.browser)).toBe(true)
  })

  it("FLT-25: goes away between leaving and coming back", async () => {
    const { browser, log } = siteOf(issuer)
    const start = await browser.post("/signin/local")
    const state = locationOf(start).searchParams.get("state")
    await issuer.close()
    const answer = await browser.get(`/callback/local?code=the-code&state=${state}`)
    await refused(browser, answer, { canaries: [CLIENT_SECRET], log })
    issuer = await startHostileIssuer("app", pair)
  })

  it.each(["token_endpoint", "jwks_uri", "userinfo_endpoint"])(
    "FLT-26: names a %s behind TLS that is none",
    async (name) => {
      const garbage = createTcp((socket) => {
        socket.on("error", () => {})
        socket.end("not a handshake")
      }).listen(0, "127.0.0.1")
      await once(garbage, "listening")
      const { port } = garbage.address() as AddressInfo
      issuer.over.metadata = { [name]: `https://127.0.0.1:${port}/${CANARY}` }
      const { browser, log } = siteOf(issuer)
      await refused(browser, await go(browser), { canaries: [CLIENT_SECRET, "at-canary"], log })
      garbage.close()
    },
  )
})

describe("a provider that takes its time", () => {
  const cases = waits.flatMap(([what, answer]) =>
    ENDPOINTS.map((endpoint) => ({ name: `${what}, at its ${endpoint}`, endpoint, answer })),
  )

  it.concurrent.each(cases)("$name", { timeout: 60_000 }, async ({ endpoint, answer }) => {
    const one = await startHostileIssuer("app", pair)
    one.answers[endpoint] = answer
    const started = Date.now()
    await meet(one)
    expect(Date.now() - started).toBeLessThan(45_000)
    await one.close()
  })
})
