/**
 * Many sign-ins at once, on several instances that share PostgreSQL: each has a connection pool, and so a memory, of
 * its own.
 */
import pg from "pg"
import { afterAll, describe, expect, it, vi } from "vitest"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { AuthConfig, SessionLimit } from "../../src/config/auth-config.ts"
import type { AdapterUser } from "../../src/contracts/adapter.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { listSessions, revokeSessions } from "../../src/core/sessions.ts"
import { Browser, own, SECRET } from "../support/browser.ts"
import { postgresServer } from "./servers.ts"

const prefix = `lk_races_${process.pid}_${Date.now().toString(36)}_`
const USER = "id-ada"
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: USER, name: "Ada" }),
}

interface Instance {
  readonly config: AuthConfig
  readonly pool: pg.Pool
  readonly errors: Error[]
}

async function instanceOf(
  strategy: "jwt" | "database",
  limit: number | SessionLimit,
): Promise<Instance> {
  const pool = new pg.Pool({ connectionString: postgresServer.url, max: 4 })
  const adapter = SqlAdapter(pool, { prefix })
  const errors: Error[] = []
  const known = await adapter.getUser(USER)
  if (!known) {
    const user = { id: USER, name: "Ada", email: "ada@example.com", emailVerified: null }
    await adapter.createUser(user as AdapterUser)
  }
  const revocable = { store: adapter.revocations!, refresh: 0.05 }
  const config: AuthConfig = {
    providers: [credentials],
    adapter,
    secret: SECRET,
    trustHost: true,
    logger: { error: (error) => void errors.push(error) },
    session: { strategy, records: true, limit, ...(strategy === "jwt" ? { revocable } : {}) },
  }
  return { config, pool, errors }
}

const isIn = async (browser: Browser): Promise<boolean> => (await browser.session()) !== null

/** Those that are let in, once every instance has looked at what ended. */
async function inside(browsers: readonly Browser[]): Promise<number> {
  let last = -1
  await vi.waitFor(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 120))
      const all = await Promise.all(browsers.map(isIn))
      const count = all.filter(Boolean).length
      const isSame = count === last
      last = count
      expect(isSame).toBe(true)
    },
    { timeout: 50_000 },
  )
  return last
}

describe.skipIf(!postgresServer.reachable)("fifty sign-ins at once, on three instances", () => {
  const pools: pg.Pool[] = []
  afterAll(async () => {
    const { rows } = await pools[0]!.query(
      "SELECT tablename FROM pg_tables WHERE tablename LIKE $1",
      [`${prefix}%`],
    )
    for (const { tablename } of rows as { tablename: string }[]) {
      await pools[0]!.query(`DROP TABLE IF EXISTS "${tablename}" CASCADE`)
    }
    await Promise.all(pools.map((pool) => pool.end()))
  })

  it.each([
    ["jwt", "end-oldest"],
    ["jwt", "refuse"],
    ["database", "end-oldest"],
    ["database", "refuse"],
  ] as const)(
    "%s, %s: three at most are in",
    async (strategy, onExceeded) => {
      const instances: Instance[] = []
      for (let n = 0; n < 3; n++) {
        instances.push(await instanceOf(strategy, { max: 3, onExceeded }))
      }
      pools.push(...instances.map(({ pool }) => pool))
      const [first] = instances
      await revokeSessions(first!.config, own, { user: USER })
      // The second of a sign-in decides what an end concerns.
      await new Promise((resolve) => setTimeout(resolve, 1_100))
      const browsers = Array.from({ length: 50 }, (_, n) => new Browser(instances[n % 3]!.config))
      await Promise.all(browsers.map((each) => each.csrfToken()))
      await Promise.all(browsers.map((each) => each.post("/callback/credentials")))
      const count = await inside(browsers)
      if (onExceeded === "end-oldest") expect(count).toBe(3)
      else expect(count).toBeLessThanOrEqual(3)
      for (const { config } of instances) {
        expect(await listSessions(config, own, { user: USER })).toHaveLength(count)
      }
      const refusals = instances.flatMap(({ errors }) => errors).map(({ name }) => name)
      expect(new Set(refusals)).toEqual(new Set(onExceeded === "refuse" ? ["TooManySessions"] : []))
    },
    60_000,
  )
})
