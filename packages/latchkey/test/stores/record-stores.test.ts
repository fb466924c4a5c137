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
import type { SessionRecord, SessionRecords } from "../../src/contracts/session-records.ts"
import { memoryRecords } from "../../src/records/memory.ts"
import { redisRecords } from "../../src/records/redis.ts"
import { sqlRecords } from "../../src/records/sql.ts"
import { recordStoreConformance } from "../../src/testing/record-store-conformance.ts"
import { mysqlServer, NOWHERE, postgresServer, redisServer } from "./servers.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
const table = `lk_records_${run}`
const test = { describe, it }
const closers = new Map<SessionRecords, () => unknown>()
const close = async (stores: readonly SessionRecords[]): Promise<void> => {
  for (const store of stores) await closers.get(store)?.()
}
const closing = (store: SessionRecords, end: () => unknown): SessionRecords => {
  closers.set(store, end)
  return store
}
const HOUR = 3_600_000
const began = (id: string, user = "ada", expires = Date.now() + HOUR): SessionRecord => ({
  id,
  user,
  created: Date.now(),
  seen: Date.now(),
  expires,
  provider: "github",
  amr: ["fed"],
})

describe("in memory", () => {
  const one = memoryRecords()
  recordStoreConformance({ store: () => one, test })
})

describe("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-records-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "auth.db")

  describe("node:sqlite", () => {
    const store = (): SessionRecords => {
      const db = new DatabaseSync(file, { timeout: 5_000 })
      return closing(sqlRecords(db), () => db.close())
    }
    recordStoreConformance({ store, test, close })
  })

  describe("better-sqlite3", () => {
    const store = (): SessionRecords => {
      const db = new BetterSqlite3(file)
      return closing(sqlRecords(db), () => db.close())
    }
    recordStoreConformance({ store, test, close })
  })

  describe("libsql", () => {
    const store = (): SessionRecords => {
      const db = createLibsql({ url: `file:${join(folder, "libsql.db")}` })
      return closing(sqlRecords(db), () => db.close())
    }
    recordStoreConformance({ store, test, close })
  })

  it("drops the rows of sessions that are over, and keeps the others", async () => {
    const db = new DatabaseSync(":memory:")
    const store = sqlRecords(db)
    await store.add(began("over", "ada", Date.now() + 1_000))
    vi.useFakeTimers({ now: Date.now() + 600_001, toFake: ["Date"] })
    await store.add(began("live"))
    vi.useRealTimers()
    expect(db.prepare("SELECT id FROM auth_session_record").all()).toMatchObject([{ id: "live" }])
  })

  it("is the same for the same client and table, and refuses a name that would be SQL", () => {
    const db = new DatabaseSync(":memory:")
    expect(sqlRecords(db)).toBe(sqlRecords(db))
    expect(sqlRecords(db)).not.toBe(sqlRecords(db, { table: "other" }))
    expect(() => sqlRecords(db, { table: "a; drop table b" })).toThrow(TypeError)
  })

  it("a row that somebody garbled is listed with what can be read of it", async () => {
    const db = new DatabaseSync(":memory:")
    const store = sqlRecords(db)
    await store.add(began("one"))
    for (const garbled of ["{", '"pwd"', "[1, null]"]) {
      db.prepare("UPDATE auth_session_record SET amr = ?").run(garbled)
      expect(await store.list("ada", Date.now())).toMatchObject([{ id: "one", amr: [] }])
    }
  })
})

describe.skipIf(!postgresServer.reachable)("PostgreSQL", () => {
  const { url } = postgresServer
  const schema = `lk_schema_${run}`
  afterAll(async () => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`DROP TABLE IF EXISTS ${table}, ${table}_new`)
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    await client.end()
  })

  describe("pg", () => {
    const store = (): SessionRecords => {
      const pool = new pg.Pool({ connectionString: url, max: 2 })
      return closing(sqlRecords(pool, { table }), () => pool.end())
    }
    const unreachable = (): SessionRecords =>
      sqlRecords(new pg.Pool({ connectionString: `postgres://x@${NOWHERE}/x` }))
    recordStoreConformance({ store, test, close, unreachable })
  })

  describe("postgres.js", () => {
    const store = (): SessionRecords => {
      const sql = postgres(url, { max: 2, onnotice: () => {} })
      return closing(sqlRecords(sql, { table }), () => sql.end())
    }
    recordStoreConformance({ store, test, close })
  })

  it("eight that find no table make it together, also in a schema of its own", async () => {
    const pools = Array.from({ length: 8 }, () => new pg.Pool({ connectionString: url, max: 1 }))
    await pools[0]!.query(`CREATE SCHEMA ${schema}`)
    for (const name of [`${table}_new`, `${schema}.records`]) {
      const stores = pools.map((pool) => sqlRecords(pool, { table: name }))
      await Promise.all(stores.map((store, n) => store.add(began(`new-${n}`))))
      expect(await stores[0]!.list("ada", Date.now())).toHaveLength(8)
    }
    const indexes = await pools[0]!.query(
      `SELECT indexname FROM pg_indexes WHERE schemaname = '${schema}'`,
    )
    expect(indexes.rows).toHaveLength(5)
    await Promise.all(pools.map((pool) => pool.end()))
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
    const store = (): SessionRecords => {
      const pool = mysqlPromise.createPool({ uri: url, connectionLimit: 2 })
      return closing(sqlRecords(pool, { table }), () => pool.end())
    }
    const unreachable = (): SessionRecords =>
      sqlRecords(mysqlPromise.createPool({ uri: `mysql://root@${NOWHERE}/x` }))
    recordStoreConformance({ store, test, close, unreachable })
  })
})

describe.skipIf(!redisServer.reachable)("Redis", () => {
  const { url } = redisServer
  const prefix = `lk-records-${run}`
  let admin: Redis
  beforeAll(() => {
    admin = new Redis(url)
  })
  afterAll(async () => {
    const keys = await admin.keys(`${prefix}*`)
    if (keys.length > 0) await admin.del(...keys)
    admin.disconnect()
  })

  describe("ioredis", () => {
    const store = (): SessionRecords => {
      const client = new Redis(url)
      return closing(redisRecords(client, { prefix }), () => client.disconnect())
    }
    const unreachable = (): SessionRecords => {
      const [host, port] = NOWHERE.split(":")
      const client = new Redis({ host: host!, port: Number(port), maxRetriesPerRequest: 0 })
      client.on("error", () => {})
      return closing(redisRecords(client), () => client.disconnect())
    }
    recordStoreConformance({ store, test, close, unreachable })
  })

  describe("node-redis", () => {
    const store = async (): Promise<SessionRecords> => {
      const client = createRedis({ url })
      await client.connect()
      return closing(redisRecords(client, { prefix }), () => client.destroy())
    }
    recordStoreConformance({ store, test, close })
  })

  it("keeps nothing longer than the longest session that it is of, and drops what is over", async () => {
    const own = `${prefix}-ttl`
    const store = redisRecords(admin, { prefix: own })
    await store.add({ ...began("short", "ada", Date.now() + 300), providerSession: "s" })
    await store.add({ ...began("long"), providerSession: "s" })
    const keys = await admin.keys(`${own}*`)
    expect(keys.length).toBe(4)
    for (const key of keys) {
      const left = await admin.pttl(key)
      expect(left).toBeGreaterThan(0)
      expect(left).toBeLessThanOrEqual(HOUR)
    }
    await vi.waitFor(async () => expect(await admin.keys(`${own}*`)).toHaveLength(3), 20_000)
    await store.add({ ...began("third"), providerSession: "s" })
    expect(await admin.hkeys(`${own}:sessions:user:{ada}`)).not.toContain("r:short")
    expect(await admin.zcard(`${own}:sessions:session:{github:s}`)).toBe(2)
  })
})
