import { Redis } from "ioredis"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import { afterAll, afterEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { KeyStore } from "../../src/contracts/keys.ts"
import type { SessionRegister } from "../../src/contracts/register.ts"
import { currentSession } from "../../src/core/current-session.ts"
import { keyring, type Keyring } from "../../src/keys/managed/keyring.ts"
import { open } from "../../src/keys/open.ts"
import { openRegistered } from "../../src/keys/open-registered.ts"
import type { SealSpec } from "../../src/keys/model.ts"
import type { Purpose } from "../../src/keys/purpose.ts"
import { type ResolvedKeys, resolveKeys } from "../../src/keys/resolve.ts"
import { createRing } from "../../src/keys/ring.ts"
import { type Claims, seal } from "../../src/keys/seal.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"
import { sqliteStore } from "../../src/keys/stores/sqlite.ts"
import { memoryRegister } from "../../src/session/registers/memory.ts"
import { postgresRegister } from "../../src/session/registers/postgres.ts"
import { redisRegister } from "../../src/session/registers/redis.ts"
import { sqliteRegister } from "../../src/session/registers/sqlite.ts"
import { sessionSpec } from "../../src/session/session-cookies.ts"
import type { JWT } from "../../src/vocabulary/token.ts"
import { Browser, locationOf, own, v4, v5 } from "../support/browser.ts"
import { postgresServer, redisServer } from "../stores/servers.ts"

const ROOT = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const DAY = 86_400_000
/** Milliseconds; the grace is a minute, and a revocation is known everywhere after twice the refresh and the skew. */
const PAST_GRACE = 61_000
const SETTLED = 15 * 60_000

const quiet = (): void => {}

/** The keys of this configuration now. */
async function resolved({ secret }: AuthConfig): Promise<ResolvedKeys> {
  const read = (name: string): string | undefined => (name === "AUTH_SECRET" ? ROOT : undefined)
  return resolveKeys({ secret, passed: true, read, production: true })
}

/** Signs in whoever is named, as that user. */
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {} },
  authorize: ({ name }) => ({ id: `id-${String(name)}`, name: String(name) }),
}

/** A register that counts what it is asked, and can be down. */
function counted(inner: SessionRegister): {
  register: SessionRegister
  calls: string[]
  state: { down: boolean }
} {
  const calls: string[] = []
  const state = { down: false }
  const register = new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== "function") return value
      return async (...args: unknown[]) => {
        calls.push(String(name))
        if (state.down) throw new Error("connection refused")
        return (value as (...args: unknown[]) => unknown).apply(target, args)
      }
    },
  })
  return { register, calls, state }
}

interface SetUp {
  readonly browser: Browser
  readonly ring: Keyring
  readonly errors: Error[]
  readonly calls: string[]
  readonly state: { down: boolean }
}

function setUp({
  door = own,
  store = memoryStore(),
  register: inner = memoryRegister(),
}: { door?: Door; store?: KeyStore; register?: SessionRegister } = {}): SetUp {
  const ring = keyring({ store, onEvent: () => {} })
  const errors: Error[] = []
  const logger = { error: (error: Error) => void errors.push(error), warn: quiet, info: quiet }
  const { register, calls, state } = counted(inner)
  const config = { providers: [credentials], logger, secret: ring, env: { AUTH_SECRET: ROOT } }
  const browser = new Browser({ ...config, session: { register } }, { door })
  return { browser, ring, errors, calls, state }
}

async function signIn(browser: Browser, name = "Ada"): Promise<void> {
  await browser.post("/callback/credentials", { name })
  expect(await browser.session()).toMatchObject({ user: { name } })
}

/** The session cookie: its name and value. */
function cookieOf(browser: Browser): { name: string; value: string } {
  const name = browser.names().find((one) => one.endsWith("session-token"))!
  return { name, value: browser.cookies.get(name)!.value }
}

/** Another browser that carries this as its session. */
function carrying(browser: Browser, { name, value }: { name: string; value: string }): Browser {
  const other = new Browser(browser.config, { door: browser.door })
  other.cookies.set(name, { value, attributes: "" })
  return other
}

/** Everything that seals or opens now leaks, and is revoked; who signed in may stay. */
async function leak(ring: Keyring): Promise<readonly string[]> {
  const secrets = await ring.export()
  const { keys } = await ring.status()
  const ids = keys.filter(({ state }) => state !== "registered-only").map(({ id }) => id)
  await ring.revoke(ids, { reason: "leaked", keepRegistered: true })
  return secrets
}

function specOf({ door }: Browser, name: string): SealSpec {
  return sessionSpec(door.compat === 4 ? "v4" : door.compat === 5 ? "v5" : "own", name)
}

/** What a thief with the key can do: open the session, and make any other. */
async function forge(
  browser: Browser,
  secret: string,
  change: (claims: Claims, facts: Claims) => Claims,
): Promise<Browser> {
  const leaked = await createRing([secret], "stolen")
  const { name, value } = cookieOf(browser)
  const spec = specOf(browser, name)
  const opened = await open(leaked, [spec], value)
  if (opened.status !== "ok") throw new Error(opened.status)
  const claims = change(opened.claims, opened.claims["lk"] as Claims)
  return carrying(browser, { name, value: await seal(leaked, spec, claims, { maxAge: 86_400 }) })
}

async function expectIn(browser: Browser, name = "Ada"): Promise<void> {
  expect(await browser.session()).toMatchObject({ user: { name } })
}

async function expectOut(browser: Browser): Promise<void> {
  expect(browser.names().some((name) => name.endsWith("session-token"))).toBe(true)
  expect(await browser.session()).toEqual(browser.door.compat === 4 ? {} : null)
  expect(browser.names().filter((name) => name.endsWith("session-token"))).toEqual([])
}

afterEach(() => {
  vi.useRealTimers()
})

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("a leaked key, registered sessions kept, through %s", (_, door) => {
  it("who signed in stays, sealed by the new key; without the register they would be out", async () => {
    const { browser, ring } = setUp({ door })
    await signIn(browser)
    const old = cookieOf(browser)
    const stolen = await createRing(await leak(ring), "stolen")
    const without = carrying(browser, old)
    without.config = { ...browser.config, session: {} }
    await expectOut(without)
    await expectIn(browser)
    const spec = specOf(browser, old.name)
    const before = await open(stolen, [spec], old.value)
    expect((await open(stolen, [spec], cookieOf(browser).value)).status).toBe("unknown")
    const { ring: now } = await resolved(browser.config)
    const after = await open(now, [spec], cookieOf(browser).value)
    expect(after).toMatchObject({ status: "ok", current: true })
    const sid = (opened: typeof after): unknown =>
      opened.status === "ok" && (opened.claims["lk"] as Claims)["sid"]
    expect(sid(after)).toBe(sid(before))
    await expectIn(browser)
  })

  it("a forged session is out: an invented id, none, or the thief's own with other claims", async () => {
    const { browser: mallory, ring } = setUp({ door })
    await signIn(mallory, "Mallory")
    const [secret] = await leak(ring)
    const forgeries: ((claims: Claims, facts: Claims) => Claims)[] = [
      (claims, lk) => ({ ...claims, lk: { ...lk, sid: "AAAAAAAAAAAAAAAAAAAAAA" } }),
      ({ lk: _lk, ...claims }) => claims,
      (claims) => ({ ...claims, sub: "id-Ada" }),
      (claims) => ({ ...claims, email: "ada@example.com" }),
      (claims) => ({ ...claims, role: "admin" }),
      (claims, lk) => ({ ...claims, lk: { ...lk, auth_time: Number(lk["auth_time"]) + 60 } }),
    ]
    for (const change of forgeries) await expectOut(await forge(mallory, secret!, change))
    await expectIn(await forge(mallory, secret!, (claims) => ({ ...claims })), "Mallory")
    await expectIn(mallory, "Mallory")
  })

  it("a copy of the cookie counts until its session moved, and a minute longer", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const { browser, ring } = setUp({ door })
    await signIn(browser)
    const old = cookieOf(browser)
    await leak(ring)
    await expectIn(browser)
    await expectIn(carrying(browser, old))
    vi.setSystemTime(Date.now() + SETTLED + PAST_GRACE)
    await expectOut(carrying(browser, old))
    await expectIn(browser)
  })

  it("fifty requests of one browser with the old cookie all go on", async () => {
    const { browser, ring } = setUp({ door })
    await signIn(browser)
    const old = cookieOf(browser)
    await leak(ring)
    await Promise.all(Array.from({ length: 50 }, () => expectIn(carrying(browser, old))))
  })

  it("who signed out stays out, with a copy of the cookie too", async () => {
    const { browser, ring, calls } = setUp({ door })
    await signIn(browser)
    const old = cookieOf(browser)
    await browser.post("/signout")
    expect(calls).toEqual(["add", "remove"])
    await leak(ring)
    await expectOut(carrying(browser, old))
  })

  it("a register that is down is 503; nobody is signed out, and it goes on when it is back", async () => {
    const { browser, ring, state, errors } = setUp({ door })
    await signIn(browser)
    await leak(ring)
    const before = cookieOf(browser)
    state.down = true
    const answer = await browser.get("/session")
    expect(answer.status).toBe(503)
    expect(answer.headers.get("retry-after")).toBe("5")
    expect(answer.headers.getSetCookie()).toEqual([])
    const name = door.compat === 4 ? "REGISTER_UNAVAILABLE" : "RegisterUnavailable"
    expect(errors.map(String).join()).toContain(name)
    expect(cookieOf(browser)).toEqual(before)
    state.down = false
    await expectIn(browser)
  })

  it("one that fails only when the session moves is 503 too, and moves nothing", async () => {
    const register = memoryRegister()
    const failing = { ...register, move: () => Promise.reject(new Error("cut off")) }
    const { browser, ring } = setUp({ door, register: failing })
    await signIn(browser)
    await leak(ring)
    const before = cookieOf(browser)
    expect((await browser.get("/session")).status).toBe(503)
    expect(cookieOf(browser)).toEqual(before)
    browser.config = { ...browser.config, session: { register } }
    await expectIn(browser)
  })

  it("a session that is ended while it moves gets no cookie of the new key", async () => {
    const register = memoryRegister()
    const { browser, ring } = setUp({
      door,
      register: {
        ...register,
        move: async (asked, change) => {
          await register.remove(asked.id)
          return register.move(asked, change)
        },
      },
    })
    await signIn(browser)
    await leak(ring)
    await expectOut(browser)
  })

  it("key after key leaks, and the session stays; a copy of any old cookie does not count", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const { browser, ring } = setUp({ door })
    await signIn(browser)
    const copies = []
    for (let round = 0; round < 3; round++) {
      copies.push(cookieOf(browser))
      await leak(ring)
      await expectIn(browser)
      vi.setSystemTime(Date.now() + SETTLED + PAST_GRACE)
    }
    for (const copy of copies) await expectOut(carrying(browser, copy))
    await expectIn(browser)
  })
})

it("an instance that has not heard of the revocation seals with the old key: nobody is out for that", async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  const folder = mkdtempSync(join(tmpdir(), "latchkey-register-"))
  const dbs = [0, 1].map(() => new DatabaseSync(join(folder, "auth.db")))
  const register = memoryRegister()
  const [here, there] = dbs.map((db) => setUp({ door: v5, store: sqliteStore(db), register }))
  const { browser } = here!
  const late = new Browser(there!.browser.config, { door: v5 })
  await late.session()
  await signIn(browser)
  late.cookies.set(cookieOf(browser).name, { value: cookieOf(browser).value, attributes: "" })
  const stolen = await createRing(await leak(here!.ring), "stolen")
  await expectIn(browser)
  // A parallel request came to the other instance, and its answer came last.
  await expectIn(late)
  const { name, value } = cookieOf(late)
  expect((await open(stolen, [specOf(browser, name)], value)).status).toBe("ok")
  vi.setSystemTime(Date.now() + PAST_GRACE)
  const after = carrying(browser, { name, value })
  await expectIn(after)
  vi.setSystemTime(Date.now() + SETTLED)
  await expectIn(after)
  await expectOut(carrying(browser, { name, value }))
  for (const db of dbs) db.close()
  rmSync(folder, { recursive: true })
})

it.each([
  ["our own format is cleared", own, 0],
  ["the format of Auth.js 5 stays, refused", v5, 1],
  ["the format of NextAuth 4 stays, refused", v4, 1],
] as const)("after a plain revoke a cookie in %s", async (_, door, left) => {
  const { browser, ring } = setUp({ door })
  await signIn(browser)
  const ids = (await ring.status()).keys.map(({ id }) => id)
  await ring.revoke(ids, { reason: "leaked" })
  expect(await browser.session()).toEqual(door.compat === 4 ? {} : null)
  expect(browser.names().filter((name) => name.endsWith("session-token"))).toHaveLength(left)
})

describe("what it costs", () => {
  it("one write per sign-in and one per sign-out; nothing is asked while no key is revoked", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const { browser, ring, calls } = setUp()
    await signIn(browser)
    for (let n = 0; n < 20; n++) {
      vi.setSystemTime(Date.now() + DAY)
      await expectIn(browser)
    }
    await ring.rotate()
    await expectIn(browser)
    expect(calls).toEqual(["add"])
  })

  it("a session in use is noted anew once in its life, and so is known for as long as it goes on", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const { browser, ring, calls } = setUp()
    await signIn(browser)
    for (let n = 0; n < 15; n++) {
      vi.setSystemTime(Date.now() + 10 * DAY)
      await expectIn(browser)
    }
    expect(calls.filter((call) => call === "renew").length).toBeLessThanOrEqual(5)
    await leak(ring)
    await expectIn(browser)
  })

  it("a session that moved is asked about no more", async () => {
    const { browser, ring, calls } = setUp()
    await signIn(browser)
    await leak(ring)
    await expectIn(browser)
    await expectIn(browser)
    expect(calls).toEqual(["add", "redeem", "move"])
  })
})

describe("claims that change", () => {
  const counting = async (): Promise<SetUp> => {
    const made = setUp()
    await signIn(made.browser)
    const jwt = ({ token, session }: { token: JWT; session?: unknown }): JWT =>
      session === undefined ? token : { ...token, visits: session }
    made.browser.config = { ...made.browser.config, callbacks: { jwt } }
    return made
  }
  const update = (browser: Browser, data: string): Promise<Response> =>
    browser.post("/session", { data })

  it("are noted, so that the session stays, and one with the old claims does not", async () => {
    const { browser, ring, calls } = await counting()
    const before = cookieOf(browser)
    await update(browser, "1")
    expect(calls).toEqual(["add", "renew"])
    await leak(ring)
    await expectOut(carrying(browser, before))
    await expectIn(browser)
  })

  it("of a token that a thief made before the key was revoked are not noted", async () => {
    const { browser, ring, calls } = await counting()
    const [secret] = await ring.export()
    const admin = await forge(browser, secret!, (claims) => ({ ...claims, role: "admin" }))
    await update(admin, "1")
    await update(admin, "2")
    // Refused once, it is not asked about again.
    expect(calls).toEqual(["add", "renew"])
    await expectIn(admin)
    await leak(ring)
    await expectOut(admin)
    await expectIn(browser)
  })

  it("a session that a thief made before its key was revoked is not taken in by being used", async () => {
    const { browser, ring } = await counting()
    const [secret] = await ring.export()
    const { keys } = await ring.status()
    const other = (claims: Claims, lk: Claims): Claims => ({ ...claims, lk: { ...lk, sid: "x" } })
    const admin = await forge(browser, secret!, other)
    await expectIn(admin)
    await update(admin, "1")
    await ring.revoke(
      keys.map(({ id }) => id),
      { reason: "leaked", keepRegistered: true },
    )
    await expectOut(admin)
  })

  it("changed by the request that moves the session: parallel ones with the old claims go on", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const { browser, ring } = await counting()
    const old = cookieOf(browser)
    await leak(ring)
    await update(browser, "1")
    await expectIn(carrying(browser, old))
    vi.setSystemTime(Date.now() + SETTLED + PAST_GRACE)
    await expectOut(carrying(browser, old))
    await expectIn(browser)
    await leak(ring)
    await expectIn(browser)
  })
})

describe("what is not kept", () => {
  it("a session that was begun before there was a register", async () => {
    const { browser, ring } = setUp()
    const { session } = browser.config
    browser.config = { ...browser.config, session: {} }
    await signIn(browser)
    browser.config = { ...browser.config, session: session! }
    await expectIn(browser)
    await leak(ring)
    await expectOut(browser)
  })

  it("one whose sign-in the register missed; the sign-in itself succeeds", async () => {
    const { browser, ring, state, errors } = setUp()
    state.down = true
    await signIn(browser)
    expect(errors).toMatchObject([{ type: "RegisterUnavailable" }])
    state.down = false
    await expectIn(browser)
    await leak(ring)
    await expectOut(browser)
  })

  it("one that a callback has ended", async () => {
    const { browser, ring, calls } = setUp()
    await signIn(browser)
    const old = cookieOf(browser)
    const { callbacks: _, ...config } = browser.config
    browser.config = { ...config, callbacks: { jwt: () => null } }
    await expectOut(browser)
    expect(calls).toEqual(["add", "remove"])
    browser.config = config
    await leak(ring)
    await expectOut(carrying(browser, old))
  })

  it("one in a token of the application's own making, which nobody notes", async () => {
    const { browser, calls } = setUp()
    const encode = ({ token }: { token?: JWT }): string => btoa(JSON.stringify(token))
    const decode = ({ token }: { token?: string }): JWT => JSON.parse(atob(token!)) as JWT
    browser.config = { ...browser.config, jwt: { encode, decode } }
    await signIn(browser)
    await browser.post("/signout")
    expect(calls).toEqual([])
  })

  it("any, once the key is revoked for good", async () => {
    const { browser, ring } = setUp()
    await signIn(browser)
    const id = (await ring.status()).active
    await ring.revoke(id, { reason: "leaked", keepRegistered: true })
    await ring.revoke(id, { reason: "leaked, and cookies too" })
    await expectOut(browser)
  })

  it("anything but sessions: forms, sign-ins under way, mailed links and the rest are refused", async () => {
    const { browser, ring } = setUp()
    await signIn(browser)
    const purposes: Purpose[] = ["csrf", "state", "pkce", "nonce", "email-token", "data"]
    purposes.push("passkey-challenge", "token-signing", "preview-proxy", "session")
    const specs = purposes.map((purpose) => ({ format: "own", purpose, salt: "" }) as const)
    const { ring: before } = await resolved(browser.config)
    const tokens = await Promise.all(
      specs.map((s) => seal(before, s, { sub: "1" }, { maxAge: 60 })),
    )
    const csrfToken = await browser.csrfToken()
    await leak(ring)
    const { ring: after } = await resolved(browser.config)
    for (const [n, spec] of specs.entries()) {
      expect(await open(after, [spec], tokens[n]!)).toEqual({ status: "revoked" })
      const kept = await openRegistered(after, [spec], tokens[n]!)
      expect(kept === null).toBe(spec.purpose !== "session")
    }
    const answer = await browser.post("/signout", { csrfToken })
    expect(locationOf(answer).searchParams.get("error")).toBe("MissingCSRF")
    await expectIn(browser)
  })
})

it("where cookies can't be set the session stays unmoved, however often it is read", async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  const { browser, ring, calls } = setUp()
  await signIn(browser)
  await leak(ring)
  const cookie = `${cookieOf(browser).name}=${cookieOf(browser).value}`
  const incoming = { headers: new Headers({ cookie }), url: browser.url("/page") }
  for (let n = 0; n < 3; n++) {
    vi.setSystemTime(Date.now() + SETTLED + PAST_GRACE)
    const read = await currentSession(browser.config, own, incoming, { write: false })
    expect(read).toMatchObject({ session: { user: { name: "Ada" } }, cookies: [] })
  }
  expect(calls).toEqual(["add", "redeem", "redeem", "redeem"])
  await expectIn(browser)
})

it("a register that never answers is 503 after five seconds", async () => {
  const hanging = { ...memoryRegister(), redeem: () => new Promise<boolean>(() => {}) }
  const { browser, ring } = setUp({ register: hanging })
  await signIn(browser)
  await leak(ring)
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] })
  let status: number | undefined
  const answer = browser.get("/session").then((response) => (status = response.status))
  await new Promise((resolve) => setTimeout(resolve, 50))
  await vi.advanceTimersByTimeAsync(4_500)
  expect(status).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1_000)
  await answer
  expect(status).toBe(503)
})

it("a good session of another cookie goes before one of a revoked key", async () => {
  const { browser, ring, calls } = setUp({ door: v5 })
  await signIn(browser)
  const old = cookieOf(browser)
  const fresh = new Browser(browser.config, { door: own })
  await leak(ring)
  await signIn(fresh, "Eve")
  fresh.cookies.set(old.name, { value: old.value, attributes: "" })
  const reversed = carrying(browser, old)
  reversed.cookies.set(cookieOf(fresh).name, { value: cookieOf(fresh).value, attributes: "" })
  calls.length = 0
  await expectIn(reversed, "Eve")
  expect(calls).not.toContain("redeem")
})

it("with database sessions a register is said to be of no use, once", async () => {
  const warnings: string[] = []
  const logger = { error: quiet, warn: (code: string) => void warnings.push(code), info: quiet }
  const register = memoryRegister()
  const config = { logger, adapter: MemoryAdapter(), session: { register } }
  const browser = new Browser(config)
  await browser.session()
  await browser.session()
  expect(warnings).toEqual(["register-unused"])
})

/** Places of a ring and a register that are real databases. */
const run = `lk_register_flow_${process.pid}_${Date.now().toString(36)}`
const ends: (() => unknown)[] = []
afterAll(async () => {
  for (const end of ends) await end()
})

function sqlite(): { store: KeyStore; register: SessionRegister } {
  const db = new DatabaseSync(":memory:")
  return { store: sqliteStore(db), register: sqliteRegister(db) }
}

function onPostgres(): { store: KeyStore; register: SessionRegister } {
  const pool = new pg.Pool({ connectionString: postgresServer.url, max: 4 })
  ends.push(async () => {
    await pool.query(`DROP TABLE IF EXISTS ${run}, ${run}_instances, ${run}_register`)
    await pool.end()
  })
  const register = postgresRegister(pool, { table: `${run}_register` })
  return { store: postgresStore(pool, { table: run }), register }
}

function onRedis(): { store: KeyStore; register: SessionRegister } {
  const client = new Redis(redisServer.url)
  ends.push(async () => {
    const keys = await client.keys(`${run}:*`)
    if (keys.length > 0) await client.del(...keys)
    client.disconnect()
  })
  const { store } = sqlite()
  return { store, register: redisRegister(client, { prefix: run }) }
}

describe.each([
  ["ring and register in SQLite", true, sqlite],
  ["ring and register in PostgreSQL", postgresServer.reachable, onPostgres],
  ["ring in SQLite, register in Redis", redisServer.reachable, onRedis],
])("%s", (_, reachable, place) => {
  it.skipIf(!reachable)(
    "whoever signed in stays, fifty requests at once; a thief is out",
    async () => {
      vi.useFakeTimers({ toFake: ["Date"] })
      const { browser, ring, calls } = setUp(place())
      await signIn(browser)
      const old = cookieOf(browser)
      const [secret] = await leak(ring)
      const admin = await forge(browser, secret!, (claims) => ({ ...claims, role: "admin" }))
      const others = Array.from({ length: 50 }, () => carrying(browser, old))
      await Promise.all(others.map((other) => expectIn(other)))
      await expectOut(admin)
      await expectIn(browser)
      expect(calls.filter((call) => call === "move")).toHaveLength(51)
      vi.setSystemTime(Date.now() + SETTLED + PAST_GRACE)
      await expectOut(carrying(browser, old))
      for (const other of others) await expectIn(other)
      const signedOut = cookieOf(browser)
      await browser.post("/signout")
      await leak(ring)
      await expectOut(carrying(browser, signedOut))
    },
  )
})
