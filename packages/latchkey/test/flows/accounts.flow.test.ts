/** PAIN-25: accounts are listed, linked and unlinked by whoever is signed in, and by nobody else. */
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import type { AuthConfig, SessionOptions } from "../../src/config/auth-config.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import { encode } from "../../src/doors/v5/jwt.ts"
import { listAccounts, unlinkAccount } from "../../src/index.ts"
import Credentials from "../../src/providers/credentials.ts"
import Nodemailer from "../../src/providers/nodemailer.ts"
import OIDC from "../../src/providers/oidc.ts"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { silent } from "../support/next-app.ts"

let issuer: Issuer
beforeAll(async () => {
  const redirect_uris = ["local", "other"].flatMap((id) => [
    `https://app.example/auth/callback/${id}`,
    `https://app.example/api/auth/callback/${id}`,
  ])
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
afterEach(() => void vi.useRealTimers())

const provider = (id: string, more: object = {}): ReturnType<typeof OIDC> =>
  OIDC({
    id,
    name: `The ${id} one`,
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "app-secret",
    ...more,
  } as never)

const password = Credentials({
  credentials: { name: {} },
  authorize: ({ name }) => ({ id: String(name), name: String(name) }),
})

class Visitor extends Browser {
  readonly adapter: Adapter
  readonly events: SecurityEvent[] = []

  constructor(adapter: Adapter, more: Partial<AuthConfig> = {}, door = own) {
    super(
      {
        adapter,
        providers: [provider("local"), provider("other")],
        logger: silent,
        session: { strategy: "jwt" },
        ...more,
      },
      { door },
    )
    this.adapter = adapter
    const sink = { name: "test", write: (event: SecurityEvent) => void this.events.push(event) }
    this.config.securityEvents = sink
  }

  /** Begins a flow, and answers the URL that the provider sends the browser back to. */
  async begin(id: string, account: string, fields: Record<string, string> = {}): Promise<string> {
    const start = await this.post(`/signin/${id}`, { callbackUrl: "/in", ...fields })
    const url = locationOf(start)
    if (url.searchParams.has("error")) throw new Error(url.searchParams.get("error")!)
    const { params } = await issuer.walk(url.href, account)
    return `/callback/${id}?${params}`
  }

  /** The error that came of it, or where it led. */
  async go(id: string, account: string, fields: Record<string, string> = {}): Promise<string> {
    return outcome(await this.get(await this.begin(id, account, fields)))
  }

  link(id: string, account: string): Promise<string> {
    return this.go(id, account, { link: "true" })
  }

  async unlink(id: string, fields: Record<string, string> = {}): Promise<string> {
    return outcome(await this.post(`/unlink/${id}`, { callbackUrl: "/settings", ...fields }))
  }

  async accounts(): Promise<string[]> {
    const answer = (await (await this.get("/accounts")).json()) as {
      accounts: { provider: string; providerAccountId: string }[]
    }
    return answer.accounts.map((one) => `${one.provider} ${one.providerAccountId}`).toSorted()
  }

  /** A request of an application's own route. */
  request(): Request {
    const cookie = [...this.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
    return new Request("https://app.example/page", { headers: { cookie } })
  }
}

function outcome(response: Response): string {
  const url = locationOf(response)
  return url.searchParams.get("error") ?? url.pathname
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe.each([
  ["cookies", "jwt"],
  ["the database", "database"],
] as const)("with sessions in %s", (_, strategy) => {
  const session = { strategy }

  it("accounts are linked, listed without tokens, and unlinked", async () => {
    const ada = new Visitor(MemoryAdapter(), { session })
    await ada.go("local", "ada")
    const before = ada.names().join()
    expect(await ada.link("other", "grace")).toBe("/in")
    expect(ada.names().join()).toBe(before)
    expect(await ada.accounts()).toEqual(["local ada", "other grace"])
    const text = await (await ada.get("/accounts")).text()
    expect(text).not.toMatch(/token|eyJ/)
    const [, linked] = await listAccounts(ada.config, ada.request())
    expect(linked).toEqual({
      provider: "other",
      name: "The other one",
      providerAccountId: "grace",
      type: "oidc",
      scope: "openid profile email",
      needsConsent: false,
    })
    expect(await ada.unlink("other")).toBe("/settings")
    expect(await ada.accounts()).toEqual(["local ada"])
    const ofAccounts = ada.events.filter(({ type }) => type.startsWith("account-"))
    expect(ofAccounts.map(({ type, provider: at }) => `${type} ${at}`)).toEqual([
      "account-linked local",
      "account-linked other",
      "account-unlinked other",
    ])
  })

  it("the last way in stays", async () => {
    const ada = new Visitor(MemoryAdapter(), { session })
    await ada.go("local", "ada")
    expect(await ada.unlink("local")).toBe("LastSignInMethod")
    expect(await ada.accounts()).toEqual(["local ada"])
    expect(
      await failureOf(unlinkAccount(ada.config, ada.request(), { provider: "local" })),
    ).toMatchObject({ type: "LastSignInMethod" })
  })

  it("a sign-in of long ago does not suffice, and one more does", async () => {
    const ada = new Visitor(MemoryAdapter(), { session })
    await ada.go("local", "ada")
    await ada.link("other", "grace")
    vi.useFakeTimers({ now: Date.now() + 901_000, toFake: ["Date"] })
    expect(await ada.session()).not.toBeNull()
    expect(await ada.unlink("other")).toBe("ReauthenticationRequired")
    await expect(ada.begin("other", "hopper", { link: "true" })).rejects.toThrow(
      "ReauthenticationRequired",
    )
    expect(
      await failureOf(unlinkAccount(ada.config, ada.request(), { provider: "other" })),
    ).toMatchObject({ type: "ReauthenticationRequired" })
    ada.config = { ...ada.config, account: { recentSignIn: 1000 } }
    expect(await ada.unlink("other")).toBe("/settings")
    vi.useRealTimers()
    ada.config = { ...ada.config, account: {} }
    await ada.go("local", "ada")
    expect(await ada.link("other", "grace")).toBe("/in")
  })

  it("fifty that unlink everything at once leave one way in", async () => {
    const adapter = MemoryAdapter()
    const ada = new Visitor(adapter, { session })
    await ada.go("local", "ada")
    for (const id of ["a", "b", "c", "d"]) await ada.link("other", id)
    const all = await listAccounts(ada.config, ada.request())
    const request = ada.request()
    const results = await Promise.all(
      Array.from({ length: 50 }, (__, n) => {
        const { provider: at, providerAccountId } = all[n % all.length]!
        return failureOf(unlinkAccount(ada.config, request, { provider: at, providerAccountId }))
      }),
    )
    expect(await ada.accounts()).toHaveLength(1)
    const types = new Set(results.map((error) => (error as { type?: string } | undefined)?.type))
    expect([...types].filter((type) => type !== undefined)).toEqual(["LastSignInMethod"])
  })
})

const endable: readonly (readonly [string, () => SessionOptions])[] = [
  ["revocable cookies", () => ({ strategy: "jwt", revocable: { store: memoryRevocations() } })],
  ["the database", () => ({ strategy: "database" })],
]

describe.each(endable)("ASVS-7.4.3: with sessions in %s", (_, kind) => {
  const isIn = async (visitor: Visitor): Promise<boolean> =>
    (((await visitor.session()) ?? {}) as { user?: unknown }).user !== undefined

  it.each([true, false])(
    "those of others end when an account is linked or unlinked, if that is wanted (%s)",
    async (endOthersOnChange) => {
      vi.useFakeTimers({ toFake: ["Date"] })
      const adapter = MemoryAdapter()
      const session: SessionOptions = { ...kind(), endOthersOnChange }
      const [mine, other, stranger] = [1, 2, 3].map(() => new Visitor(adapter, { session }))
      await mine!.go("local", "ada")
      await other!.go("local", "ada")
      await stranger!.go("local", "grace")
      expect(await mine!.link("other", "ada-there")).toBe("/in")
      expect([await isIn(mine!), await isIn(other!)]).toEqual([true, !endOthersOnChange])
      // A sign-in in the second of an end counts as one of the next.
      vi.setSystemTime(Date.now() + 3_000)
      await other!.go("local", "ada")
      expect(await isIn(other!)).toBe(true)
      vi.setSystemTime(Date.now() + 3_000)
      expect(await mine!.unlink("other")).toBe("/settings")
      expect([await isIn(mine!), await isIn(other!)]).toEqual([true, !endOthersOnChange])
      expect(await isIn(stranger!)).toBe(true)
      const reasons = mine!.events
        .filter(({ type }) => type === "session-ended")
        .map(({ details }) => details?.["reason"])
      expect(reasons.includes("account-linked")).toBe(endOthersOnChange)
      expect(reasons.includes("account-unlinked")).toBe(endOthersOnChange)
    },
  )
})

it("ASVS-7.4.3: sessions that can't be ended are no configuration for it", async () => {
  const session = { strategy: "jwt", endOthersOnChange: true } as const
  expect((await new Visitor(MemoryAdapter(), { session }).get("/csrf")).status).toBe(500)
  const { deleteSessionsByUserId: _, ...adapter } = MemoryAdapter()
  const rows = { strategy: "database", endOthersOnChange: true } as const
  expect((await new Visitor(adapter, { session: rows }).get("/csrf")).status).toBe(500)
})

describe("who may", () => {
  it("nobody who is not signed in", async () => {
    const nobody = new Visitor(MemoryAdapter())
    const answer = await nobody.get("/accounts")
    expect([answer.status, await answer.json()]).toEqual([401, { error: "SessionRequired" }])
    expect(await nobody.unlink("local")).toBe("SessionRequired")
    await expect(nobody.begin("local", "ada", { link: "true" })).rejects.toThrow("SessionRequired")
    expect(await failureOf(listAccounts(nobody.config, nobody.request()))).toMatchObject({
      type: "SessionRequired",
    })
  })

  it("no form of another site, and none without the token", async () => {
    const ada = new Visitor(MemoryAdapter())
    await ada.go("local", "ada")
    await ada.link("other", "grace")
    const cross = await ada.post(
      "/unlink/other",
      {},
      {
        origin: "https://evil.example",
        "sec-fetch-site": "cross-site",
      },
    )
    expect(outcome(cross)).toBe("MissingCSRF")
    expect(await ada.unlink("other", { csrfToken: "x" })).toBe("MissingCSRF")
    expect(outcome(await ada.get("/unlink/other"))).toBe("Configuration")
    expect(await ada.accounts()).toHaveLength(2)
  })

  it("nobody unlinks what is somebody else's", async () => {
    const adapter = MemoryAdapter()
    const ada = new Visitor(adapter)
    await ada.go("local", "ada")
    await ada.link("other", "grace")
    const eve = new Visitor(adapter)
    await eve.go("local", "eve")
    await eve.link("other", "mallory")
    expect(await eve.unlink("other", { providerAccountId: "grace" })).toBe("/settings")
    expect(await ada.accounts()).toEqual(["local ada", "other grace"])
    expect(await eve.accounts()).toEqual(["local eve", "other mallory"])
    const user = (await adapter.getUserByEmail!("ada@example.com"))!.id
    expect(await unlinkAccount(ada.config, { user }, { provider: "nowhere" })).toBe(false)
    expect(await unlinkAccount(ada.config, { user }, { provider: "other" })).toBe(true)
  })

  it("of two accounts at one provider one is named", async () => {
    const ada = new Visitor(MemoryAdapter())
    await ada.go("local", "ada")
    await ada.link("other", "one")
    await ada.link("other", "two")
    expect(await ada.unlink("other")).toBe("Configuration")
    expect(await ada.unlink("other", { providerAccountId: "one" })).toBe("/settings")
    expect(await ada.accounts()).toEqual(["local ada", "other two"])
  })
})

describe("what counts as a way in", () => {
  const mail = Nodemailer({ server: "smtp://127.0.0.1:9", from: "x@example.com" })
  const cases: [
    string,
    Partial<AuthConfig>,
    ((adapter: Adapter) => Promise<unknown>) | null,
    boolean,
  ][] = [
    ["a verified address, with mailed links", { providers: [mail] }, null, true],
    [
      "an address that was never verified",
      { providers: [mail] },
      async (adapter) => {
        const user = (await adapter.getUserByEmail!("ada@example.com"))!
        return adapter.updateUser!({ id: user.id, emailVerified: null })
      },
      false,
    ],
    ["a verified address, without mailed links", {}, null, false],
    ["a password that nobody can see", { providers: [password] }, null, false],
    [
      "one that the application vouches for",
      {
        providers: [password],
        account: { hasOtherSignIn: ({ email }) => email === "ada@example.com" },
      },
      null,
      true,
    ],
    [
      "an account at a provider that is not configured any more",
      {},
      async (adapter) => {
        const user = (await adapter.getUserByEmail!("ada@example.com"))!
        return adapter.linkAccount!({
          userId: user.id,
          type: "oauth",
          provider: "gone",
          providerAccountId: "x",
        })
      },
      false,
    ],
  ]
  it.each(cases)("%s", async (_, more, prepare, enough) => {
    const adapter = MemoryAdapter()
    const { providers = [], ...rest } = more
    const ada = new Visitor(adapter, { providers: [provider("local"), ...providers], ...rest })
    await ada.go("local", "ada")
    await prepare?.(adapter)
    expect(await ada.unlink("local")).toBe(enough ? "/settings" : "LastSignInMethod")
  })
})

describe("linking", () => {
  it("is asked for: a sign-in of someone who is signed in links nothing by itself", async () => {
    const ada = new Visitor(MemoryAdapter())
    await ada.go("local", "ada")
    expect(await ada.go("other", "grace")).toBe("OAuthAccountNotLinked")
    expect(await ada.accounts()).toEqual(["local ada"])
    // And what she has already, she may use again.
    expect(await ada.go("local", "ada")).toBe("/in")
  })

  it("takes no account that another has", async () => {
    const adapter = MemoryAdapter()
    const ada = new Visitor(adapter)
    await ada.go("local", "ada")
    const eve = new Visitor(adapter)
    await eve.go("other", "eve")
    expect(await ada.link("other", "eve")).toBe("OAuthAccountNotLinked")
    expect(await eve.accounts()).toEqual(["other eve"])
  })

  it.each([["explicit"], ["implicit"]] as const)(
    "%s: only the session that began it ends it (login CSRF, with every cookie of the attacker planted)",
    async (linking) => {
      const adapter = MemoryAdapter()
      const account = { linking }
      const fields: Record<string, string> = linking === "explicit" ? { link: "true" } : {}
      const victim = new Visitor(adapter, { account })
      await victim.go("local", "ada")
      const attacker = new Visitor(adapter, { account })
      await attacker.go("local", "eve")
      const callback = await attacker.begin("other", "mallory", fields)
      // Without the cookies, and with them.
      expect(await outcome(await victim.get(callback))).toBe("Configuration")
      for (const [name, kept] of attacker.cookies) {
        if (!name.includes("session-token")) victim.cookies.set(name, kept)
      }
      expect(outcome(await victim.get(callback))).toBe("Configuration")
      expect(await victim.accounts()).toEqual(["local ada"])
      expect(
        await adapter.getUserByAccount!({ provider: "other", providerAccountId: "mallory" }),
      ).toBeNull()
    },
  )

  it("a new sign-in in between, of the same person too, voids it", async () => {
    const ada = new Visitor(MemoryAdapter())
    await ada.go("local", "ada")
    const callback = await ada.begin("other", "grace", { link: "true" })
    const checks = new Map(ada.cookies)
    await ada.go("local", "ada")
    for (const [name, kept] of checks) {
      if (!name.includes("session-token")) ada.cookies.set(name, kept)
    }
    expect(outcome(await ada.get(callback))).toBe("Configuration")
    expect(await ada.accounts()).toEqual(["local ada"])
  })

  it("begun signed in and ended signed out, it signs nobody in", async () => {
    const adapter = MemoryAdapter()
    const ada = new Visitor(adapter)
    await ada.go("local", "ada")
    const callback = await ada.begin("other", "grace", { link: "true" })
    for (const name of ada.names()) if (name.includes("session-token")) ada.cookies.delete(name)
    expect(outcome(await ada.get(callback))).toBe("Configuration")
    expect(await ada.session()).toBeNull()
    expect(
      await adapter.getUserByAccount!({ provider: "other", providerAccountId: "grace" }),
    ).toBeNull()
  })

  it("is bound to the session by a check, whatever checks the provider has", async () => {
    const ada = new Visitor(MemoryAdapter(), {
      providers: [provider("local"), provider("other", { checks: ["none"] })],
    })
    await ada.go("local", "ada")
    expect(await ada.link("other", "grace")).toBe("/in")
    const callback = await ada.begin("other", "hopper", { link: "true" })
    for (const name of ada.names()) if (name.includes("state")) ada.cookies.delete(name)
    expect(outcome(await ada.get(callback))).toBe("OAuthAccountNotLinked")
    expect(await ada.accounts()).toEqual(["local ada", "other grace"])
  })

  it("is for accounts of OAuth only", async () => {
    const ada = new Visitor(MemoryAdapter(), {
      providers: [
        provider("local"),
        Nodemailer({ server: "smtp://127.0.0.1:9", from: "x@example.com" }),
      ],
    })
    await ada.go("local", "ada")
    const answer = await ada.post("/signin/nodemailer", { link: "true", email: "x@example.com" })
    expect(outcome(answer)).toBe("Configuration")
  })

  it("the signIn callback may refuse it", async () => {
    const ada = new Visitor(MemoryAdapter(), {
      callbacks: { signIn: ({ account }) => account?.providerAccountId !== "grace" },
    })
    await ada.go("local", "ada")
    expect(await ada.link("other", "grace")).toBe("AccessDenied")
    expect(await ada.accounts()).toEqual(["local ada"])
  })
})

describe.each([
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("through the %s", (_, door) => {
  it("who is signed in links by signing in, as with Auth.js, and unlinks", async () => {
    const ada = new Visitor(MemoryAdapter(), {}, door)
    await ada.go("local", "ada")
    expect(await ada.go("other", "grace")).toBe("/in")
    expect(await ada.accounts()).toEqual(["local ada", "other grace"])
    expect(await ada.unlink("other")).toBe("/settings")
    expect(await ada.link("other", "grace")).toBe("/in")
  })

  it("but not what was begun before", async () => {
    const ada = new Visitor(MemoryAdapter(), {}, door)
    const callback = await ada.begin("other", "grace")
    const checks = new Map(ada.cookies)
    await ada.go("local", "ada")
    for (const [name, kept] of checks) ada.cookies.set(name, kept)
    expect(outcome(await ada.get(callback))).not.toBe("/in")
    expect(await ada.accounts()).toEqual(["local ada"])
  })
})

it("a cookie that Auth.js wrote says nothing of when its session began: it links, and unlinks nothing", async () => {
  const adapter = MemoryAdapter()
  const ada = new Visitor(adapter, {}, v5)
  await ada.go("local", "ada")
  await ada.go("other", "grace")
  const { id: sub } = (await adapter.getUserByEmail("ada@example.com"))!
  const name = ada.names().find((one) => one.includes("session-token"))!
  const theirs = async (): Promise<void> => {
    const value = await encode({ token: { sub }, secret: SECRET, salt: name })
    ada.cookies.set(name, { value, attributes: "" })
  }
  await theirs()
  expect(await ada.unlink("other")).toBe("ReauthenticationRequired")
  // Bound to the session by the id that Auth.js gives each cookie.
  await theirs()
  expect(await ada.go("other", "hopper")).toBe("/in")
  expect(await ada.accounts()).toEqual(["local ada", "other grace", "other hopper"])
})

it("tokens of an unlinked account are revoked at the provider, where that is wanted", async () => {
  for (const revokeTokens of [undefined, "unlink"] as const) {
    const adapter = MemoryAdapter()
    const ada = new Visitor(adapter, { account: { ...(revokeTokens && { revokeTokens }) } })
    await ada.go("local", "ada")
    await ada.link("other", "grace")
    const { access_token } = (await adapter.getAccount!("grace", "other"))!
    await ada.unlink("other")
    const authorization = `Bearer ${access_token}`
    const { ok } = await fetch(`${issuer.url}/me`, { headers: { authorization } })
    expect(ok).toBe(revokeTokens === undefined)
  }
})

it("a provider that does not answer keeps no account from being unlinked", async () => {
  const adapter = MemoryAdapter()
  const ada = new Visitor(adapter, {
    account: { revokeTokens: "unlink" },
    providers: [provider("local"), provider("other", { revocation: "http://127.0.0.1:9/revoke" })],
  })
  await ada.go("local", "ada")
  await ada.link("other", "grace")
  expect(await ada.unlink("other")).toBe("/settings")
  expect(await ada.accounts()).toEqual(["local ada"])
})
