/** Where failures, mailed links and the way to a provider lead. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { EmailConfig, OAuth2Config } from "../../src/contracts/provider.ts"
import OIDC from "../../src/providers/oidc.ts"
import { Browser, locationOf, own, v4, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { silent } from "../support/next-app.ts"
import { OAuth1Server } from "../support/oauth1-server.ts"

const hostile = ["//evil.example", "https://evil.example/x", "https://[", "%", "/\\evil.example"]
const everywhere = [own, v5, v4].flatMap((door) =>
  hostile.map((url) => [`${door.compat ?? "own"}`, url, door] as const),
)

const server = new OAuth1Server()
let issuer: Issuer
beforeAll(async () => {
  await server.start()
  const redirect_uris = [`https://app.example/auth/callback/local`]
  issuer = await startIssuer({
    client: { client_id: "app", client_secret: "app-secret", redirect_uris },
  })
})
afterAll(async () => {
  await server.stop()
  await issuer.close()
})

/** Home, or a page of ours; and nothing of the hostile address in it. */
function expectHere(response: Response): void {
  expect(response.status).toBeLessThan(400)
  expect(locationOf(response).origin).toBe("https://app.example")
  expect(decodeURIComponent(locationOf(response).href)).not.toContain("evil.example")
}

/** @see ADV-AJ03, ADV-AJ04 */
describe("ADV-AJ03: an OAuth 1 sign-in that fails", () => {
  const twitter = (): OAuth2Config<any> => ({
    id: "acme",
    name: "Acme",
    type: "oauth",
    version: "1.0",
    clientId: server.key,
    clientSecret: server.secret,
    requestTokenUrl: `${server.url}/oauth/request_token`,
    accessTokenUrl: `${server.url}/oauth/access_token`,
    authorization: `${server.url}/authorize`,
    profileUrl: `${server.url}/me`,
    profile: (profile) => ({ id: profile.id_str }),
  })

  it.each(everywhere)(
    "at its start, through %s, leads from %j to a page of ours",
    async (...row) => {
      const [, callbackUrl, door] = row
      const provider = { ...twitter(), requestTokenUrl: "http://127.0.0.1:1/" }
      const browser = new Browser({ providers: [provider], logger: silent }, { door })
      expectHere(await browser.post("/signin/acme", { callbackUrl }))
    },
  )

  it.each(everywhere)("at its end, through %s, leads from %j to a page of ours", async (...row) => {
    const [, callbackUrl, door] = row
    const browser = new Browser({ providers: [twitter()], logger: silent }, { door })
    const start = await browser.post("/signin/acme", { callbackUrl })
    const back = server.consent(locationOf(start))
    back.searchParams.set("oauth_verifier", "wrong")
    back.searchParams.set("callbackUrl", callbackUrl)
    server.faults.set("/oauth/access_token", (response) => response.writeHead(401).end())
    const failed = await browser.get(back.href)
    server.faults.clear()
    expectHere(failed)
    expect(locationOf(failed).searchParams.get("error")).not.toBeNull()
  })
})

/** @see ADV-BA01 */
it.each(hostile)("ADV-BA01: a mailed link leads from %j home", async (callbackUrl) => {
  const mails: string[] = []
  const email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    sendVerificationRequest: ({ url }) => void mails.push(url),
  }
  const config: Partial<AuthConfig> = {
    providers: [email],
    adapter: MemoryAdapter(),
    logger: silent,
  }
  const browser = new Browser(config)
  await browser.post("/signin/email", { email: "ada@example.com", callbackUrl })
  expect(mails[0]).not.toContain("evil.example")
  // Whoever has the link may change where it leads.
  const link = new URL(mails[0]!)
  link.searchParams.set("callbackUrl", callbackUrl)
  expectHere(await browser.get(link.href))
  expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
})

const local = (): ReturnType<typeof OIDC> =>
  OIDC({
    id: "local",
    name: "Local",
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "app-secret",
  } as never)

/** @see ADV-SD06 */
it.each([
  "/x&scope=admin",
  "/x?scope=admin&redirect_uri=https://evil.example",
  "/x#&state=1",
  "/x%26client_id%3Devil",
  "/x&prompt=none\n&scope=admin",
])("ADV-SD06: no callback URL adds to what the provider is asked: %j", async (callbackUrl) => {
  const asked = async (url: string): Promise<URL> => {
    const browser = new Browser({ providers: [local()], logger: silent })
    return locationOf(await browser.post("/signin/local", { callbackUrl: url }))
  }
  const [plain, odd] = [await asked("/"), await asked(callbackUrl)]
  const names = ({ searchParams }: URL): string[] => [...searchParams.keys()]
  expect(names(odd)).toEqual(names(plain))
  for (const name of ["scope", "redirect_uri", "client_id", "response_type"]) {
    expect(odd.searchParams.getAll(name)).toEqual(plain.searchParams.getAll(name))
  }
})

/** A class of 2022 and later: the unhappy path leaks the code by its address. */
it("ADV-SV12: no code and no state is left in an address after a failure", async () => {
  const browser = new Browser({ providers: [local()], logger: silent })
  const start = await browser.post("/signin/local")
  const { params } = await issuer.walk(locationOf(start).href, "ada")
  const stranger = new Browser({ providers: [local()], logger: silent })
  const refused = await stranger.get(`/callback/local?${params}`)
  const error = new URLSearchParams({ ...Object.fromEntries(params), error: "access_denied" })
  for (const answer of [refused, await browser.get(`/callback/local?${error}`)]) {
    const { href } = locationOf(answer)
    expect(href).toContain("error=")
    expect(href).not.toContain(params.get("code")!)
    expect(href).not.toContain(params.get("state")!)
    const page = await browser.get(href)
    expect(page.headers.get("referrer-policy")).toBe("same-origin")
    expect(await page.text()).not.toContain(params.get("code")!)
  }
})
