import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { FullAdapter } from "../../src/contracts/adapter.ts"
import type { EmailConfig, Provider } from "../../src/contracts/provider.ts"
import type { SessionRecord } from "../../src/contracts/session-records.ts"
import OIDC from "../../src/providers/oidc.ts"
import Passkey from "../../src/providers/passkey.ts"
import { SoftwareAuthenticator, type Twist } from "../support/authenticator.ts"
import { Browser, locationOf, SECRET } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"

/** How a session began, as the list says it. */
interface Site {
  readonly browser: Browser
  readonly adapter: FullAdapter
  records(): Promise<readonly SessionRecord[]>
}

function siteOf(provider: Provider, strategy: "jwt" | "database"): Site {
  const adapter = MemoryAdapter()
  const config: AuthConfig = {
    providers: [provider],
    adapter,
    secret: SECRET,
    trustHost: true,
    experimental: { enableWebAuthn: true },
    logger: { error: () => {}, warn: () => {} },
    session: { strategy, records: true, ...(strategy === "jwt" ? { revocable: true } : {}) },
  }
  const browser = new Browser(config)
  const records = async (): Promise<readonly SessionRecord[]> => {
    const session = (await browser.session()) as { user: { email: string } }
    const user = await adapter.getUserByEmail(session.user.email)
    return adapter.records!.list(user!.id, Date.now())
  }
  return { browser, adapter, records }
}

describe.each(["jwt", "database"] as const)("how a session began, %s", (strategy) => {
  let plain: Issuer
  let saying: Issuer
  beforeAll(async () => {
    const client = {
      client_id: "app",
      client_secret: "app-secret",
      redirect_uris: ["https://app.example/auth/callback/local"],
    }
    plain = await startIssuer({ client })
    const logout = {
      backchannel_logout_uri: "https://app.example/auth/logout",
      backchannel_logout_session_required: true,
    }
    saying = await startIssuer({ client: { ...client, ...logout }, amr: ["pwd", "otp", "mfa"] })
  })
  afterAll(() => Promise.all([plain.close(), saying.close()]))

  async function through(issuer: Issuer): Promise<Site> {
    const given = { clientId: "app", clientSecret: "app-secret", issuer: issuer.url }
    const site = siteOf(OIDC({ id: "local", name: "Local", ...given } as never), strategy)
    const start = await site.browser.post("/signin/local", { callbackUrl: "/in" })
    const { params } = await issuer.walk(locationOf(start).href, "ada")
    await site.browser.get(`/callback/local?${params}`)
    return site
  }

  it("at a provider: what its ID token says of the proof, else that it was another service", async () => {
    const { records } = await through(plain)
    const [one] = await records()
    expect(one).toMatchObject({ provider: "local", providerAccountId: "ada", amr: ["fed"] })
    expect(one!.providerSession).toBe(undefined)
  })

  it("at a provider that says: its methods, and its own session, by which it is found", async () => {
    const { records, adapter } = await through(saying)
    const [one] = await records()
    expect(one).toMatchObject({ provider: "local", amr: ["pwd", "otp", "mfa"] })
    const { providerSession } = one!
    expect(providerSession).toMatch(/^[\w-]{10,}$/)
    const which = { provider: "local", providerSession: providerSession! }
    expect(await adapter.records!.find(which, Date.now())).toEqual([one])
    const account = { provider: "local", providerAccountId: "ada" }
    expect(await adapter.records!.find(account, Date.now())).toEqual([one])
  })

  it("a mailed link, without the address", async () => {
    const links: string[] = []
    const provider: EmailConfig = {
      id: "email",
      name: "Email",
      type: "email",
      from: "a@example.com",
      maxAge: 600,
      sendVerificationRequest: ({ url }) => void links.push(url),
    }
    const { browser, records } = siteOf(provider, strategy)
    await browser.post("/signin/email", { email: "ada@example.com" })
    await browser.get(links[0]!)
    const [one] = await records()
    expect(one).toMatchObject({ provider: "email", amr: ["email"] })
    expect(JSON.stringify(one)).not.toContain("ada@example.com")
  })

  it.each([
    [
      "of one device, whose user it verified",
      { eligible: false, backedUp: false },
      ["hwk", "user", "mfa"],
    ],
    ["synchronised", {}, ["swk", "user", "mfa"]],
    ["without a look at its user", { userVerified: false }, ["swk", "user"]],
  ] as const)("a passkey %s", async (_, twist: Twist, amr) => {
    const lenient = {
      authenticationOptions: { userVerification: "discouraged" },
      registrationOptions: { authenticatorSelection: { userVerification: "discouraged" } },
      verifyAuthenticationOptions: { requireUserVerification: false },
      verifyRegistrationOptions: { requireUserVerification: false },
    }
    const { browser, records } = siteOf(Passkey(lenient as never), strategy)
    const device = new SoftwareAuthenticator()
    const ask = async (action: string, more = ""): Promise<never> => {
      const answer = await browser.get(`/webauthn-options/passkey?action=${action}${more}`)
      return ((await answer.json()) as { options: never }).options
    }
    const data = await device.create(await ask("register", "&email=ada@example.com"), twist)
    await browser.post("/callback/passkey", { action: "register", data })
    expect(await records()).toMatchObject([{ provider: "passkey", amr }])
    await browser.post("/signout")
    const used = await device.get(await ask("authenticate"), twist)
    await browser.post("/callback/passkey", { action: "authenticate", data: used })
    expect(await records()).toMatchObject([{ provider: "passkey", amr }])
  })
})
