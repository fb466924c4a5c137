/** The network between an application and its list of sessions, in front of real servers. */
import { Redis } from "ioredis"
import pg from "pg"
import { afterEach, describe, expect, it } from "vitest"
import type { AuthConfig, SessionOptions } from "../../src/config/auth-config.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { SessionRecords } from "../../src/contracts/session-records.ts"
import { listSessions, revokeSessions } from "../../src/core/sessions.ts"
import { redisRecords } from "../../src/records/redis.ts"
import { sqlRecords } from "../../src/records/sql.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { Browser, locationOf, own, SECRET } from "../support/browser.ts"
import { FaultProxy } from "../support/fault-proxy.ts"
import { postgresServer, redisServer } from "./servers.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "ada", name: "Ada" }),
}

interface Made {
  readonly records: SessionRecords
  readonly end: () => unknown
}

const servers = [
  {
    name: "PostgreSQL",
    server: postgresServer,
    make(port: number): Made {
      const url = new URL(postgresServer.url)
      url.port = String(port)
      const pool = new pg.Pool({ connectionString: url.href, max: 2 })
      pool.on("error", () => {})
      const table = `lk_faults_${run}`
      const end = async (): Promise<void> => {
        const client = new pg.Client(postgresServer.url)
        await client.connect()
        await client.query(`DROP TABLE IF EXISTS ${table}`)
        await client.end()
        // Connections of the proxy's that hang are not waited for.
        void pool.end()
      }
      return { records: sqlRecords(pool, { table }), end }
    },
  },
  {
    name: "Redis",
    server: redisServer,
    make(port: number): Made {
      const client = new Redis({ host: "127.0.0.1", port, maxRetriesPerRequest: 1 })
      client.on("error", () => {})
      const end = async (): Promise<void> => {
        client.disconnect()
        const admin = new Redis(redisServer.url)
        const keys = await admin.keys(`lk-faults-${run}*`)
        if (keys.length > 0) await admin.del(...keys)
        admin.disconnect()
      }
      return { records: redisRecords(client, { prefix: `lk-faults-${run}` }), end }
    },
  },
]

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const isIn = async (browser: Browser): Promise<boolean> => (await browser.session()) !== null

describe.each(servers)("a list in $name that the network takes away", ({ server, make }) => {
  async function site(
    more: Partial<SessionOptions> = {},
  ): Promise<{ proxy: FaultProxy; config: AuthConfig; errors: Error[] }> {
    const { hostname, port } = new URL(server.url)
    const proxy = await new FaultProxy({ host: hostname, port: Number(port) }).start()
    const { records, end } = make(proxy.port)
    closers.push(() => proxy.stop(), end)
    const errors: Error[] = []
    const config: AuthConfig = {
      providers: [credentials],
      secret: SECRET,
      trustHost: true,
      logger: { error: (error) => void errors.push(error) },
      session: {
        strategy: "jwt",
        revocable: { store: memoryRevocations() },
        records,
        ...more,
      },
    }
    return { proxy, config, errors }
  }

  it.skipIf(!server.reachable).each(["cut", "half-open"] as const)(
    "%s: people come in, stay in, go out and are put out; looking is an error; then all is well again",
    async (kind) => {
      const { proxy, config, errors } = await site()
      const before = new Browser(config)
      await before.post("/callback/credentials")
      expect(await listSessions(config, own, { user: "ada" })).toHaveLength(1)
      proxy.fault = { kind }
      const during = new Browser(config)
      const started = Date.now()
      await during.post("/callback/credentials")
      expect(Date.now() - started).toBeLessThan(30_000)
      expect(await Promise.all([before, during].map(isIn))).toEqual([true, true])
      expect((await during.get("/sessions")).status).toBe(503)
      await revokeSessions(config, own, { session: requestOf(before) })
      expect(await isIn(before)).toBe(false)
      expect(new Set(errors.map(({ name }) => name))).toEqual(new Set(["RecordsUnavailable"]))
      // A driver without a time limit waits for a connection that is lost until the system gives it up.
      if (kind === "half-open") return
      proxy.fault = { kind: "pass" }
      const after = new Browser(config)
      // A pool may hand out a connection that is dead.
      await expect
        .poll(
          async () => {
            await after.post("/callback/credentials")
            return (await listSessions(config, own, { user: "ada" }).catch(() => [])).length
          },
          { timeout: 30_000, interval: 200 },
        )
        .toBeGreaterThan(0)
      // What ended while the list was away is on it still, and is not shown.
      const shown = await listSessions(config, own, requestOf(after))
      expect(shown.every(({ id }) => id !== undefined)).toBe(true)
      expect(shown.filter(({ current }) => current)).toHaveLength(1)
    },
    90_000,
  )

  it.skipIf(!server.reachable)(
    "with a limit nobody comes in meanwhile",
    async () => {
      const { proxy, config } = await site({ limit: 2 })
      const before = new Browser(config)
      await before.post("/callback/credentials")
      proxy.fault = { kind: "cut" }
      const during = new Browser(config)
      const answer = await during.post("/callback/credentials")
      expect(locationOf(answer).searchParams.get("error")).toBe("Unavailable")
      expect(await Promise.all([before, during].map(isIn))).toEqual([true, false])
    },
    60_000,
  )
})

function requestOf(browser: Browser): Request {
  const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
  return new Request("https://app.example/settings", { headers: { cookie } })
}
