/** PAIN-09: a live access token of the user's account, refreshed once however many ask. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter, AdapterAccount } from "../../src/contracts/adapter.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import { ConsentRequired, TokenUnavailable } from "../../src/errors.ts"
import { accessToken, sealAccount } from "../../src/index.ts"
import OIDC from "../../src/providers/oidc.ts"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { Browser, locationOf, own, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { silent } from "../support/next-app.ts"

let issuer: Issuer
/** What becomes of requests to the token endpoint. */
let token: (send: () => Promise<Response>) => Promise<Response>
let asked: string[]

beforeAll(async () => {
  const redirect_uris = ["https://app.example/auth/callback/local"]
  issuer = await startIssuer({
    client: {
      client_id: "app",
      client_secret: "app-secret",
      redirect_uris,
      grant_types: ["authorization_code", "refresh_token"],
    },
    refresh: true,
  })
  return () => issuer.close()
})
beforeEach(() => {
  asked = []
  token = (send) => send()
})
afterEach(() => void vi.useRealTimers())

const watched: typeof fetch = (input, init) => {
  const { pathname } = new URL(String(input))
  asked.push(pathname)
  return pathname === "/token" ? token(() => fetch(input, init)) : fetch(input, init)
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers })

interface Setting {
  readonly adapter: Adapter
  readonly browser: Browser
  readonly events: SecurityEvent[]
  readonly config: AuthConfig
  readonly user: string
  row(): Promise<AdapterAccount>
  write(change: Partial<AdapterAccount>): Promise<unknown>
  signIn(): Promise<Response>
}

async function setUp(more: Partial<AuthConfig> = {}, door = own): Promise<Setting> {
  const adapter = more.adapter ?? MemoryAdapter()
  const events: SecurityEvent[] = []
  const provider = OIDC({
    id: "local",
    name: "Local",
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "app-secret",
    [customFetch]: watched,
  } as never)
  const browser = new Browser(
    {
      providers: [provider],
      logger: silent,
      session: { strategy: "jwt" },
      securityEvents: { name: "test", write: (event) => void events.push(event) },
      ...more,
      adapter,
    },
    { door },
  )
  const signIn = async (): Promise<Response> => {
    const start = await browser.post("/signin/local", { callbackUrl: "/in" })
    const { params } = await issuer.walk(locationOf(start).href)
    return browser.get(`/callback/local?${params}`)
  }
  expect(locationOf(await signIn()).pathname).toBe("/in")
  const { id: user } = (await adapter.getUserByEmail!("ada@example.com"))!
  asked = []
  return {
    adapter,
    browser,
    events,
    config: browser.config,
    user,
    signIn,
    row: async () => {
      const emptied = { access_token: null, refresh_token: null, expires_at: null }
      return { ...emptied, ...(await adapter.getAccount!("ada", "local"))! } as AdapterAccount
    },
    write: async (change) =>
      adapter.updateAccount!({ provider: "local", providerAccountId: "ada", ...change }),
  }
}

const PAST = 1_000_000_000
const requestOf = (browser: Browser): Request =>
  new Request("https://app.example/page", {
    headers: {
      cookie: [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; "),
    },
  })
/** Whether the issuer takes it. */
const lives = async (accessToken: string): Promise<boolean> =>
  (await fetch(`${issuer.url}/me`, { headers: { authorization: `Bearer ${accessToken}` } })).ok

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe("a token that is fresh", () => {
  it("is answered without the network, for a request or a user", async () => {
    const { config, browser, user, write } = await setUp()
    await write({ expires_at: Math.floor(Date.now() / 1000) + 100 })
    const found = await accessToken(config, requestOf(browser), "local")
    expect(await accessToken(config, { user }, "local")).toEqual(found)
    expect(await lives(found.accessToken)).toBe(true)
    expect(found.tokenType).toBe("bearer")
    expect(found.expiresAt!.getTime()).toBeGreaterThan(Date.now() + 90_000)
    expect(found.scope).toBe("openid profile email")
    expect(asked).toEqual([])
  })

  it("one that never ends is never refreshed, and one whose end is garbage is", async () => {
    const { config, user, write } = await setUp()
    await write({ expires_at: null as never })
    const found = await accessToken(config, { user }, "local")
    expect(found).not.toHaveProperty("expiresAt")
    expect(asked).toEqual([])
    await write({ expires_at: "soon" as never })
    expect((await accessToken(config, { user }, "local")).accessToken).not.toBe(found.accessToken)
  })

  it("is of nobody who is not signed in, and of nobody else", async () => {
    const { config } = await setUp()
    const nobody = await failureOf(
      accessToken(config, new Request("https://app.example/"), "local"),
    )
    expect(nobody).toMatchObject({ type: "SessionRequired" })
    const other = await failureOf(accessToken(config, { user: "somebody" }, "local"))
    expect(other).toMatchObject({ type: "ConsentRequired", reason: "account", provider: "local" })
    const unknown = await failureOf(accessToken(config, { user: "somebody" }, "nowhere"))
    expect(unknown).toMatchObject({ type: "InvalidProvider" })
  })
})

describe("a token that is over", () => {
  it("is refreshed, and the rotated refresh token is written before anybody has the new one", async () => {
    const { config, user, row, write, events, adapter } = await setUp()
    await write({ expires_at: PAST })
    const before = await row()
    const order: string[] = []
    const { updateAccount } = adapter
    adapter.updateAccount = async (...given) => {
      order.push("written")
      return updateAccount!(...given)
    }
    const found = await accessToken(config, { user }, "local").finally(() => order.push("answered"))
    const after = await row()
    expect(order).toEqual(["written", "answered"])
    expect(await lives(found.accessToken)).toBe(true)
    expect(after.access_token).toBe(found.accessToken)
    expect(after.refresh_token).not.toBe(before.refresh_token)
    expect(after.userId).toBe(user)
    expect(asked.filter((path) => path === "/token")).toHaveLength(1)
    expect(events.filter(({ type }) => type === "token-refreshed")).toMatchObject([
      { outcome: "success", user, provider: "local", details: { rotated: true } },
    ])
    expect(JSON.stringify(events)).not.toContain(found.accessToken)
    // And again with the new one.
    await write({ expires_at: PAST })
    expect(await lives((await accessToken(config, { user }, "local")).accessToken)).toBe(true)
  })

  it("fifty at once: one request", async () => {
    const { config, user, write } = await setUp()
    await write({ expires_at: PAST })
    const all = await Promise.all(
      Array.from({ length: 50 }, () => accessToken(config, { user }, "local")),
    )
    expect(new Set(all.map((one) => one.accessToken)).size).toBe(1)
    expect(asked.filter((path) => path === "/token")).toHaveLength(1)
    expect(await lives(all[0]!.accessToken)).toBe(true)
  })

  it("a provider that gives no new refresh token: the old one stays, and a missing end is none", async () => {
    const { config, user, row, write } = await setUp()
    await write({ expires_at: PAST })
    const before = await row()
    token = () => Promise.resolve(json(200, { access_token: "new", token_type: "Bearer" }))
    expect(await accessToken(config, { user }, "local")).toMatchObject({ accessToken: "new" })
    expect(await row()).toMatchObject({
      access_token: "new",
      refresh_token: before.refresh_token,
      id_token: before.id_token,
      expires_at: null,
    })
  })

  it("someone else's ID token in the answer is refused, and nothing is written", async () => {
    const { config, user, row, write } = await setUp()
    await write({ expires_at: PAST })
    const before = await row()
    const claims = btoa(JSON.stringify({ sub: "eve" })).replace(/=+$/, "")
    await write({ id_token: `e30.${claims}.x` })
    expect(await failureOf(accessToken(config, { user }, "local"))).toMatchObject({
      type: "TokenUnavailable",
      message: expect.stringContaining("of somebody else") as string,
    })
    expect((await row()).refresh_token).toBe(before.refresh_token)
  })
})

describe("a grant that is over", () => {
  it("is an error of its own, and the provider is asked once", async () => {
    const { config, user, row, write, events } = await setUp()
    await write({ expires_at: PAST, refresh_token: "revoked-elsewhere" })
    const error = await failureOf(accessToken(config, { user }, "local"))
    expect(error).toBeInstanceOf(ConsentRequired)
    expect(error).toMatchObject({ provider: "local", reason: "revoked" })
    for (let n = 0; n < 3; n++) {
      expect(await failureOf(accessToken(config, { user }, "local"))).toMatchObject({
        reason: "revoked",
      })
    }
    expect(asked.filter((path) => path === "/token")).toHaveLength(1)
    expect(await row()).toMatchObject({ access_token: null, refresh_token: null, expires_at: null })
    expect(events.filter(({ type }) => type === "token-refreshed")).toMatchObject([
      { outcome: "failure", reason: "invalid_grant" },
    ])
  })

  it.each([
    ["under our own name", own],
    ["through a door", v5],
  ])("%s the next sign-in heals it", async (_, door) => {
    const { config, user, write, signIn } = await setUp({}, door)
    await write({
      expires_at: null as never,
      refresh_token: null as never,
      access_token: null as never,
    })
    expect(await failureOf(accessToken(config, { user }, "local"))).toBeInstanceOf(ConsentRequired)
    await signIn()
    expect(await lives((await accessToken(config, { user }, "local")).accessToken)).toBe(true)
  })

  it("other names for it count too; a token that ends without a refresh token says why", async () => {
    const { config, user, write } = await setUp()
    await write({ expires_at: PAST, refresh_token: "github-1" })
    token = () => Promise.resolve(json(200, { error: "bad_refresh_token" }))
    expect(await failureOf(accessToken(config, { user }, "local"))).toMatchObject({
      reason: "revoked",
    })
    await write({ expires_at: PAST, access_token: "over", refresh_token: null as never })
    expect(await failureOf(accessToken(config, { user }, "local"))).toMatchObject({
      reason: "expired",
    })
  })
})

describe("a provider in trouble", () => {
  const soon = (): number => Math.floor(Date.now() / 1000) + 30

  it.each<[string, () => Promise<Response>, number]>([
    ["503", () => Promise.resolve(json(503, { error: "server_error" })), 2],
    ["429", () => Promise.resolve(json(429, {}, { "retry-after": "7" })), 7],
    ["nothing", () => Promise.reject(new TypeError("fetch failed")), 2],
    ["an HTML page", () => Promise.resolve(new Response("<html>", { status: 403 })), 2],
  ])(
    "%s: an error that says when to ask again; the old token while it lives",
    async (_, answer, retryAfter) => {
      const { config, user, row, write } = await setUp()
      token = answer
      await write({ expires_at: PAST })
      const before = await row()
      expect(await failureOf(accessToken(config, { user }, "local"))).toMatchObject({
        type: "TokenUnavailable",
        retryAfter,
      })
      // Not asked at each request.
      expect(await failureOf(accessToken(config, { user }, "local"))).toBeInstanceOf(
        TokenUnavailable,
      )
      expect(asked.filter((path) => path === "/token")).toHaveLength(1)
      expect(await row()).toEqual(before)
      await write({ expires_at: soon() })
      expect(await accessToken(config, { user }, "local")).toMatchObject({
        accessToken: before.access_token,
      })
      // And it is asked again when the time is over.
      token = (send) => send()
      vi.useFakeTimers({ now: Date.now() + retryAfter * 1000 + 1, toFake: ["Date"] })
      await write({ expires_at: PAST })
      expect(await lives((await accessToken(config, { user }, "local")).accessToken)).toBe(true)
    },
  )

  it("a client that is refused is not the user's fault: the grant stays, and no time is promised", async () => {
    const { config, user, row, write } = await setUp()
    await write({ expires_at: PAST })
    const before = await row()
    token = () => Promise.resolve(json(401, { error: "invalid_client" }))
    const error = await failureOf(accessToken(config, { user }, "local"))
    expect(error).toMatchObject({ type: "TokenUnavailable", retryAfter: undefined })
    expect(await row()).toEqual(before)
  })

  it("the refresh token is in no error, whatever the provider says", async () => {
    const { config, user, write } = await setUp()
    const secret = "the-refresh-token-of-ada"
    await write({ expires_at: PAST, refresh_token: secret })
    token = () => Promise.resolve(json(400, { error: secret, error_description: secret }))
    const error = (await failureOf(accessToken(config, { user }, "local"))) as TokenUnavailable
    expect(error).toBeInstanceOf(TokenUnavailable)
    expect(
      `${error.stack} ${JSON.stringify(error.cause)} ${error.cause!.err!.message}`,
    ).not.toContain(secret)
  })
})

describe("the database in trouble", () => {
  it("a write that fails is tried again; nobody gets a token that is not kept", async () => {
    const { config, user, adapter, row, write } = await setUp()
    await write({ expires_at: PAST })
    const { updateAccount } = adapter
    let failures = 2
    adapter.updateAccount = async (...given) => {
      if (failures-- > 0) throw new Error("the connection is gone")
      return updateAccount!(...given)
    }
    const found = await accessToken(config, { user }, "local")
    expect((await row()).access_token).toBe(found.accessToken)
    await write({ expires_at: PAST })
    failures = Infinity
    expect(await failureOf(accessToken(config, { user }, "local"))).toMatchObject({
      type: "AdapterError",
    })
  })

  it("an account that is unlinked meanwhile gets no tokens", async () => {
    const { config, user, adapter, write } = await setUp()
    await write({ expires_at: PAST })
    token = async (send) => {
      const answer = await send()
      await adapter.unlinkAccount!({ provider: "local", providerAccountId: "ada" })
      return answer
    }
    expect(await failureOf(accessToken(config, { user }, "local"))).toMatchObject({
      reason: "account",
    })
    expect(await adapter.getAccount!("ada", "local")).toBeNull()
  })

  it("a sign-in that comes in between wins", async () => {
    const { config, user, row, write } = await setUp()
    await write({ expires_at: PAST })
    token = async (send) => {
      const answer = await send()
      await write({
        access_token: "of the sign-in",
        refresh_token: "newer",
        expires_at: null as never,
      })
      return answer
    }
    expect(await accessToken(config, { user }, "local")).toMatchObject({
      accessToken: "of the sign-in",
    })
    expect((await row()).refresh_token).toBe("newer")
  })

  it("an adapter that can't list accounts, or write them, says so", async () => {
    const adapter = MemoryAdapter()
    const { config, user, write } = await setUp({ adapter })
    await write({ expires_at: PAST })
    const { updateAccount: _, ...reading } = adapter
    expect(
      await failureOf(accessToken({ ...config, adapter: reading }, { user }, "local")),
    ).toMatchObject({ type: "MissingAdapterMethods", cause: { method: "updateAccount" } })
    const { listAccountsByUserId: __, ...blind } = adapter
    expect(
      await failureOf(accessToken({ ...config, adapter: blind }, { user }, "local")),
    ).toMatchObject({ type: "MissingAdapterMethods", cause: { method: "listAccountsByUserId" } })
  })
})

describe("scopes", () => {
  it("what is missing is said, before anybody is asked", async () => {
    const { config, user, write } = await setUp()
    await write({ expires_at: PAST, scope: "openid,calendar" })
    const error = await failureOf(
      accessToken(config, { user }, "local", { scope: "openid mail drive" }),
    )
    expect(error).toMatchObject({ reason: "scope", scope: ["mail", "drive"] })
    expect(asked).toEqual([])
    await write({ scope: null as never, expires_at: null as never })
    await accessToken(config, { user }, "local", { scope: ["openid", "email"] })
  })

  it("a provider that narrows what it gives is found out", async () => {
    const { config, user, write } = await setUp()
    await write({ expires_at: PAST })
    token = () =>
      Promise.resolve(json(200, { access_token: "less", token_type: "bearer", scope: "openid" }))
    expect(
      await failureOf(accessToken(config, { user }, "local", { scope: "email" })),
    ).toMatchObject({ reason: "scope", scope: ["email"] })
  })
})

it("of several accounts at a provider one is named", async () => {
  const { config, user, adapter } = await setUp()
  await adapter.linkAccount!({
    userId: user,
    type: "oidc",
    provider: "local",
    providerAccountId: "work",
    access_token: "of work",
  })
  await expect(accessToken(config, { user }, "local")).rejects.toThrow(TypeError)
  const options = { providerAccountId: "work" }
  expect(await accessToken(config, { user }, "local", options)).toMatchObject({
    accessToken: "of work",
  })
})

describe("sealed tokens", () => {
  const account = { sealTokens: true }

  it("are opened, refreshed and sealed again; plain ones of before are sealed as they are used", async () => {
    const { config, user, row, write } = await setUp({ account })
    const sealed = await row()
    expect(sealed.refresh_token).toMatch(/^lk1\./)
    await write({ expires_at: PAST })
    const found = await accessToken(config, { user }, "local")
    expect(await lives(found.accessToken)).toBe(true)
    expect((await row()).access_token).toMatch(/^lk1\./)
    // A row of Auth.js.
    const plain = { access_token: "a", refresh_token: "plain-refresh", id_token: "i" }
    await write({ ...plain, expires_at: PAST })
    token = () => Promise.resolve(json(200, { access_token: "b", token_type: "bearer" }))
    expect(await accessToken(config, { user }, "local")).toMatchObject({ accessToken: "b" })
    const upgraded = await row()
    for (const field of ["access_token", "refresh_token", "id_token"]) {
      expect(upgraded[field]).toMatch(/^lk1\./)
    }
    const opened = await sealAccount(config, upgraded)
    expect(opened).toEqual(upgraded)
  })

  it("what does not open is not taken for a grant that is over", async () => {
    const { config, user, row, write } = await setUp({ account })
    const kept = await row()
    const other = await sealAccount(
      { ...config, secret: "another secret of thirty-two characters!" },
      { provider: "local", providerAccountId: "ada", access_token: "x", refresh_token: "y" },
    )
    await write({
      access_token: other.access_token,
      refresh_token: other.refresh_token,
      expires_at: PAST,
    })
    expect(await failureOf(accessToken(config, { user }, "local"))).toMatchObject({
      type: "TokenUnavailable",
      retryAfter: undefined,
    })
    expect(asked).toEqual([])
    expect((await row()).refresh_token).toBe(other.refresh_token)
    await write({
      access_token: kept.access_token!,
      refresh_token: kept.refresh_token!,
      expires_at: null as never,
    })
    expect(await lives((await accessToken(config, { user }, "local")).accessToken)).toBe(true)
  })
})

describe("what a sign-in brings", () => {
  it("is written over the row, under our own name", async () => {
    const { row, signIn } = await setUp()
    const before = await row()
    await signIn()
    const after = await row()
    expect(after.access_token).not.toBe(before.access_token)
    expect(await lives(after.access_token!)).toBe(true)
  })

  it("is not, through a door of Auth.js or where the option says so", async () => {
    for (const [more, door] of [
      [{}, v5],
      [{ account: { updateTokens: false } }, own],
    ] as const) {
      const { row, signIn } = await setUp(more, door)
      const before = await row()
      await signIn()
      expect(await row()).toEqual(before)
    }
    const { row, signIn } = await setUp({ account: { updateTokens: true } }, v5)
    const before = await row()
    await signIn()
    expect((await row()).access_token).not.toBe(before.access_token)
  })
})

describe("revocation at the provider (RFC 7009)", () => {
  it("happens at sign-out only where it is wanted", async () => {
    const kept = await setUp()
    const { access_token } = await kept.row()
    await kept.browser.post("/signout")
    expect(await lives(access_token!)).toBe(true)
    const ended = await setUp({ account: { revokeTokens: "unlink-and-sign-out" } })
    const before = await ended.row()
    await ended.browser.post("/signout")
    expect(await lives(before.access_token!)).toBe(false)
    expect(await ended.row()).toMatchObject({ access_token: null, refresh_token: null })
  })
})

it("a token that lives shorter than is wanted is not refreshed at each request", async () => {
  const { config, user, write } = await setUp()
  await write({ expires_at: PAST })
  const options = { minValidity: 600 }
  const found = await accessToken(config, { user }, "local", options)
  for (let n = 0; n < 3; n++) {
    expect(await accessToken(config, { user }, "local", options)).toEqual(found)
  }
  expect(asked.filter((path) => path === "/token")).toHaveLength(1)
  // Past half of its life it is.
  vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ["Date"] })
  expect(await accessToken(config, { user }, "local", options)).not.toEqual(found)
})
