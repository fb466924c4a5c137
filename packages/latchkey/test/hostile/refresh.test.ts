/** The conformance suite's modules for refresh tokens, by their own names, and OC-16, BCP-13, BCP-14. */
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AdapterAccount } from "../../src/contracts/adapter.ts"
import { accessToken } from "../../src/index.ts"
import { type Bend, type Json, over } from "./support/bend.ts"
import { provideOp } from "./support/scenario.ts"
import { reasonOf, signIn } from "./support/sign-in.ts"

const op = provideOp()
const now = (): number => Math.floor(Date.now() / 1000)

interface Refreshed {
  /** `in`, or why there is no token. */
  readonly outcome: string
  readonly before: AdapterAccount
  readonly after: AdapterAccount
}

/** Signs in, lets the access token end, and asks for one at a provider that lies from then on. */
async function refreshed(bend: Bend = {}): Promise<Refreshed> {
  const adapter = MemoryAdapter()
  const { browser, outcome } = await signIn(op(), { config: { adapter } })
  expect(outcome).toBe("in")
  const key = { provider: "acme", providerAccountId: "ada" }
  await adapter.updateAccount!({ ...key, expires_at: 1_000_000_000 })
  const account = async (): Promise<AdapterAccount> => (await adapter.getAccount!("ada", "acme"))!
  const before = await account()
  op().bend = bend
  const said: string[] = []
  const logger = { error: (error: Error) => void said.push(reasonOf(error)), warn() {} }
  const config = { ...browser.config, logger }
  const got = await accessToken(config, { user: before.userId }, "acme").then(
    () => "in",
    (error: Error) => reasonOf(error),
  )
  const after = await account()
  return { outcome: [got, ...said].join("; "), before, after }
}

describe("OIDF", () => {
  it("oidcc-client-test-refresh-token: the new token is stored, and good for userinfo", async () => {
    const { outcome, before, after } = await refreshed()
    expect(outcome).toBe("in")
    expect([op().count("/token"), op().last("/token").body.get("grant_type")]).toEqual([
      2,
      "refresh_token",
    ])
    expect(after.access_token).not.toBe(before.access_token)
    expect(after.refresh_token).not.toBe(before.refresh_token)
    const headers = { authorization: `Bearer ${after.access_token}` }
    expect((await fetch(`${op().url}/userinfo`, { headers })).status).toBe(200)
  })
})

/** An ID token that follows another must be of the same issuer, person, client and sign-in (Core §12.2). */
const refused: Record<string, [Json | (() => Json), string]> = {
  "oidcc-client-test-refresh-token-invalid-issuer": [
    { iss: "https://evil.example" },
    'TokenUnavailable: unexpected JWT "iss" (issuer) claim value (iss)',
  ],
  "oidcc-client-test-refresh-token-invalid-sub": [
    { sub: "grace" },
    "TokenUnavailable: the ID token is of somebody else",
  ],
  "OC-16 another client": [
    { aud: "client-two" },
    'TokenUnavailable: unexpected JWT "aud" (audience) claim value (aud)',
  ],
  "OC-16 another client beside us": [
    { aud: ["client-one", "client-two"] },
    'TokenUnavailable: ID Token "aud" (audience) claim includes additional untrusted audiences (aud)',
  ],
  "OC-16 azp of another": [
    { azp: "client-two" },
    'TokenUnavailable: unexpected ID Token "azp" claim value',
  ],
  "OC-16 the nonce of another sign-in": [
    { nonce: "of-another" },
    "TokenUnavailable: the ID token is of another sign-in",
  ],
  "OC-16 an iat before the first one's": [
    () => ({ iat: now() - 120 }),
    "TokenUnavailable: the ID token is older than the one before",
  ],
  "OC-16 an iat to come": [
    () => ({ iat: now() + 120 }),
    'TokenUnavailable: unexpected ID Token "iat" claim value',
  ],
  "OC-16 over": [
    () => ({ exp: now() - 120 }),
    'TokenUnavailable: unexpected JWT "exp" (expiration time) claim value, expiration is past current timestamp (exp)',
  ],
  "OC-16 no sub": [{ sub: undefined }, 'TokenUnavailable: JWT "sub" (subject) claim missing'],
  "OC-16 a sub in other case": [
    { sub: "Ada" },
    "TokenUnavailable: the ID token is of somebody else",
  ],
}

describe("what a refresh must not bring", () => {
  it.each(Object.entries(refused))("%s", async (_, [more, reason]) => {
    const claims = over(typeof more === "function" ? more() : more)
    const { outcome, before, after } = await refreshed({ claims })
    expect(outcome).toBe(reason)
    expect(after.access_token).toBe(before.access_token)
    expect(after.id_token).toBe(before.id_token)
  })

  it("OC-16: no nonce is fine, and so is the same one", async () => {
    expect((await refreshed({ claims: over({ nonce: undefined }) })).outcome).toBe("in")
    op().reset()
    expect((await refreshed()).outcome).toBe("in")
  })

  it("BCP-14: asks for no scope or resource of its own", async () => {
    await refreshed()
    expect([...op().last("/token").body.keys()].toSorted()).toEqual(["grant_type", "refresh_token"])
  })

  it("BCP-13: a refresh token that is taken no more is forgotten, with its access token", async () => {
    const { outcome, after } = await refreshed({
      answers: { token: { status: 400, body: { error: "invalid_grant" } } },
    })
    expect(outcome).toContain("ConsentRequired")
    expect([after.refresh_token, after.access_token].filter(Boolean)).toEqual([])
  })
})

describe("BCP-12: a token that is bound to a sender, which nobody asked for", () => {
  it.each(["DPoP", "dpop", "mac", "N_A"])(
    "BCP-12: a new one of the type %s is refused, and the one of before stays",
    async (token_type) => {
      const { outcome, before, after } = await refreshed({ token: over({ token_type }) })
      expect(outcome).toMatch(/^TokenUnavailable/)
      expect(after.access_token).toBe(before.access_token)
    },
  )

  it.each(["DPoP", "dpop"])(
    "BCP-12: at a sign-in one of the type %s lets nobody in",
    async (type) => {
      op().bend = { token: over({ token_type: type }) }
      const { outcome, user } = await signIn(op())
      expect([outcome, user]).toEqual([expect.stringMatching(/^OAuthCallbackError/), undefined])
    },
  )

  it("BCP-12: none is asked for, at the sign-in or later", async () => {
    await refreshed()
    const { query } = op().last("/authorize")
    const { body } = op().last("/token")
    expect([query.has("dpop_jkt"), body.has("dpop_jkt")]).toEqual([false, false])
  })
})
