import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import OIDC from "../../src/providers/oidc.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"

const quiet = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
const doors = [
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const

let issuer: Issuer
let formPost: Issuer

beforeAll(async () => {
  const redirect_uris = [
    "https://app.example/auth/callback/local",
    "https://app.example/auth/callback/other",
    "https://app.example/api/auth/callback/local",
    "https://stable.example/auth/callback/local",
  ]
  const client = { client_id: "app", client_secret: "app-secret", redirect_uris }
  issuer = await startIssuer({ client })
  formPost = await startIssuer({ client })
})
afterAll(async () => {
  await issuer.close()
  await formPost.close()
})

function provider(more: object = {}): ReturnType<typeof OIDC> {
  return OIDC({
    id: "local",
    name: "Local",
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "app-secret",
    ...more,
  } as never)
}

function browserOf(
  more: Partial<AuthConfig> = {},
  door = own as (typeof doors)[number][1],
): Browser {
  return new Browser({ providers: [provider()], logger: quiet, ...more }, { door })
}

/** Goes to the provider, signs in there, and comes back. */
async function throughProvider(
  browser: Browser,
  account = "ada",
  callbackUrl = "/in",
): Promise<Response> {
  const start = await browser.post("/signin/local", { callbackUrl })
  const { params } = await issuer.walk(locationOf(start).href, account)
  return browser.get(`/callback/local?${params}`)
}

describe.each(doors)("OpenID Connect through %s", (_, door) => {
  it("signs in, and the checks are used up", async () => {
    const browser = browserOf({}, door)
    const answer = await throughProvider(browser)
    expect(locationOf(answer).href).toBe("https://app.example/in")
    expect(await browser.session()).toMatchObject({
      user: { name: "Name of ada", email: "ada@example.com" },
    })
    expect(browser.names().filter((name) => /state|nonce|pkce/.test(name))).toEqual([])
    const tokens = JSON.stringify(await browser.session())
    expect(tokens).not.toMatch(/access_token|id_token|refresh/)
  })

  it("the user's id is the same at each sign-in, and another's is another", async () => {
    const id = async (account: string): Promise<unknown> => {
      const browser = browserOf({}, door)
      await throughProvider(browser, account)
      return ((await browser.session()) as { user: { id: string } }).user.id
    }
    const first = await id("ada")
    expect(await id("ada")).toBe(first)
    expect(await id("eve")).not.toBe(first)
    if (door.compat === 4) expect(first).toBe("ada")
    else
      expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  /** @see BCP-03 ADV-AJ09 */
  it("an answer is worth nothing in another browser, twice, or without its state", async () => {
    const browser = browserOf({}, door)
    const start = await browser.post("/signin/local")
    const { params } = await issuer.walk(locationOf(start).href)
    const before = issuer.requests.get("/token") ?? 0
    const other = await browserOf({}, door).get(`/callback/local?${params}`)
    expect(locationOf(other).searchParams.get("error")).toBe("Configuration")
    expect(issuer.requests.get("/token") ?? 0).toBe(before)
    expect((await browser.get(`/callback/local?${params}`)).headers.get("location")).toMatch(
      /example\/?$/,
    )
    const again = await browser.get(`/callback/local?${params}`)
    expect(locationOf(again).searchParams.get("error")).toBe("Configuration")
  })

  it("a sign-in that was begun before a rotation ends well after it", async () => {
    const browser = browserOf({ secret: [SECRET] }, door)
    const start = await browser.post("/signin/local")
    const { params } = await issuer.walk(locationOf(start).href)
    browser.config = { ...browser.config, secret: ["new-secret-of-thirty-two-characters!", SECRET] }
    await browser.get(`/callback/local?${params}`)
    expect(await browser.session()).toMatchObject({ user: { name: "Name of ada" } })
  })

  it("an answer that says no is told as such, and burns the checks", async () => {
    const browser = browserOf({}, door)
    const start = await browser.post("/signin/local")
    const state = locationOf(start).searchParams.get("state")
    const query = new URLSearchParams({ error: "access_denied", iss: issuer.url })
    if (state) query.set("state", state)
    const answer = await browser.get(`/callback/local?${query}`)
    expect(locationOf(answer).pathname).toBe(`${browser.basePath}/signin`)
    expect(locationOf(answer).searchParams.get("error")).toBe("OAuthCallbackError")
    expect(browser.names().filter((name) => /state|nonce|pkce/.test(name))).toEqual([])
  })
})

/** @see ADV-AJ14 BCP-07 */
it("what one provider was asked is not answered by another", async () => {
  const browser = browserOf({ providers: [provider(), provider({ id: "other" })] })
  const start = await browser.post("/signin/local")
  const { params } = await issuer.walk(locationOf(start).href)
  const before = issuer.requests.get("/token") ?? 0
  const answer = await browser.get(`/callback/other?${params}`)
  expect(locationOf(answer).searchParams.get("error")).toBe("Configuration")
  expect(issuer.requests.get("/token") ?? 0).toBe(before)
  expect(await browser.session()).toBeNull()
})

it("form_post: the answer comes by a cross-site POST", async () => {
  const params = { scope: "openid profile email", response_mode: "form_post" }
  const browser = browserOf({ providers: [provider({ authorization: { params } })] })
  const start = await browser.post("/signin/local", { callbackUrl: "/in" })
  const state = [...browser.cookies].find(([name]) => name.endsWith(".state"))!
  expect(state[1].attributes).toContain("SameSite=None")
  const landing = await issuer.walk(locationOf(start).href)
  expect(landing.method).toBe("POST")
  const answer = await browser.send("/callback/local", {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "cross-site",
      origin: new URL(issuer.url).origin,
    },
    body: landing.params,
  })
  expect(locationOf(answer).href).toBe("https://app.example/in")
  expect(await browser.session()).toMatchObject({ user: { name: "Name of ada" } })
})

it("a warm sign-in asks the provider one thing", async () => {
  await throughProvider(browserOf())
  const counted = [...issuer.requests.values()].reduce((sum, count) => sum + count, 0)
  const browser = browserOf()
  const start = await browser.post("/signin/local")
  const walkBegins = [...issuer.requests.values()].reduce((sum, count) => sum + count, 0)
  expect(walkBegins - counted).toBe(0)
  const { params } = await issuer.walk(locationOf(start).href)
  const walkEnded = [...issuer.requests.values()].reduce((sum, count) => sum + count, 0)
  await browser.get(`/callback/local?${params}`)
  const done = [...issuer.requests.values()].reduce((sum, count) => sum + count, 0)
  expect(done - walkEnded).toBe(1)
})

it("a preview deployment signs in through the one that the provider knows", async () => {
  const redirectProxyUrl = "https://stable.example/auth"
  const preview = new Browser({ providers: [provider()], logger: quiet, redirectProxyUrl })
  const stable = new Browser(
    { providers: [provider()], logger: quiet, redirectProxyUrl },
    { origin: "https://stable.example" },
  )
  const start = await preview.post("/signin/local", { callbackUrl: "/in" })
  expect(locationOf(start).searchParams.get("redirect_uri")).toBe(
    "https://stable.example/auth/callback/local",
  )
  const { params } = await issuer.walk(locationOf(start).href)
  const forwarded = await stable.get(`/callback/local?${params}`)
  expect(locationOf(forwarded).origin).toBe("https://app.example")
  const answer = await preview.get(locationOf(forwarded).href)
  expect(locationOf(answer).href).toBe("https://app.example/in")
  expect(await preview.session()).toMatchObject({ user: { name: "Name of ada" } })
})

it("a missing client id is an error of ours, before anyone goes anywhere", async () => {
  const errors: Error[] = []
  const logger = { ...quiet, error: (error: Error) => void errors.push(error) }
  const browser = browserOf({ providers: [provider({ clientId: undefined })], logger, env: {} })
  const answer = await browser.post("/signin/local")
  expect(locationOf(answer).searchParams.get("error")).toBe("Configuration")
  expect(errors[0]!.message).toContain("AUTH_LOCAL_ID")
  expect(errors[0]!.message).toContain("https://app.example/auth/callback/local")
})

it("client id and secret are read from the environment at the request", async () => {
  const env: Record<string, string> = {}
  const providers = [() => provider({ clientId: undefined, clientSecret: undefined })]
  const browser = browserOf({ providers: providers.map((make) => make()), env })
  expect(locationOf(await browser.post("/signin/local")).searchParams.get("error")).toBe(
    "Configuration",
  )
  env["AUTH_LOCAL_ID"] = "app"
  env["AUTH_LOCAL_SECRET"] = "app-secret"
  await throughProvider(browser)
  expect(await browser.session()).toMatchObject({ user: { name: "Name of ada" } })
})

describe("with an adapter", () => {
  it("a user, an account, a session; the same user the next time", async () => {
    const adapter = MemoryAdapter()
    const told: string[] = []
    const events: AuthConfig["events"] = {
      createUser: () => void told.push("createUser"),
      linkAccount: ({ account }) => void told.push(`linkAccount ${account.provider}`),
      signIn: ({ isNewUser }) => void told.push(`signIn ${isNewUser}`),
      signOut: (message) => void told.push(`signOut ${"session" in message}`),
    }
    const config: Partial<AuthConfig> = {
      adapter,
      events,
      callbacks: {
        session({ session, user }) {
          session.user.id = user.id
          return session
        },
      },
    }
    const browser = browserOf(config)
    await throughProvider(browser)
    const { user } = (await browser.session()) as { user: { id: string } }
    expect(user.id).toBe((await adapter.getUserByEmail!("ada@example.com"))!.id)
    await browser.post("/signout")
    await throughProvider(browser)
    expect(((await browser.session()) as { user: { id: string } }).user.id).toBe(user.id)
    expect(told).toEqual([
      "createUser",
      "linkAccount local",
      "signIn true",
      "signOut true",
      "signIn false",
    ])
  })

  it("a store that fails between the user and the account keeps neither, so the next try signs in", async () => {
    const adapter = MemoryAdapter()
    const failing: Adapter = {
      ...adapter,
      transaction: (work) =>
        adapter.transaction((within) =>
          work({
            ...within,
            linkAccount: (): Promise<void> => Promise.reject(new Error("the store went away")),
          }),
        ),
    }
    const told: string[] = []
    const events = { createUser: () => void told.push("createUser") }
    const answer = await throughProvider(browserOf({ adapter: failing, events }))
    expect(locationOf(answer).searchParams.get("error")).toBe("Unavailable")
    expect(await adapter.getUserByEmail("ada@example.com")).toBeNull()
    expect(told).toEqual([])
    const browser = browserOf({ adapter, events })
    await throughProvider(browser)
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
    expect(told).toEqual(["createUser"])
  })

  it("a method that the application put in the place of the adapter's is the one that is called", async () => {
    const inner = MemoryAdapter()
    const given: unknown[] = []
    const adapter: Adapter = {
      ...inner,
      createUser(user) {
        given.push(user.email)
        return inner.createUser({ ...user, name: "Countess" })
      },
    }
    const browser = browserOf({ adapter })
    await throughProvider(browser)
    expect(given).toEqual(["ada@example.com"])
    expect(await browser.session()).toMatchObject({ user: { name: "Countess" } })
  })

  it("another provider's account with the same address is not let in, unless that is allowed", async () => {
    const adapter = MemoryAdapter()
    await throughProvider(browserOf({ adapter }))
    const go = async (more: object): Promise<Response> => {
      const browser = browserOf({ adapter, providers: [provider({ id: "other", ...more })] })
      const start = await browser.post("/signin/other")
      const { params } = await issuer.walk(locationOf(start).href)
      return browser.get(`/callback/other?${params}`)
    }
    expect(locationOf(await go({})).searchParams.get("error")).toBe("OAuthAccountNotLinked")
    const unverified = {
      allowDangerousEmailAccountLinking: true,
      profile: (p: { sub: string; email: string }) => ({ id: p.sub, email: p.email }),
    }
    expect(locationOf(await go(unverified)).searchParams.has("error")).toBe(false)
    const owner = await adapter.getUserByAccount!({ provider: "other", providerAccountId: "ada" })
    expect(owner!.email).toBe("ada@example.com")
  })

  it("someone who is signed in links a second account, but not somebody else's", async () => {
    const adapter = MemoryAdapter()
    const providers = [provider(), provider({ id: "other" })]
    const browser = browserOf({ adapter, providers })
    await throughProvider(browser)
    const link = async (account: string): Promise<Response> => {
      const start = await browser.post("/signin/other", { link: "true" })
      const { params } = await issuer.walk(locationOf(start).href, account)
      return browser.get(`/callback/other?${params}`)
    }
    await link("grace")
    const ada = await adapter.getUserByEmail!("ada@example.com")
    const linked = await adapter.getUserByAccount!({
      provider: "other",
      providerAccountId: "grace",
    })
    expect(linked!.id).toBe(ada!.id)
    const eve = browserOf({ adapter, providers })
    await throughProvider(eve, "eve")
    const start = await eve.post("/signin/other", { link: "true" })
    const { params } = await issuer.walk(locationOf(start).href, "grace")
    const refused = await eve.get(`/callback/other?${params}`)
    expect(locationOf(refused).searchParams.get("error")).toBe("OAuthAccountNotLinked")
  })
})

it("Auth and the configuration: nothing is changed in what was given", async () => {
  const given = Object.freeze({
    providers: Object.freeze([Object.freeze(provider())]),
    secret: SECRET,
    trustHost: true,
    logger: Object.freeze({ ...quiet }),
    callbacks: Object.freeze({}),
  })
  const browser = new Browser({})
  browser.config = given as never
  await throughProvider(browser)
  expect(await browser.session()).toMatchObject({ user: { name: "Name of ada" } })
})
