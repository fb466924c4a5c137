import { createRequire } from "node:module"
import { join } from "node:path"
import { inspect } from "node:util"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import type { OAuth2Config, Provider } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import { checkProviders } from "../../src/core/checks.ts"
import { Context } from "../../src/config/context.ts"
import Twitter, { TwitterLegacy } from "../../src/doors/v4/twitter.ts"
import { installPublished } from "../doors/tools.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"
import { OAuth1Server, profileOf } from "../support/oauth1-server.ts"

const published = (await installPublished()) as { v4: string } | undefined
const server = new OAuth1Server()
const CALLBACK = "https://app.example/api/auth/callback/twitter"
const NEW_SECRET = "new-secret-of-thirty-two-characters!"
const ID = "1460323737035677698"

beforeAll(() => server.start())
afterAll(() => server.stop())
beforeEach(() => server.reset())
afterEach(() => void vi.useRealTimers())

const logged: string[] = []
const logger = {
  // NextAuth 4 gives a code first. Whatever it is, causes of causes included.
  error: (...said: unknown[]): void =>
    void logged.push(inspect(said, { depth: 20, breakLength: Infinity })),
  warn: (): void => {},
  debug: (): void => {},
  info: (): void => {},
}
beforeEach(() => void (logged.length = 0))

/** An application as it stands under NextAuth 4, with the keys that X calls "API Key and Secret". */
function legacy(more: object = {}): OAuth2Config<any> {
  server.origin = "https://api.twitter.com"
  const keys = { clientId: server.key, clientSecret: server.secret }
  return Twitter({ ...keys, [customFetch]: server.fetch, ...more })
}

/** A provider as applications write their own, with NextAuth 4's names. */
function custom(more: Partial<OAuth2Config<any>> = {}): OAuth2Config<any> {
  return {
    id: "acme",
    name: "Acme",
    type: "oauth",
    version: "1.0",
    clientId: server.key,
    clientSecret: server.secret,
    requestTokenUrl: `${server.url}/oauth/request_token?realm=a%20b&x=2&x=1`,
    accessTokenUrl: `${server.url}/oauth/access_token`,
    authorization: {
      url: `${server.url}/authorize`,
      params: { scope: "read,write", name: "A & B" },
    },
    profileUrl: `${server.url}/me?fields=name&fields=email`,
    encoding: "HMAC-SHA1",
    profile: (profile) => ({ id: profile.id_str, name: profile.name, email: profile.email }),
    ...more,
  }
}

function browserOf(provider: Provider, more: Partial<AuthConfig> = {}, door = v4): Browser {
  return new Browser({ providers: [provider], logger, ...more }, { door })
}

/** A store that says what accounts it was given. */
function watched(): { adapter: Adapter; linked: object[] } {
  const adapter = MemoryAdapter()
  const linked: object[] = []
  const linkAccount: Adapter["linkAccount"] = (account) => {
    linked.push(account)
    return adapter.linkAccount(account)
  }
  return { adapter: { ...adapter, linkAccount }, linked }
}

/** To the provider, where the person says yes; where the browser is sent back to. */
async function away(browser: Browser, id = "twitter", person = "ada"): Promise<URL> {
  return server.consent(
    locationOf(await browser.post(`/signin/${id}`, { callbackUrl: "/in" })),
    person,
  )
}

/** What the sign-in ended with: `in`, or the error that the browser is told. */
async function endOf(browser: Browser, back: URL): Promise<string> {
  const response = await browser.get(back.href)
  const error = locationOf(response).searchParams.get("error")
  const session = (await browser.session()) as { user?: object } | null
  expect(session?.user === undefined).toBe(error !== null)
  return error ?? "in"
}

const tokenCookie = /request-token$/
const waits = (browser: Browser): boolean => browser.names().some((name) => tokenCookie.test(name))

describe("an application of NextAuth 4 that has keys of OAuth 1.0a only", () => {
  it("goes on as it is", async () => {
    const browser = browserOf(legacy())
    const start = await browser.post("/signin/twitter", { callbackUrl: "/in" })
    const at = locationOf(start)
    expect(at.origin + at.pathname).toBe("https://api.twitter.com/oauth/authenticate")
    const [token, { secret }] = [...server.temporary][0]!
    // Nothing but the token: NextAuth 4 has the secret in the address too.
    expect([...at.searchParams]).toEqual([["oauth_token", token]])
    expect(waits(browser)).toBe(true)
    const kept = JSON.stringify([...browser.cookies.values()])
    expect(kept).not.toContain(token)
    expect(kept).not.toContain(secret)
    const back = server.consent(at)
    expect(back.href.startsWith(`${CALLBACK}?`)).toBe(true)
    const answer = await browser.get(back.href)
    expect(locationOf(answer).href).toBe("https://app.example/in")
    expect(await browser.session()).toMatchObject({
      user: {
        name: "Name of ada",
        email: "ada@example.com",
        image: "https://pbs.twimg.example/profile_images/1/ada.jpg",
      },
    })
    expect(waits(browser)).toBe(false)
    expect(server.refused).toEqual([])
    expect(server.judged.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /oauth/request_token",
      "POST /oauth/access_token",
      "GET /1.1/account/verify_credentials.json",
    ])
    expect(server.judged[2]!.others).toEqual([["include_email", "true"]])
    expect(logged).toEqual([])
  })

  it("has in its callbacks and its database what it had there", async () => {
    const seen: Record<string, any>[] = []
    const { adapter, linked } = watched()
    const callbacks: AuthConfig["callbacks"] = {
      signIn: ({ account, profile }) => {
        seen.push({ ...account, profile })
        return true
      },
    }
    const browser = browserOf(legacy(), { adapter, callbacks, session: { strategy: "jwt" } })
    expect(await endOf(browser, await away(browser))).toBe("in")
    const [oauth_token, { secret }] = [...server.lasting][0]!
    const key = { provider: "twitter", type: "oauth", providerAccountId: ID }
    const account = { ...key, oauth_token, oauth_token_secret: secret }
    expect(seen).toEqual([{ ...account, profile: profileOf("ada") }])
    expect(linked).toEqual([{ ...account, userId: expect.any(String) }])
    // Where tokens are to be sealed in the store, there is no place for these.
    server.reset()
    const sealing = watched()
    const other = browserOf(legacy(), {
      adapter: sealing.adapter,
      session: { strategy: "jwt" },
      account: { sealTokens: true },
    })
    expect(await endOf(other, await away(other))).toBe("in")
    expect(sealing.linked).toEqual([{ ...key, userId: expect.any(String) }])
  })

  it("`version` chooses, as there: none or 1.x is OAuth 1.0a, 2.0 is OAuth 2", async () => {
    expect(JSON.stringify(Twitter())).toBe(JSON.stringify(TwitterLegacy()))
    expect(Twitter({ version: "1.0A" })).toMatchObject({
      version: "1.0A",
      name: "Twitter (Legacy)",
    })
    const two = Twitter({ version: "2.0", clientId: "id", clientSecret: "secret" })
    expect(two).not.toHaveProperty("requestTokenUrl")
    const start = await browserOf(two).post("/signin/twitter")
    expect(locationOf(start).pathname).toBe("/i/oauth2/authorize")
    expect(server.judged).toEqual([])
  })

  it("reads its keys from the environment, and says which are missing", async () => {
    const env = { AUTH_TWITTER_ID: server.key, AUTH_TWITTER_SECRET: server.secret }
    const provider = legacy({ clientId: undefined, clientSecret: undefined })
    const browser = browserOf(provider, { env })
    expect(await endOf(browser, await away(browser))).toBe("in")
    const { AUTH_TWITTER_ID } = env
    for (const some of [{}, { AUTH_TWITTER_ID }]) {
      logged.length = 0
      const lacking = await browserOf(provider, { env: some }).post("/signin/twitter")
      expect(locationOf(lacking).searchParams.get("error")).toBe("Configuration")
      expect(logged[0]).toMatch(/MissingClientId.*AUTH_TWITTER_SECRET.*callback\/twitter/)
    }
  })
})

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("a provider of one's own through %s", (_, door) => {
  it("signs in, with queries in its addresses and parameters of its own", async () => {
    const browser = browserOf(custom(), {}, door)
    const start = await browser.post(
      "/signin/acme?force_login=true&oauth_callback=https://evil.example&oauth_token=x",
    )
    const at = locationOf(start)
    const said = { scope: "read,write", name: "A & B", force_login: "true" }
    expect(Object.fromEntries(at.searchParams)).toEqual({
      ...said,
      oauth_token: [...server.temporary.keys()][0],
    })
    expect(server.judged[0]!.others).toEqual([
      ["realm", "a b"],
      ["x", "2"],
      ["x", "1"],
      ...Object.entries(said),
    ])
    expect(server.judged[0]!.oauth.get("oauth_callback")).toBe(
      `https://app.example${door.basePath}/callback/acme`,
    )
    expect(await endOf(browser, server.consent(at))).toBe("in")
    expect(server.refused).toEqual([])
  })

  it("a rotation of the secret meanwhile disturbs nobody; a secret that is gone does", async () => {
    const browser = browserOf(custom(), { secret: [SECRET] }, door)
    const back = await away(browser, "acme")
    browser.config = { ...browser.config, secret: [NEW_SECRET, SECRET] }
    expect(await endOf(browser, back)).toBe("in")
    const other = browserOf(custom(), { secret: [SECRET] }, door)
    const then = await away(other, "acme")
    other.config = { ...other.config, secret: [NEW_SECRET] }
    expect(await endOf(other, then)).toBe("Configuration")
    expect(logged.join()).toMatch(/InvalidCheck: The request token cookie is sealed with a key/)
    // It is not used up: an instance that has the key still takes it.
    other.config = { ...other.config, secret: [NEW_SECRET, SECRET] }
    expect(await endOf(other, then)).toBe("in")
  })
})

describe("linking", () => {
  const providers = (): OAuth2Config<any>[] => [custom(), custom({ id: "second" })]
  const site = (adapter: Adapter): Browser =>
    new Browser({ providers: providers(), adapter, logger }, { door: own })
  const start = async (browser: Browser, person: string): Promise<URL> =>
    server.consent(locationOf(await browser.post("/signin/second", { link: "true" })), person)

  it("is asked for, and the session that began it ends it", async () => {
    const adapter = MemoryAdapter()
    const ada = site(adapter)
    expect(await endOf(ada, await away(ada, "acme"))).toBe("in")
    const first = locationOf(await ada.get((await start(ada, "grace")).href))
    expect(first.searchParams.get("error")).toBeNull()
    const { id } = (await adapter.getUserByAccount({
      provider: "second",
      providerAccountId: String(profileOf("grace")["id_str"]),
    }))!
    expect(await adapter.listAccountsByUserId(id)).toHaveLength(2)
    // Somebody else's, planted with the cookie that it needs.
    const eve = site(adapter)
    await endOf(eve, await away(eve, "acme", "eve"))
    const back = await start(eve, "mallory")
    for (const [name, kept] of eve.cookies) if (tokenCookie.test(name)) ada.cookies.set(name, kept)
    const refused = locationOf(await ada.get(back.href))
    expect(refused.searchParams.get("error")).toBe("Configuration")
    expect(await adapter.listAccountsByUserId(id)).toHaveLength(2)
  })
})

describe("an answer that is not this browser's", () => {
  it("is refused in another browser, and nobody is asked anything", async () => {
    const back = await away(browserOf(legacy()))
    const asked = server.judged.length
    expect(await endOf(browserOf(legacy()), back)).toBe("Configuration")
    expect(logged.join()).toContain("InvalidCheck: The request token cookie is missing")
    expect(server.judged).toHaveLength(asked)
  })

  it("is refused where its token is another's: nobody finishes what somebody else began", async () => {
    const attacker = browserOf(legacy())
    const bait = await away(attacker, "twitter", "mallory")
    const victim = browserOf(legacy())
    await away(victim)
    const asked = server.judged.length
    expect(await endOf(victim, bait)).toBe("Configuration")
    expect(logged.join()).toContain("InvalidCheck: The oauth_token of the answer is not the one")
    expect(server.judged).toHaveLength(asked)
    expect(waits(victim)).toBe(false)
  })

  it("is refused where the sign-in was begun with another provider", async () => {
    const shared = {
      requestTokenUrl: `${server.url}/oauth/request_token`,
      accessTokenUrl: `${server.url}/oauth/access_token`,
    }
    const providers = [custom(shared), custom({ ...shared, id: "other" })]
    const browser = browserOf(providers[0]!, { providers })
    const back = await away(browser, "acme")
    back.pathname = back.pathname.replace("acme", "other")
    const asked = server.judged.length
    expect(await endOf(browser, back)).toBe("Configuration")
    expect(logged.join()).toMatch(/InvalidCheck: The request token cookie is of another provider/)
    expect(server.judged).toHaveLength(asked)
  })

  it("is refused where the cookie is of another kind, tampered with, or too old", async () => {
    const browser = browserOf(legacy())
    const back = await away(browser)
    const name = browser.names().find((one) => tokenCookie.test(one))!
    const good = browser.cookies.get(name)!
    const csrf = browser.cookies.get(browser.names().find((one) => /csrf/.test(one))!)!
    const flipped = good.value.replace(/.(?=.{9}$)/, (one) => (one === "A" ? "B" : "A"))
    for (const value of [csrf.value, flipped, "", "a.b.c.d.e", `${good.value}x`]) {
      browser.cookies.set(name, { ...good, value })
      expect(await endOf(browser, back), value).toBe("Configuration")
    }
    browser.cookies.set(name, good)
    vi.useFakeTimers({ now: Date.now() + 920_000, toFake: ["Date"] })
    const asked = server.judged.length
    expect(await endOf(browser, back)).toBe("Configuration")
    expect(logged.join()).toContain("The request token cookie is expired")
    expect(server.judged).toHaveLength(asked)
  })

  it("works once, even for who has kept the cookies", async () => {
    const browser = browserOf(legacy())
    const back = await away(browser)
    const before = new Map(browser.cookies)
    expect(await endOf(browser, back)).toBe("in")
    const again = await browser.get(back.href)
    expect(locationOf(again).searchParams.get("error")).toBe("Configuration")
    const thief = browserOf(legacy())
    thief.cookies = before
    expect(await endOf(thief, back)).toBe("OAuthCallbackError")
    expect(server.refused).toEqual(["unknown or used token"])
  })
})

describe("a no", () => {
  it("of the person's is told as one, and ends the sign-in", async () => {
    const browser = browserOf(legacy())
    const token = (await away(browser)).searchParams.get("oauth_token")!
    expect(await endOf(browser, new URL(`${CALLBACK}?denied=${token}`))).toBe("OAuthCallbackError")
    expect(logged[0]).toContain("access_denied")
    expect(waits(browser)).toBe(false)
  })

  it.each([
    ["", /The answer has no oauth_verifier/],
    ["&oauth_verifier=", /The answer has no oauth_verifier/],
    ["&oauth_verifier=guessed", /status 401: refused: wrong verifier/],
  ] as const)("a verifier like %j", async (more, message) => {
    const browser = browserOf(legacy())
    const token = (await away(browser)).searchParams.get("oauth_token")!
    const back = new URL(`${CALLBACK}?oauth_token=${token}${more}`)
    expect(await endOf(browser, back)).toBe("OAuthCallbackError")
    expect(logged.join()).toMatch(message)
    expect(server.lasting.size).toBe(0)
  })

  it("a wrong client secret, and a callback that nobody registered: the log has the reason", async () => {
    const wrong = await browserOf(legacy({ clientSecret: "wrong-secret" })).post("/signin/twitter")
    expect(locationOf(wrong).searchParams.get("error")).toBe("OAuthSignin")
    expect(logged.join()).toMatch(/OAuthSignInError.*status 401: refused: wrong signature/)
    expect(logged.join()).not.toContain("wrong-secret")
    server.callbacks = ["https://else.example/"]
    const unknown = await browserOf(legacy()).post("/signin/twitter")
    expect(locationOf(unknown).searchParams.get("error")).toBe("OAuthSignin")
    expect(logged.join()).toContain(`callback not approved. Is ${CALLBACK} registered`)
  })

  it("a clock that goes wrong", async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] })
    const { judged } = server
    const browser = browserOf(legacy())
    expect(await endOf(browser, await away(browser))).toBe("in")
    const at = Number(judged[0]!.oauth.get("oauth_timestamp"))
    expect(Math.abs(at - Date.now() / 1000)).toBeLessThan(2)
  })
})

describe("a server that is broken or hostile", () => {
  const good = "oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true"
  const answers: Record<string, [number, string]> = {
    "401": [401, ""],
    "500": [500, good],
    "a redirect": [302, ""],
    garbage: [200, "\u0000\u0001 <html>no</html>"],
    nothing: [200, ""],
    "no token": [200, "oauth_token_secret=s&oauth_callback_confirmed=true"],
    "no secret": [200, "oauth_token=t&oauth_callback_confirmed=true"],
    "two tokens": [200, `${good}&oauth_token=u`],
    "two secrets": [200, `${good}&oauth_token_secret=u`],
    "a token of a kilobyte and more": [200, good.replace("=t&", `=${"t".repeat(1025)}&`)],
    "more than a megabyte": [200, `${good}&x=${"x".repeat(1_100_000)}`],
    "an echo of the secret": [400, "oauth_problem=SECRET"],
  }

  function lie(path: string, [status, body]: [number, string]): void {
    server.faults.set(path, (response, { oauth }) => {
      const token = server.temporary.get(oauth.get("oauth_token") ?? "")?.secret ?? server.secret
      const location = status === 302 ? { location: "https://evil.example/" } : {}
      const text = body.replace("SECRET", () => encodeURIComponent(`${server.secret} ${token}`))
      response.writeHead(status, location).end(text)
    })
  }

  const unconfirmed: Record<string, [number, string]> = {
    "no confirmation": [200, "oauth_token=t&oauth_token_secret=s"],
    "a false one": [200, good.replace("true", "false")],
  }
  for (const [name, answer] of Object.entries({ ...answers, ...unconfirmed })) {
    it(`for temporary credentials: ${name}`, async () => {
      const browser = browserOf(legacy())
      lie("/oauth/request_token", answer)
      const response = await browser.post("/signin/twitter")
      expect(locationOf(response).searchParams.get("error")).toBe("OAuthSignin")
      expect(waits(browser)).toBe(false)
      expect(logged.join()).not.toContain(server.secret)
    })
  }

  for (const [name, answer] of Object.entries(answers)) {
    it(`for token credentials: ${name}`, async () => {
      const browser = browserOf(legacy())
      const back = await away(browser)
      const { secret } = [...server.temporary.values()][0]!
      lie("/oauth/access_token", answer)
      expect(await endOf(browser, back)).toBe("OAuthCallbackError")
      expect(waits(browser)).toBe(false)
      for (const told of [server.secret, secret]) expect(logged.join()).not.toContain(told)
    })
  }

  it.each([
    ["401", 401, "{}"],
    ["500", 500, JSON.stringify(profileOf("ada"))],
    ["a redirect", 302, ""],
    ["garbage", 200, "<html>"],
    ["a list", 200, "[1]"],
    ["null", 200, "null"],
    ["more than a megabyte", 200, JSON.stringify({ id_str: "1", x: "x".repeat(1_100_000) })],
  ])("for the profile: %s", async (_, status, body) => {
    const browser = browserOf(legacy())
    const back = await away(browser)
    lie("/1.1/account/verify_credentials.json", [status, body])
    expect(await endOf(browser, back)).toBe("OAuthCallbackError")
  })

  it.each([["{}"], ['{"id_str":""}'], ['{"id_str":{"$ne":1}}'], ['{"__proto__":{"id_str":"1"}}']])(
    "a profile of nobody: %s",
    async (body) => {
      const browser = browserOf(legacy())
      const back = await away(browser)
      lie("/1.1/account/verify_credentials.json", [200, body])
      expect(await endOf(browser, back)).toBe("Configuration")
      expect(logged.join()).toContain("OAuthProfileParseError")
    },
  )

  it("a server that doesn't answer is given up", async () => {
    const stall: typeof fetch = () => new Promise(() => {})
    const browser = browserOf(legacy({ [customFetch]: stall }))
    const csrfToken = await browser.csrfToken()
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    const attempt = browser.post("/signin/twitter", { csrfToken })
    await vi.waitUntil(() => vi.getTimerCount() > 0, 20_000)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(locationOf(await attempt).searchParams.get("error")).toBe("OAuthSignin")
    expect(logged.join()).toContain("10000 ms")
  })

  it("a server that is gone", async () => {
    const gone = "http://127.0.0.1:1"
    const response = await browserOf(custom({ requestTokenUrl: gone })).post("/signin/acme")
    expect(locationOf(response).searchParams.get("error")).toBe("OAuthSignin")
  })
})

describe("a configuration that can't work is told as such", () => {
  it.each<[string, Partial<OAuth2Config<any>>, RegExp]>([
    ["no endpoint", { requestTokenUrl: undefined as never }, /lacks `requestTokenUrl`/],
    ["no URL", { profileUrl: "/me" }, /`profileUrl`.*is not a URL/],
    ["another signature", { encoding: "PLAINTEXT" }, /HMAC-SHA1 only/],
    ["no encryption", { requestTokenUrl: "http://idp.example/" }, /without encryption/],
    ["a script", { authorization: "javascript:alert(1)" }, /without encryption/],
  ])("%s", async (_, more, message) => {
    const provider = custom(more)
    const response = await browserOf(provider).post("/signin/acme")
    expect(locationOf(response).searchParams.get("error")).toBe("Configuration")
    expect(logged.join()).toMatch(/InvalidEndpoints/)
    expect(logged.join()).toMatch(message)
    expect(server.judged).toEqual([])
  })

  it("and the health answer names it", async () => {
    const providers = [custom(), custom({ id: "bad", accessTokenUrl: "" })]
    const headers = new Headers({ host: "app.example" })
    const context = new Context({ providers, secret: SECRET, trustHost: true, logger }, own, {
      headers,
    })
    expect([...(await checkProviders(context)).keys()]).toEqual(["bad"])
  })
})

describe("the judge", () => {
  it.skipIf(!published)("lets in who NextAuth 4 signs with, and nobody twice", async () => {
    const require = createRequire(join(published!.v4, "package.json"))
    const { OAuth } = require("oauth") as { OAuth: new (...args: unknown[]) => any }
    const url = `${server.url}/oauth/request_token`
    const client = new OAuth(url, url, server.key, server.secret, "1.0", CALLBACK, "HMAC-SHA1")
    const params = { scope: "a b!*'()", "é[]": "☃" }
    const answer = await new Promise<string[]>((done) =>
      client.getOAuthRequestToken(params, (...all: string[]) => done(all)),
    )
    expect(answer[0]).toBeNull()
    expect(server.temporary.get(answer[1]!)!.callback).toBe(CALLBACK)
    const { authorization } = server.judged[0]!
    const ours = browserOf(custom())
    await ours.post("/signin/acme")
    const ourHeader = server.judged[1]!.authorization
    for (const [header, address] of [
      [authorization, url],
      [ourHeader, `${url}?realm=a%20b&x=2&x=1`],
    ] as const) {
      const again = await fetch(address, { method: "POST", headers: { authorization: header } })
      expect(again.status).toBe(401)
    }
    expect(server.refused).toEqual(["nonce used before", "nonce used before"])
  })

  it("sees a changed parameter, a stale time, another method and another address", async () => {
    await browserOf(custom()).post("/signin/acme")
    const { authorization } = server.judged[0]!
    const fresh = authorization.replace(/oauth_nonce="../, 'oauth_nonce="zz')
    const stale = authorization.replace(/oauth_timestamp="\d+/, 'oauth_timestamp="1300000000')
    const url = `${server.url}/oauth/request_token`
    for (const [header, address] of [
      [fresh, url],
      [stale, url],
      [authorization, `${server.url}/me`],
    ] as const) {
      await fetch(address, { method: "POST", headers: { authorization: header } })
    }
    expect(server.refused).toEqual(["wrong signature", "stale", "a callback too late"])
  })
})
