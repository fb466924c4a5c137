import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { accountTokens, SqlAdapter } from "../../src/adapters/sql.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { Context } from "../../src/config/context.ts"
import { ready } from "../../src/core/ready.ts"
import type { Adapter, AdapterAccount } from "../../src/contracts/adapter.ts"
import { UnheldData } from "../../src/errors.ts"
import { seal, sealAccount, unseal, unsealAccount } from "../../src/index.ts"
import { census, heldBy } from "../../src/keys/data/census.ts"
import { reseal } from "../../src/keys/data/sweep.ts"
import { keyring, type Keyring } from "../../src/keys/managed/keyring.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import NextAuth from "../../src/next/index.ts"
import OIDC from "../../src/providers/oidc.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"

const NEXT = "newB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"
const warnings: [string, unknown][] = []
const logger = {
  error: () => {},
  warn: (code: string, detail?: unknown) => void warnings.push([code, detail]),
  debug: () => {},
  info: () => {},
}
let issuer: Issuer

beforeAll(async () => {
  const redirect_uris = [
    "https://app.example/auth/callback/local",
    "https://app.example/api/auth/callback/local",
  ]
  issuer = await startIssuer({
    client: { client_id: "app", client_secret: "app-secret", redirect_uris },
  })
})
afterAll(() => issuer.close())

const local = (): ReturnType<typeof OIDC> =>
  OIDC({
    id: "local",
    name: "Local",
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "app-secret",
  } as never)

interface Told {
  readonly account: Record<string, unknown>
}

/** An application whose accounts are sealed; `told` is what its callbacks and events saw. */
function setUp(adapter: Adapter, more: Partial<AuthConfig> = {}, door = own) {
  const told: Told[] = []
  const tell = (message: object): void => {
    const { account } = message as { account?: Record<string, unknown> | null }
    if (account) told.push({ account })
  }
  const config: Partial<AuthConfig> = {
    providers: [local()],
    adapter,
    logger,
    account: { sealTokens: true },
    callbacks: {
      signIn: (message) => (tell(message), true),
      jwt: (message) => (tell(message), message.token),
    },
    events: { linkAccount: tell, signIn: tell },
    ...more,
  }
  const browser = new Browser(config, { door })
  const signIn = async (account = "ada"): Promise<Response> => {
    const start = await browser.post("/signin/local", { callbackUrl: "/in" })
    const { params } = await issuer.walk(locationOf(start).href, account)
    return browser.get(`/callback/local?${params}`)
  }
  return { browser, told, signIn }
}

interface StoredAccount {
  readonly provider: string
  readonly providerAccountId: string
  readonly access_token: string
  readonly id_token: string
}

const stored = (db: DatabaseSync): StoredAccount[] =>
  db.prepare("SELECT * FROM accounts").all() as never

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("sealed provider tokens through %s", (_, door) => {
  it("are plain to callbacks and events, and in no column of the database", async () => {
    const db = new DatabaseSync(":memory:")
    const { told, signIn, browser } = setUp(SqlAdapter(db), {}, door)
    expect(locationOf(await signIn()).pathname).toBe("/in")
    const [row] = stored(db)
    expect(row!.access_token).toMatch(/^lk1\.[\w-]{8}\.[\w-]+$/)
    expect(row!.id_token).toMatch(/^lk1\./)
    expect(told.length).toBeGreaterThanOrEqual(3)
    const plain = told[0]!.account["access_token"] as string
    for (const { account } of told) expect(account["access_token"]).toBe(plain)
    const dump = JSON.stringify(db.prepare("SELECT * FROM accounts, users").all())
    expect(dump).not.toContain(plain)
    // A second sign-in finds the account, and links nothing anew; through the doors it leaves the tokens as they are.
    await signIn()
    const [now, ...others] = stored(db)
    expect(others).toEqual([])
    if (door.compat) expect(now).toEqual(row)
    const newest = door.compat ? plain : told.at(-1)!.account["access_token"]
    expect(now!.access_token).toMatch(/^lk1\./)
    expect(await unsealAccount(browser.config, now!)).toMatchObject({ access_token: newest })
  })
})

describe("an OAuth sign-in with sealed tokens on SQLite", () => {
  it("survives a rotation by the environment and a sweep, after which the old secret may go", async () => {
    const db = new DatabaseSync(":memory:")
    const env: Record<string, string> = { AUTH_SECRET: SECRET }
    const { browser, told, signIn } = setUp(SqlAdapter(db), { env })
    delete browser.config.secret
    await signIn()
    const plain = told[0]!.account["access_token"]
    const [before] = stored(db)
    env["AUTH_SECRET_1"] = NEXT
    expect(await unsealAccount(browser.config, before!)).toMatchObject({ access_token: plain })
    const secret = [NEXT, SECRET]
    const data = accountTokens(db)
    const texts = (await reseal({ secret, data })).older
    expect(texts).toBeGreaterThanOrEqual(2)
    expect(stored(db)).toEqual([before])
    expect(await reseal({ secret, data, apply: true })).toMatchObject({ resealed: texts })
    delete env["AUTH_SECRET_1"]
    env["AUTH_SECRET"] = NEXT
    const [after] = stored(db)
    expect(after!.access_token).not.toBe(before!.access_token)
    expect(await unsealAccount(browser.config, after!)).toMatchObject({ access_token: plain })
    expect((await reseal({ secret: NEXT, data })).current).toBe(texts)
  })

  it("survives a revoked key of a keyring, and the sweep says what it had", async () => {
    vi.stubEnv("AUTH_SECRET", SECRET)
    const db = new DatabaseSync(":memory:")
    const data = accountTokens(db)
    const secret = keyring({ store: memoryStore(), held: heldBy(data), onEvent: () => {} })
    const session = { strategy: "jwt" } as const
    const account = { sealTokens: true, updateTokens: false }
    const { browser, told, signIn } = setUp(SqlAdapter(db), { secret, session, account })
    await signIn()
    const plain = told[0]!.account["access_token"]
    const { active } = await secret.status()
    const named = (await census(data)).keys[active]!
    expect(named).toBeGreaterThanOrEqual(2)
    await secret.revoke(active, { reason: "leaked" })
    expect(await browser.session()).toBeNull()
    expect(await unsealAccount(browser.config, stored(db)[0]!)).toMatchObject({
      access_token: plain,
    })
    await signIn()
    expect(stored(db)).toHaveLength(1)
    expect(await reseal({ secret, data, apply: true })).toMatchObject({
      revoked: named,
      resealed: named,
      problems: [],
    })
    expect((await census(data)).keys[active]).toBeUndefined()
    expect(await unsealAccount(browser.config, stored(db)[0]!)).toMatchObject({
      access_token: plain,
    })
    vi.unstubAllEnvs()
  })

  it("accounts of before are read as they are, and sealed by the sweep", async () => {
    const db = new DatabaseSync(":memory:")
    const { browser, told, signIn } = setUp(SqlAdapter(db), { account: {} })
    await signIn()
    const plain = told[0]!.account["access_token"]
    expect(stored(db)[0]!.access_token).toBe(plain)
    browser.config = { ...browser.config, account: { sealTokens: true } }
    expect(await unsealAccount(browser.config, stored(db)[0]!)).toMatchObject({
      access_token: plain,
    })
    const done = await reseal({ secret: SECRET, data: accountTokens(db), apply: true })
    expect(done.plain).toBe(done.resealed)
    expect(stored(db)[0]!.access_token).toMatch(/^lk1\./)
    expect(await unsealAccount(browser.config, stored(db)[0]!)).toMatchObject({
      access_token: plain,
    })
  })

  it("a token that was moved to another person's row is refused, left out, and logged without itself", async () => {
    const db = new DatabaseSync(":memory:")
    const { browser, signIn } = setUp(SqlAdapter(db))
    await signIn("ada")
    browser.cookies.clear()
    await signIn("bob")
    const [ada, bob] = stored(db)
    db.prepare("UPDATE accounts SET access_token = ? WHERE providerAccountId = ?").run(
      ada!.access_token,
      bob!.providerAccountId,
    )
    warnings.length = 0
    const opened = await unsealAccount(browser.config, stored(db)[1]!)
    expect(opened).not.toHaveProperty("access_token")
    expect(opened.id_token).toMatch(/^ey/)
    expect(warnings).toEqual([
      [
        "data-unopened",
        expect.stringMatching(
          /^The access_token of an account at local .* forged, key [\w-]{8}\.$/,
        ),
      ],
    ])
    expect(JSON.stringify(warnings)).not.toContain(ada!.access_token)
    const { problems } = await reseal({
      secret: [NEXT, SECRET],
      data: accountTokens(db),
      apply: true,
    })
    expect(problems).toMatchObject([{ key: "local/bob/access_token", status: "forged" }])
  })
})

describe("a keyring that would destroy what is stored", () => {
  it("is refused when the server starts, at a sign-in before anyone is created, and by seal", async () => {
    vi.stubEnv("AUTH_SECRET", SECRET)
    const db = new DatabaseSync(":memory:")
    const secret = keyring({ store: memoryStore(), onEvent: () => {} })
    const { browser } = setUp(SqlAdapter(db), { secret })
    await expect(ready(browser.config, own)).rejects.toThrow(UnheldData)
    const answer = await browser.get("/signin")
    expect(answer.status).toBe(500)
    await expect(seal(browser.config, "x", { context: "a" })).rejects.toThrow(/heldBy/)
    // Nor is a ring of another maker trusted to, that doesn't say.
    const { name, view, refresh } = secret
    const other = { ...browser.config, secret: { name, view, refresh } }
    await expect(seal(other, "x", { context: "a" })).rejects.toThrow(UnheldData)
    vi.unstubAllEnvs()
  })
})

describe("the adapter that the engine works with", () => {
  const account: AdapterAccount = {
    userId: "1",
    type: "oauth",
    provider: "a/b",
    providerAccountId: "100%",
    access_token: "the access token",
    refresh_token: "the refresh token",
    scope: "read",
  }

  it.each([
    ["memory", () => MemoryAdapter()],
    ["SQLite", () => SqlAdapter(new DatabaseSync(":memory:"))],
  ])("%s: seals in transactions too, and gives back what was stored", async (_, make) => {
    const adapter = make()
    await adapter.createUser({ id: "1", email: "a@example.com", emailVerified: null })
    const config: AuthConfig = {
      providers: [],
      secret: SECRET,
      adapter,
      account: { sealTokens: true },
    }
    const context = new Context(config, own, { headers: new Headers() })
    const ours = context.adapter as Required<Adapter>
    const linked = await ours.transaction((inner) => Promise.resolve(inner.linkAccount!(account)))
    expect(linked).toMatchObject(account)
    const raw = (await adapter.getAccount("100%", "a/b"))!
    expect(raw).toMatchObject({ scope: "read", access_token: expect.stringMatching(/^lk1\./) })
    expect(await ours.getAccount("100%", "a/b")).toMatchObject(account)
    expect(await ours.getAccount("nobody", "a/b")).toBeNull()
    expect(await sealAccount(config, raw)).toEqual(raw)
    expect(await ours.unlinkAccount(raw)).toMatchObject({ refresh_token: "the refresh token" })
  })
})

describe("what an application seals", () => {
  it("comes back from its place, through Next.js and without it", async () => {
    const config = { providers: [], secret: SECRET }
    const { auth } = NextAuth(config)
    const sealed = await auth.seal("JBSWY3DPEHPK3PXP", { context: "users/1/totp" })
    const found = await unseal(config, sealed, { context: "users/1/totp" })
    expect(found).toMatchObject({ status: "ok", text: "JBSWY3DPEHPK3PXP" })
    const elsewhere = await auth.unseal(sealed, { context: "users/2/totp" })
    expect(elsewhere).toMatchObject({ status: "forged" })
    const back = await seal(config, "and back", { context: "a" })
    expect(await auth.unseal(back, { context: "a" })).toMatchObject({ text: "and back" })
    const row = { provider: "a", providerAccountId: "1", access_token: "x" }
    expect(await auth.unsealAccount(await auth.sealAccount(row))).toEqual(row)
    await expect(auth.seal("x", { context: "" })).rejects.toThrow(TypeError)
  })

  it("an instance that has not heard of a new key asks for it", async () => {
    vi.stubEnv("AUTH_SECRET", SECRET)
    const store = memoryStore()
    const ring = (): Keyring => keyring({ store: { ...store }, held: () => [], onEvent: () => {} })
    const [one, two] = [ring(), ring()]
    const of = (secret: Keyring): AuthConfig => ({ providers: [], secret })
    await unseal(of(two), "plain", { context: "a" })
    await one.revoke((await one.status()).active, { reason: "again" })
    const sealed = await seal(of(one), "new", { context: "a" })
    expect(await unseal(of(two), sealed, { context: "a" })).toMatchObject({
      status: "ok",
      text: "new",
    })
    vi.unstubAllEnvs()
  })
})
