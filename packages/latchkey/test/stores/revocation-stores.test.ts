import { createClient as createLibsql } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { Redis } from "ioredis"
import mysqlPromise from "mysql2/promise"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import postgres from "postgres"
import { createClient as createRedis } from "redis"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import type { RevocationStore } from "../../src/contracts/revocations.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { mysqlRevocations } from "../../src/revocations/mysql.ts"
import { postgresRevocations } from "../../src/revocations/postgres.ts"
import { redisRevocations } from "../../src/revocations/redis.ts"
import { sqliteRevocations } from "../../src/revocations/sqlite.ts"
import { revocationStoreConformance } from "../../src/testing/revocation-store-conformance.ts"
import { mysqlServer, NOWHERE, postgresServer, redisServer } from "./servers.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
const table = `lk_revoked_${run}`
const test = { describe, it }
const closers = new Map<RevocationStore, () => unknown>()
const close = async (stores: readonly RevocationStore[]): Promise<void> => {
  for (const store of stores) await closers.get(store)?.()
}
const closing = (store: RevocationStore, end: () => unknown): RevocationStore => {
  closers.set(store, end)
  return store
}
const HOUR = 3_600_000
const over = (id: string) =>
  ({ kind: "session", id, at: Date.now(), until: Date.now() - 1 }) as const
const live = (id: string) =>
  ({ kind: "session", id, at: Date.now(), until: Date.now() + HOUR }) as const

describe("in memory", () => {
  const one = memoryRevocations()
  revocationStoreConformance({ store: () => one, test })
})

describe("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-revoked-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "auth.db")

  describe("node:sqlite", () => {
    const store = (): RevocationStore => {
      const db = new DatabaseSync(file, { timeout: 5_000 })
      return closing(sqliteRevocations(db), () => db.close())
    }
    revocationStoreConformance({ store, test, close })
  })

  describe("better-sqlite3", () => {
    const store = (): RevocationStore => {
      const db = new BetterSqlite3(file)
      return closing(sqliteRevocations(db), () => db.close())
    }
    revocationStoreConformance({ store, test, close })
  })

  describe("libsql", () => {
    const store = (): RevocationStore => {
      const db = createLibsql({ url: `file:${join(folder, "libsql.db")}` })
      return closing(sqliteRevocations(db), () => db.close())
    }
    revocationStoreConformance({ store, test, close })
  })

  it("drops the rows that no living session needs, and keeps the others", async () => {
    const db = new DatabaseSync(":memory:")
    const store = sqliteRevocations(db)
    await store.add(over("first"))
    vi.useFakeTimers({ now: Date.now() + 600_001, toFake: ["Date"] })
    await store.add(live("second"))
    vi.useRealTimers()
    const rows = db.prepare("SELECT id FROM auth_session_revocation").all()
    expect(rows).toMatchObject([{ id: "second" }])
  })

  it("is the same for the same client and table, and refuses a name that would be SQL", () => {
    const db = new DatabaseSync(":memory:")
    expect(sqliteRevocations(db)).toBe(sqliteRevocations(db))
    expect(sqliteRevocations(db)).not.toBe(sqliteRevocations(db, { table: "other" }))
    expect(() => sqliteRevocations(db, { table: "a; drop table b" })).toThrow(TypeError)
  })
})

describe.skipIf(!postgresServer.reachable)("PostgreSQL", () => {
  const { url } = postgresServer
  afterAll(async () => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`DROP TABLE IF EXISTS ${table}, ${table}_new, ${table}_late`)
    await client.end()
  })

  describe("pg, with a connection that listens", () => {
    const store = async (): Promise<RevocationStore> => {
      const pool = new pg.Pool({ connectionString: url, max: 2 })
      const listen = new pg.Client(url)
      await listen.connect()
      const made = postgresRevocations(pool, { table, listen })
      return closing(made, () => Promise.all([pool.end(), listen.end()]))
    }
    const unreachable = (): RevocationStore =>
      postgresRevocations(new pg.Pool({ connectionString: `postgres://x@${NOWHERE}/x` }))
    revocationStoreConformance({ store, test, close, unreachable })
  })

  describe("postgres.js", () => {
    const store = (): RevocationStore => {
      const sql = postgres(url, { max: 2, onnotice: () => {} })
      return closing(postgresRevocations(sql, { table, listen: true }), () => sql.end())
    }
    revocationStoreConformance({ store, test, close })
  })

  it("eight that find no table make it together", async () => {
    const pools = Array.from({ length: 8 }, () => new pg.Pool({ connectionString: url, max: 1 }))
    const stores = pools.map((pool) => postgresRevocations(pool, { table: `${table}_new` }))
    await Promise.all(stores.map((store, n) => store.add(live(`new-${n}`))))
    expect((await stores[0]!.since(null)).revocations).toHaveLength(8)
    await Promise.all(pools.map((pool) => pool.end()))
  })

  it("a row that is committed late, with a number that was passed already, is read all the same", async () => {
    const pool = new pg.Pool({ connectionString: url, max: 3 })
    const store = postgresRevocations(pool, { table: `${table}_late` })
    await store.add(live("first"))
    const slow = await pool.connect()
    await slow.query("BEGIN")
    await slow.query(
      `INSERT INTO ${table}_late (kind, id, began_until, except_id, needed_until, noted)
       SELECT kind, 'late', began_until, except_id, needed_until, noted FROM ${table}_late`,
    )
    await store.add(live("third"))
    const { cursor, revocations } = await store.since(null)
    expect(revocations.map(({ id }) => id).sort()).toEqual(["first", "third"])
    await slow.query("COMMIT")
    slow.release()
    expect((await store.since(cursor)).revocations.map(({ id }) => id)).toContain("late")
    await pool.end()
  })
})

describe.skipIf(!mysqlServer.reachable)("MySQL or MariaDB", () => {
  const { url } = mysqlServer
  afterAll(async () => {
    const client = await mysqlPromise.createConnection(url)
    await client.query(`DROP TABLE IF EXISTS ${table}`)
    await client.end()
  })

  describe("mysql2", () => {
    const store = (): RevocationStore => {
      const pool = mysqlPromise.createPool({ uri: url, connectionLimit: 2 })
      return closing(mysqlRevocations(pool, { table }), () => pool.end())
    }
    const unreachable = (): RevocationStore =>
      mysqlRevocations(mysqlPromise.createPool({ uri: `mysql://root@${NOWHERE}/x` }))
    revocationStoreConformance({ store, test, close, unreachable })
  })
})

describe.skipIf(!redisServer.reachable)("Redis", () => {
  const { url } = redisServer
  const prefix = `lk-revoked-${run}`
  let admin: Redis
  beforeAll(() => {
    admin = new Redis(url)
  })
  afterAll(async () => {
    const keys = await admin.keys(`${prefix}*`)
    if (keys.length > 0) await admin.del(...keys)
    admin.disconnect()
  })

  describe("ioredis, with a second connection", () => {
    const store = (): RevocationStore => {
      const client = new Redis(url)
      const options = { prefix, subscribe: "second-connection" } as const
      return closing(redisRevocations(client, options), () => client.disconnect())
    }
    const unreachable = (): RevocationStore => {
      const [host, port] = NOWHERE.split(":")
      const client = new Redis({ host: host!, port: Number(port), maxRetriesPerRequest: 0 })
      client.on("error", () => {})
      return closing(redisRevocations(client), () => client.disconnect())
    }
    revocationStoreConformance({ store, test, close, unreachable })
  })

  describe("node-redis", () => {
    const store = async (): Promise<RevocationStore> => {
      const client = createRedis({ url })
      await client.connect()
      return closing(redisRevocations(client, { prefix }), () => client.destroy())
    }
    revocationStoreConformance({ store, test, close })
  })

  it("forgets all by itself once nothing can need it, and never what a longer session needs", async () => {
    const store = redisRevocations(admin, { prefix: `${prefix}-ttl` })
    await store.add({ ...live("long"), until: Date.now() + 24 * HOUR })
    await store.add(live("short"))
    const key = `${prefix}-ttl:{sessions}:revoked`
    expect(await admin.pttl(key)).toBeGreaterThan(24 * HOUR)
    expect((await store.since(null)).revocations.map(({ id }) => id)).toEqual(["long", "short"])
  })

  it("reads more than one page", async () => {
    const store = redisRevocations(admin, { prefix: `${prefix}-many` })
    const all = Array.from({ length: 2_500 }, (_, n) => `n${n}`)
    await Promise.all(all.map((id) => store.add(live(id))))
    const { revocations, cursor } = await store.since(null)
    expect(new Set(revocations.map(({ id }) => id)).size).toBe(2_500)
    expect((await store.since(cursor)).revocations).toEqual([])
  })
})
