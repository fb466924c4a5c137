/** Rows that take two providers, a store, or many requests: BCP-04, BCP-07, BCP-08, OC-09, OC-13, OC-24, PKCE-1. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { authorizationRequest } from "../../src/oauth/authorize.ts"
import { resolveOAuthProvider } from "../../src/oauth/provider.ts"
import OIDC from "../../src/providers/oidc.ts"
import { locationOf } from "../support/browser.ts"
import { over } from "./support/bend.ts"
import { CLIENT_ID, CLIENT_SECRET } from "./support/client.ts"
import { HostileProvider } from "./support/provider.ts"
import { provideOp } from "./support/scenario.ts"
import { land, modes, reasonOf, signIn, visitor } from "./support/sign-in.ts"

const op = provideOp()
let other: HostileProvider
beforeAll(async () => {
  other = await HostileProvider.start()
})
beforeEach(() => other.reset())
afterAll(() => other.close())

const provider = (id: string, { url }: HostileProvider): ReturnType<typeof OIDC> =>
  OIDC({ id, name: id, issuer: url, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } as never)

describe.each(modes)("two providers (%s)", (mode) => {
  it("BCP-07: what one was asked is not answered by the other, and neither is asked for a token", async () => {
    const providers = [provider("acme", op()), provider("other", other)]
    const browser = visitor(op(), { config: { providers } })
    const said: string[] = []
    const logger = { error: (error: Error) => void said.push(reasonOf(error)), warn() {} }
    browser.config = { ...browser.config, logger }
    const start = locationOf(await browser.post("/signin/other"))
    const { landing } = (await (await fetch(start)).json()) as { landing: string }
    await land(op(), browser, landing, mode)
    expect(said).toEqual(["InvalidCheck: pkce, of another provider"])
    expect([op().count("/token"), other.count("/token")]).toEqual([0, 0])
    expect(await browser.session()).toBeNull()
  })

  it("BCP-07: an answer that says it is of another issuer", async () => {
    op().bend.landing = (params) => params.set("iss", other.url)
    const { outcome } = await signIn(op(), { mode })
    expect(outcome).toBe('OAuthCallbackError: unexpected "iss" (issuer) response parameter value')
    expect([op().count("/token"), other.count("/token")]).toEqual([0, 0])
  })

  it("BCP-08: each is asked at its own endpoints, and a token of the other counts for nothing though keys are shared", async () => {
    op().bend = {
      claims: over({ iss: other.url }),
      keys: (truth) =>
        [...truth, ...(other.jwks()["keys"] as Record<string, unknown>[])].slice(0, 1),
    }
    const { outcome } = await signIn(op(), { mode })
    expect(outcome).toBe('OAuthCallbackError: unexpected JWT "iss" (issuer) claim value (iss)')
    other.reset()
    expect((await signIn(other, { mode })).outcome).toBe("in")
    expect([op().count("/token"), other.count("/token")]).toEqual([1, 1])
  })

  it("OC-13: one `sub` at two providers is two people", async () => {
    const first = (await signIn(op(), { mode })).user?.id
    const providers = [provider("acme", op()), provider("other", other)]
    const browser = visitor(op(), { config: { providers } })
    const start = locationOf(await browser.post("/signin/other"))
    const { landing } = (await (await fetch(start)).json()) as { landing: string }
    await browser.get(`/callback/other?${landing}`)
    const { user } = (await browser.session()) as { user: { id: string } }
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    expect(user.id).not.toBe(first)
  })
})

describe("OC-09: how long ago somebody signed in there", () => {
  const now = (): number => Math.floor(Date.now() / 1000)
  const params = { scope: "openid profile email", max_age: "300" }
  it.each<[string, unknown, string]>([
    ["just now", () => now(), "in"],
    ["five minutes ago", () => now() - 300, "in"],
    ["too long ago", () => now() - 400, "auth_time"],
    ["a day ago", () => now() - 86_400, "auth_time"],
    ["at no time", () => undefined, "auth_time"],
    ["a text", () => String(now()), "auth_time"],
    ["null", () => null, "auth_time"],
    ["negative", () => -1, "auth_time"],
  ])("%s", async (_, when, expected) => {
    op().bend.claims = (truth) => over({ auth_time: (when as () => unknown)() })(truth)
    const { outcome } = await signIn(op(), { provider: { authorization: { params } } })
    expect(outcome).toContain(expected)
    expect(op().last("/authorize").query.get("max_age")).toBe("300")
  })
})

describe("OC-24: an address is verified where the provider says `true`, and nothing that looks like it", () => {
  it.each<[unknown, boolean]>([
    [true, true],
    ["true", false],
    ["false", false],
    [false, false],
    [1, false],
    [0, false],
    ["1", false],
    [null, false],
    [undefined, false],
    [[true], false],
    [{}, false],
  ])("%o", async (email_verified, verified) => {
    const adapter = MemoryAdapter()
    op().bend.claims = over({ email: "ada@example.com", email_verified })
    expect((await signIn(op(), { config: { adapter } })).outcome).toBe("in")
    const user = await adapter.getUserByEmail("ada@example.com")
    expect(user!.emailVerified instanceof Date).toBe(verified)
  })
})

it("PKCE-1 BCP-04: of ten thousand sign-ins no two have a verifier, state or nonce in common", async () => {
  const given = { authorization: "https://id.example.com/a", token: "https://id.example.com/t" }
  const resolved = resolveOAuthProvider({
    id: "acme",
    name: "Acme",
    type: "oidc",
    issuer: "https://id.example.com",
    jwks_endpoint: "https://id.example.com/j",
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    ...given,
  })
  const seen = new Set<string>()
  for (let at = 0; at < 10_000; at++) {
    const { checks } = await authorizationRequest(resolved, { redirectUri: "https://app.example/" })
    for (const value of Object.values(checks)) seen.add(value as string)
  }
  expect(seen.size).toBe(30_000)
  expect([...seen].every((value) => /^[\w-]{43}$/.test(value))).toBe(true)
})

describe("OC-10: an essential acr", () => {
  const SILVER = "urn:mace:incommon:iap:silver"
  const GOLD = "urn:example:gold"
  const asking = (acr: unknown, more: object = {}): object => ({
    authorization: {
      params: { scope: "openid", claims: JSON.stringify({ id_token: { acr } }), ...more },
    },
  })
  const REFUSED = 'OAuthCallbackError: unexpected ID Token "acr" claim value'

  const values = { essential: true, values: [SILVER, GOLD] }
  it.each([
    ["the first of several", values, SILVER, "in"],
    ["the second of several", values, GOLD, "in"],
    ["the one", { essential: true, value: GOLD }, GOLD, "in"],
    ["any, since none is named", { essential: true }, "0", "in"],
    ["another", values, "urn:example:bronze", REFUSED],
    ["another than the one", { essential: true, value: GOLD }, SILVER, REFUSED],
    ["none", values, undefined, REFUSED],
    ["none, where any would do", { essential: true }, undefined, REFUSED],
    ["nothing", { essential: true }, "", REFUSED],
    ["a part of it", values, SILVER.slice(0, -1), REFUSED],
    ["it in capitals", values, SILVER.toUpperCase(), REFUSED],
    ["a list", values, [SILVER], REFUSED],
    ["several in one", values, `${SILVER} ${GOLD}`, REFUSED],
    ["a number", values, 0, REFUSED],
    ["an object", values, { value: SILVER }, REFUSED],
    ["another, where it is a wish", { essential: false, values: [GOLD] }, SILVER, "in"],
    ["none, where it is a wish", { values: [GOLD] }, undefined, "in"],
    ["none, where null asks for it", null, undefined, "in"],
  ] as const)("OC-10: the ID token has %s", async (_, acr, said, outcome) => {
    op().bend.claims = over({ acr: said })
    const found = await signIn(op(), { provider: asking(acr) })
    expect(found.outcome).toBe(outcome)
    expect(op().last("/authorize").query.get("claims")).toContain('"acr"')
  })

  it("OC-10: `acr_values` are a wish: what the provider made of them, the application sees", async () => {
    op().bend.claims = over({ acr: SILVER })
    const seen: unknown[] = []
    const found = await signIn(op(), {
      provider: { authorization: { params: { scope: "openid", acr_values: GOLD } } },
      config: { callbacks: { signIn: ({ profile }) => seen.push(profile?.["acr"]) > 0 } },
    })
    expect([found.outcome, seen]).toEqual(["in", [SILVER]])
    expect(op().last("/authorize").query.get("acr_values")).toBe(GOLD)
  })

  it("OC-10: who signs in can't ask for less than is configured", async () => {
    op().bend.claims = over({ acr: SILVER })
    const browser = visitor(op(), { provider: asking({ essential: true, value: GOLD }) })
    const said: string[] = []
    const logger = { error: (error: Error) => void said.push(reasonOf(error)), warn() {} }
    browser.config = { ...browser.config, logger }
    const start = locationOf(await browser.post("/signin/acme?claims=%7B%7D"))
    const { landing } = (await (await fetch(start)).json()) as { landing: string }
    await land(op(), browser, landing)
    expect(said).toEqual([REFUSED])
    expect(await browser.session()).toBeNull()
  })
})
