import { createClient as createLibsql } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { Redis } from "ioredis"
import mysql from "mysql2"
import mysqlPromise from "mysql2/promise"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import postgres from "postgres"
import { createClient as createRedis } from "redis"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { KeyStore } from "../../src/contracts/keys.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import { mysqlStore } from "../../src/keys/stores/mysql.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"
import { redisStore } from "../../src/keys/stores/redis.ts"
import { sqliteStore } from "../../src/keys/stores/sqlite.ts"
import { keyStoreConformance } from "../../src/testing/key-store-conformance.ts"
import { mysqlServer, NOWHERE, postgresServer, redisServer } from "./servers.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
const test = { describe, it }
const table = `lk_${run}`
const closers = new Map<KeyStore, () => unknown>()
const close = async (stores: readonly KeyStore[]): Promise<void> => {
  for (const store of stores) await closers.get(store)?.()
}
const closing = (store: KeyStore, end: () => unknown): KeyStore => {
  closers.set(store, end)
  return store
}

describe("in memory", () => {
  const places = new Map<number, KeyStore>()
  const store = (place: number): KeyStore => {
    places.set(place, places.get(place) ?? memoryStore())
    return places.get(place)!
  }
  keyStoreConformance({ store, test })
})

describe("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-stores-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "keys.db")

  describe("node:sqlite", () => {
    const store = (place: number): KeyStore => {
      const db = new DatabaseSync(file)
      return closing(sqliteStore(db, { ring: `n${place}` }), () => db.close())
    }
    keyStoreConformance({ store, test, close })
  })

  describe("better-sqlite3", () => {
    const store = (place: number): KeyStore => {
      const db = new BetterSqlite3(file)
      return closing(sqliteStore(db, { ring: `b${place}` }), () => db.close())
    }
    keyStoreConformance({ store, test, close })
  })

  describe("libsql", () => {
    const store = (place: number): KeyStore => {
      const db = createLibsql({ url: `file:${join(folder, "libsql.db")}` })
      return closing(sqliteStore(db, { ring: `l${place}` }), () => db.close())
    }
    keyStoreConformance({ store, test, close, races: { bootstrap: 8, storm: 20 } })
  })

  it("waits for a transaction on the same connection, so that a rollback does not take the ring", async () => {
    const db = new DatabaseSync(":memory:")
    const store = sqliteStore(db)
    await store.read()
    db.exec("BEGIN")
    const writing = store.write(new TextEncoder().encode("ring"), null)
    await new Promise((resolve) => setTimeout(resolve, 20))
    db.exec("ROLLBACK")
    expect(await writing).toBe("ok")
    expect(await store.read()).not.toBeNull()
  })
})

describe.skipIf(!postgresServer.reachable)("PostgreSQL", () => {
  const { url } = postgresServer
  afterAll(async () => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
    await client.end()
  })

  describe("pg", () => {
    const store = async (place: number): Promise<KeyStore> => {
      const pool = new pg.Pool({ connectionString: url, max: 2 })
      const listener = new pg.Client(url)
      await listener.connect()
      const options = { ring: `pg${place}`, table, listen: listener }
      return closing(postgresStore(pool, options), async () => {
        await listener.end()
        await pool.end()
      })
    }
    const unreachable = (): KeyStore =>
      postgresStore(new pg.Pool({ connectionString: `postgres://x@${NOWHERE}/x` }))
    keyStoreConformance({ store, test, close, unreachable })
  })

  describe("postgres.js", () => {
    const store = (place: number): KeyStore => {
      const sql = postgres(url, { max: 2, onnotice: () => {} })
      return closing(postgresStore(sql, { ring: `js${place}`, table, listen: true }), () =>
        sql.end(),
      )
    }
    keyStoreConformance({ store, test, close })
  })

  it("eight that find no table make it together", async () => {
    const pools = Array.from({ length: 8 }, () => new pg.Pool({ connectionString: url, max: 1 }))
    const other = `${table}_new`
    const stores = pools.map((pool) => postgresStore(pool, { table: other }))
    expect(await Promise.all(stores.map((store) => store.read()))).toEqual(Array(8).fill(null))
    await pools[0]!.query(`DROP TABLE ${other}, ${other}_instances`)
    await Promise.all(pools.map((pool) => pool.end()))
  })

  it("a role that may only read is told so, and nothing is taken for absent", async () => {
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    await pool.query("SET default_transaction_read_only = on")
    const store = postgresStore(pool, { table, ring: "read-only" })
    expect(await store.read()).toBeNull()
    await expect(store.write(new TextEncoder().encode("x"), null)).rejects.toThrow(/read-only/)
    await pool.end()
  })

  it("a name that would be SQL is refused", () => {
    expect(() => postgresStore(new pg.Pool(), { table: "a; drop table b" })).toThrow(TypeError)
  })
})

describe.skipIf(!mysqlServer.reachable)("MySQL or MariaDB", () => {
  const { url } = mysqlServer
  afterAll(async () => {
    const client = await mysqlPromise.createConnection(url)
    await client.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
    await client.end()
  })

  describe("mysql2 with promises", () => {
    const store = (place: number): KeyStore => {
      const pool = mysqlPromise.createPool({ uri: url, connectionLimit: 2 })
      return closing(mysqlStore(pool, { ring: `p${place}`, table }), () => pool.end())
    }
    const unreachable = (): KeyStore =>
      mysqlStore(mysqlPromise.createPool({ uri: `mysql://root@${NOWHERE}/x` }))
    keyStoreConformance({ store, test, close, unreachable })
  })

  describe("mysql2 with callbacks", () => {
    const store = (place: number): KeyStore => {
      const pool = mysql.createPool({ uri: url, connectionLimit: 2 })
      return closing(mysqlStore(pool, { ring: `c${place}`, table }), () => pool.promise().end())
    }
    keyStoreConformance({ store, test, close, races: { bootstrap: 8, storm: 20 } })
  })
})

describe.skipIf(!redisServer.reachable)("Redis", () => {
  const { url } = redisServer
  const prefix = `lk-${run}`
  // A server for tests may keep nothing.
  const shared = { subscribe: "second-connection", volatile: "accepted" } as const
  let admin: Redis
  beforeAll(() => {
    admin = new Redis(url)
  })
  afterAll(async () => {
    const keys = await admin.keys(`${prefix}:*`)
    if (keys.length > 0) await admin.del(...keys)
    admin.disconnect()
  })

  describe("ioredis", () => {
    const store = (place: number): KeyStore => {
      const client = new Redis(url)
      const options = { ring: `io${place}`, prefix, ...shared } as const
      return closing(redisStore(client, options), () => client.disconnect())
    }
    const unreachable = (): KeyStore => {
      const [host, port] = NOWHERE.split(":")
      const client = new Redis({ host: host!, port: Number(port), maxRetriesPerRequest: 0 })
      client.on("error", () => {})
      return closing(redisStore(client), () => client.disconnect())
    }
    keyStoreConformance({ store, test, close, unreachable })
  })

  describe("node-redis", () => {
    const store = async (place: number): Promise<KeyStore> => {
      const client = createRedis({ url })
      await client.connect()
      const options = { ring: `nr${place}`, prefix, ...shared } as const
      return closing(redisStore(client, options), () => client.destroy())
    }
    keyStoreConformance({ store, test, close })
  })

  it.each([
    ["that evicts keys", { "maxmemory-policy": "allkeys-lru", maxmemory: "1000000" }, /evicts/],
    ["that keeps nothing on disk", { appendonly: "no", save: "" }, /disk/],
  ])("a server %s is refused, unless that is known", async (_, says, message) => {
    const config: Record<string, string> = {
      "maxmemory-policy": "noeviction",
      maxmemory: "0",
      appendonly: "yes",
      save: "",
      ...says,
    }
    const client = {
      call: async (name: string, ...args: string[]) =>
        name === "CONFIG" ? [args[1]!, config[args[1]!]!] : admin.call(name, ...args),
      duplicate: () => admin.duplicate(),
    }
    const ring = "volatile"
    await expect(redisStore(client, { prefix, ring }).read()).rejects.toThrow(message)
    const known = redisStore({ ...client }, { prefix, ring, volatile: "accepted" })
    expect(await known.read()).toBeNull()
  })

  it("a hosted server that hides its configuration is believed", async () => {
    const call = async (name: string, ...args: string[]): Promise<unknown> => {
      if (name === "CONFIG") throw new Error("ERR unknown command 'CONFIG'")
      return admin.call(name, ...args)
    }
    const store = redisStore({ call, duplicate: () => admin.duplicate() }, { prefix, ring: "x" })
    expect(await store.read()).toBeNull()
  })
})
