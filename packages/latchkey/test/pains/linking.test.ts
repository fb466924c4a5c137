/** Pain 25: another provider's account with an address that is known. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import OIDC from "../../src/providers/oidc.ts"
import { Browser, locationOf, v4, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { silent } from "../support/next-app.ts"

let issuer: Issuer
beforeAll(async () => {
  const redirect_uris = ["auth", "api/auth"].map((at) => `https://app.example/${at}/callback/other`)
  const client = { client_id: "app", client_secret: "app-secret", redirect_uris }
  issuer = await startIssuer({ client })
})
afterAll(() => issuer.close())

describe.each([
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("through %s", (_, door) => {
  /** Signs in by a provider that says of Ada's address what it says; answers the error, if any. */
  async function arrive(allowed: boolean, email_verified: unknown): Promise<string | null> {
    const adapter = MemoryAdapter()
    const ada = { id: "x", name: "Ada", email: "ada@example.com", emailVerified: new Date() }
    const victim = await adapter.createUser!(ada)
    const provider = OIDC({
      id: "other",
      name: "Other",
      issuer: issuer.url,
      clientId: "app",
      clientSecret: "app-secret",
      checks: ["pkce", "state"],
      idToken: false,
      allowDangerousEmailAccountLinking: allowed,
      userinfo: { request: () => ({ sub: "ada", email: "ada@example.com", email_verified }) },
    } as never)
    const browser = new Browser({ providers: [provider], adapter, logger: silent }, { door })
    const { params } = await issuer.walk(locationOf(await browser.post("/signin/other")).href)
    const response = await browser.get(`/callback/other?${params}`)
    const owner = await adapter.getUserByAccount!({ provider: "other", providerAccountId: "ada" })
    const error = locationOf(response).searchParams.get("error")
    expect(owner?.id).toBe(error === null ? victim.id : undefined)
    return error
  }

  it("pain 25: is not let in by the address alone, verified or not", async () => {
    for (const verified of [true, false, undefined]) {
      expect(await arrive(false, verified)).toBe("OAuthAccountNotLinked")
    }
  })

  it("pain 25: where linking is allowed, an address that is not verified links nothing", async () => {
    expect(await arrive(true, true)).toBeNull()
    for (const verified of [false, "false", 0]) {
      expect(await arrive(true, verified)).toBe("OAuthAccountNotLinked")
    }
  })
})
