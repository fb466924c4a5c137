/**
 * Key ids cost nothing to make up. However many come, the source of the keys is asked no more often than its budget
 * allows, and nothing grows.
 */
import pg from "pg"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { CredentialsConfig, EmailConfig } from "../../src/contracts/provider.ts"
import { randomToken } from "../../src/crypto/index.ts"
import { ringKey } from "../../src/keys/ring-key.ts"
import { keyring } from "../../src/keys/managed/keyring.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"
import OIDC from "../../src/providers/oidc.ts"
import { postgresServer } from "../stores/servers.ts"
import { Browser, own, v4, v5 } from "../support/browser.ts"
import { attacks, sealed } from "./attacks.ts"

const MANY = 10_000
const LANES = 50
/** Milliseconds between two looks that unknown keys may cause. */
const BUDGET = 5_000
const A = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const logger = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}
const email: EmailConfig = {
  id: "email",
  name: "E-mail",
  type: "email",
  sendVerificationRequest: () => {},
}
const local = OIDC({
  id: "local",
  name: "Local",
  issuer: "https://nobody.example",
  clientId: "app",
  clientSecret: "s",
  checks: ["state"],
} as never)

function configOf(secret: AuthConfig["secret"]): Partial<AuthConfig> {
  const adapter = MemoryAdapter()
  const session = { strategy: "jwt" as const }
  // Limits on attempts would keep them from the source sooner.
  const rest = { adapter, session, logger, secret: secret!, throttle: false }
  return { providers: [credentials, email, local], ...rest }
}

/** A source that counts how often it is asked. */
function counting(answer: () => Promise<string> = async () => A): {
  readonly secret: () => Promise<string>
  asked(): number
} {
  let asked = 0
  return {
    secret: () => {
      asked++
      return answer()
    },
    asked: () => asked,
  }
}

async function inLanes(count: number, work: () => Promise<unknown>): Promise<void> {
  const lane = async (): Promise<void> => {
    for (let i = 0; i < count / LANES; i++) await work()
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

function heap(): number {
  globalThis.gc!()
  return process.memoryUsage().heapUsed
}

describe("a source", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }))
  afterEach(() => void vi.useRealTimers())

  describe.each(Object.entries(attacks))("ten thousand made-up key ids in %s", (what, attack) => {
    const isSession = what === "a session cookie"
    it("ask it once, one after the other, and once more when the budget is back", async () => {
      const { secret, asked } = counting()
      const browser = new Browser(configOf(secret))
      await browser.get("/csrf")
      expect(asked()).toBe(1)
      await attack(browser)
      for (let i = 0; i < 1_000; i++) await attack(browser)
      const before = heap()
      for (let i = 0; i < MANY - 1_000; i++) await attack(browser)
      expect(asked()).toBe(2)
      expect(heap() - before).toBeLessThan(2_000_000)
      vi.setSystemTime(Date.now() + BUDGET)
      for (let i = 0; i < 100; i++) await attack(browser)
      expect(asked()).toBe(3)
    }, 120_000)

    it("ask it once, fifty at a time", async () => {
      const { secret, asked } = counting(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        return A
      })
      const browser = new Browser(configOf(secret))
      await inLanes(isSession ? MANY : MANY / 10, () => attack(browser))
      expect(asked()).toBeLessThanOrEqual(2)
    }, 120_000)

    it("don't ask it at all where they name our key, and are forged", async () => {
      const { secret, asked } = counting()
      const browser = new Browser(configOf(secret))
      await browser.get("/csrf")
      const { id: kid } = await ringKey(A)
      for (let i = 0; i < (isSession ? MANY : MANY / 10); i++) await attack(browser, kid)
      expect(asked()).toBe(1)
    }, 120_000)
  })

  it.each([
    ["v5", v5, "__Secure-authjs.session-token"],
    ["v4", v4, "__Secure-next-auth.session-token"],
  ] as const)("through the %s door too", async (_, door, cookie) => {
    const { secret, asked } = counting()
    const browser = new Browser(configOf(secret), { door })
    const attack = sealed(cookie, "/session")
    for (let i = 0; i < MANY / 10; i++) await attack(browser)
    expect(asked()).toBe(2)
  })

  it("that is down is not asked for each of them", async () => {
    let down = false
    const { secret, asked } = counting(async () => {
      if (down) throw new Error("connection refused")
      return A
    })
    const browser = new Browser(configOf(secret))
    await browser.get("/csrf")
    down = true
    for (let i = 0; i < MANY; i++) await attacks["a session cookie"]!(browser)
    expect(asked()).toBe(2)
  })

  it("that hangs holds nobody up for long", async () => {
    vi.useRealTimers()
    let hangs = false
    const { secret, asked } = counting(() => (hangs ? new Promise(() => {}) : Promise.resolve(A)))
    const browser = new Browser(configOf(secret))
    await browser.get("/csrf")
    hangs = true
    const started = Date.now()
    const lanes = Array.from({ length: LANES }, () => attacks["a session cookie"]!(browser))
    for (const answer of await Promise.all(lanes)) expect(await answer.json()).toBeNull()
    expect(Date.now() - started).toBeLessThan(30_000)
    expect(asked()).toBe(2)
  })

  it("fifty who come while it is asked for a new key all wait for the answer", async () => {
    let value: string | string[] = A
    const ask = vi.fn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return value
    })
    const stale = new Browser(configOf(ask))
    await stale.get("/csrf")
    value = [randomToken(), A]
    const fresh = new Browser(configOf(value))
    await fresh.post("/callback/credentials")
    const cookie = [...fresh.cookies].map(([name, kept]) => `${name}=${kept.value}`).join("; ")
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => stale.get("/session", { cookie })),
    )
    for (const answer of answers)
      expect(await answer.json()).toMatchObject({ user: { name: "Ada" } })
    expect(ask).toHaveBeenCalledTimes(2)
  })
})

describe.skipIf(!postgresServer.reachable)("a managed ring in PostgreSQL", () => {
  it.each([
    ["one after the other", 1],
    ["fifty at a time", LANES],
  ])(
    "ten thousand made-up key ids, %s, stay within the budget",
    { timeout: 60_000 },
    async (_, lanes) => {
      const table = `lk_matrix_${process.pid}_${lanes}_${Date.now().toString(36)}`
      const pool = new pg.Pool({ connectionString: postgresServer.url, max: 2 })
      let queries = 0
      const counted = {
        query: (...args: Parameters<pg.Pool["query"]>) => {
          queries++
          return pool.query(...args)
        },
      }
      const store = postgresStore(counted as never, { table })
      let reads = 0
      const ring = keyring({
        store: { ...store, read: () => (reads++, store.read()) },
        onEvent: () => {},
      })
      const browser = new Browser({ ...configOf(ring), env: { AUTH_SECRET: A } })
      await browser.get("/session")
      await browser.get("/csrf")
      const quiet = { reads, queries }
      const started = Date.now()
      const attack = attacks["a session cookie"]!
      if (lanes === 1) for (let i = 0; i < MANY; i++) await attack(browser)
      else await inLanes(MANY, () => attack(browser))
      const seconds = (Date.now() - started) / 1_000
      // Two may come at once, then one in five seconds.
      const allowed = 2 + Math.ceil(seconds / 5)
      expect(reads - quiet.reads).toBeGreaterThan(0)
      expect(reads - quiet.reads).toBeLessThanOrEqual(allowed)
      // A look is one question for the document and one for the time.
      expect(queries - quiet.queries).toBeLessThanOrEqual(2 * allowed)
      await pool.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
      await pool.end()
    },
  )
})

it("own names, as these tests use them", async () => {
  const browser = new Browser(configOf(A), { door: own })
  await browser.post("/signin/email", { email: "ada@example.com" })
  await browser.post("/callback/credentials")
  expect(browser.names()).toEqual(
    expect.arrayContaining([
      "__Host-latchkey.csrf-token",
      "__Host-latchkey.email",
      "__Host-latchkey.session-token",
    ]),
  )
})
