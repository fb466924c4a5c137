import { createClient as createLibsql } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { Redis } from "ioredis"
import mysql from "mysql2/promise"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { KeyStore } from "../../src/contracts/keys.ts"
import { instanceRow } from "../../src/keys/stores/instance-row.ts"
import { mysqlStore } from "../../src/keys/stores/mysql.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"
import { redisStore } from "../../src/keys/stores/redis.ts"
import { sqliteStore } from "../../src/keys/stores/sqlite.ts"
import { mysqlServer, postgresServer, redisServer } from "./servers.ts"

const table = `lk_rows_${process.pid}_${Date.now().toString(36)}`
const row = {
  instance: "new",
  rev: 2,
  root: "local:b",
  keys: ["AAAAAAAA"],
  sealed: { AAAAAAAA: 5 },
}

/** A table of before `said`, with one row in it, goes on: several handles come to it at once. */
async function goesOn(
  stores: readonly KeyStore[],
  how: "read first" | "write first",
): Promise<void> {
  if (how === "read first") {
    const read = await Promise.all(stores.map((store) => store.instances!()))
    for (const rows of read) {
      expect(rows).toEqual([{ instance: "old", rev: 1, root: "local:a", seen: expect.any(Number) }])
    }
  }
  await Promise.all(stores.map((store, n) => store.beat!({ ...row, instance: `new-${n}` })))
  const rows = [...(await stores[0]!.instances!())].toSorted((a, b) =>
    a.instance < b.instance ? -1 : 1,
  )
  expect(rows.map(({ instance }) => instance)).toEqual([...stores.map((_, n) => `new-${n}`), "old"])
  expect(rows[0]).toEqual({ ...row, instance: "new-0", seen: expect.any(Number) })
  expect(rows.at(-1)).not.toHaveProperty("keys")
  const { bytes, version } = (await stores[0]!.read())!
  expect([new TextDecoder().decode(bytes), version]).toEqual(["doc", "7"])
}

const ways = ["read first", "write first"] as const

describe("SQLite: a table of the version before", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-rows-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const before = (db: DatabaseSync): void => {
    db.exec(
      `CREATE TABLE t (ring TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, doc TEXT NOT NULL)`,
    )
    db.exec(`CREATE TABLE t_instances (ring TEXT NOT NULL, instance TEXT NOT NULL, rev INTEGER NOT NULL,
      root TEXT NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (ring, instance))`)
    db.exec("INSERT INTO t VALUES ('auth', 7, 'doc')")
    db.exec(`INSERT INTO t_instances VALUES ('auth', 'old', 1, 'local:a', ${Date.now()})`)
  }
  const clients: Record<string, (file: string) => KeyStore> = {
    "node:sqlite": (file) => sqliteStore(new DatabaseSync(file), { table: "t" }),
    "better-sqlite3": (file) => sqliteStore(new BetterSqlite3(file), { table: "t" }),
    libsql: (file) => sqliteStore(createLibsql({ url: `file:${file}` }), { table: "t" }),
  }
  const all = Object.keys(clients).flatMap((client) => ways.map((way) => [client, way] as const))
  it.each(all)("%s, %s", async (client, way) => {
    const file = join(folder, `${client.replace(":", "-")}-${way}.db`)
    const db = new DatabaseSync(file)
    before(db)
    db.close()
    await goesOn([clients[client]!(file), clients[client]!(file), clients[client]!(file)], way)
  })
})

describe.skipIf(!postgresServer.reachable)("PostgreSQL: a table of the version before", () => {
  const { url } = postgresServer
  const pools = Array.from({ length: 3 }, () => new pg.Pool({ connectionString: url, max: 1 }))
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  afterAll(async () => {
    await pools[0]!.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
    await Promise.all([...pools.map((pool) => pool.end()), sql.end()])
  })
  it.each(ways)("pg and postgres.js, %s", async (way) => {
    const pool = pools[0]!
    await pool.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
    await pool.query(`CREATE TABLE ${table} (ring text PRIMARY KEY, rev bigint NOT NULL, doc text NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now())`)
    await pool.query(`CREATE TABLE ${table}_instances (ring text NOT NULL, instance text NOT NULL,
      rev bigint NOT NULL, root text NOT NULL, seen timestamptz NOT NULL, PRIMARY KEY (ring, instance))`)
    await pool.query(`INSERT INTO ${table} VALUES ('auth', 7, 'doc')`)
    await pool.query(`INSERT INTO ${table}_instances VALUES ('auth', 'old', 1, 'local:a', now())`)
    const stores = [...pools, sql].map((client) => postgresStore(client, { table }))
    await goesOn(stores, way)
  })
})

describe.skipIf(!mysqlServer.reachable)("MySQL or MariaDB: a table of the version before", () => {
  const pools = Array.from({ length: 3 }, () =>
    mysql.createPool({ uri: mysqlServer.url, connectionLimit: 1 }),
  )
  afterAll(async () => {
    await pools[0]!.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
    await Promise.all(pools.map((pool) => pool.end()))
  })
  it.each(ways)("mysql2, %s", async (way) => {
    const pool = pools[0]!
    await pool.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
    await pool.query(
      `CREATE TABLE ${table} (ring VARCHAR(191) PRIMARY KEY, rev BIGINT NOT NULL, doc MEDIUMTEXT)`,
    )
    await pool.query(`CREATE TABLE ${table}_instances (ring VARCHAR(100) NOT NULL, instance VARCHAR(150) NOT NULL,
      rev BIGINT NOT NULL, root VARCHAR(200) NOT NULL, seen BIGINT NOT NULL, PRIMARY KEY (ring, instance))`)
    await pool.query(`INSERT INTO ${table} VALUES ('auth', 7, 'doc')`)
    await pool.query(
      `INSERT INTO ${table}_instances VALUES ('auth', 'old', 1, 'local:a', ${Date.now()})`,
    )
    await goesOn(
      pools.map((client) => mysqlStore(client, { table })),
      way,
    )
  })
})

describe.skipIf(!redisServer.reachable)("Redis: rows of the version before", () => {
  let client: Redis
  beforeAll(() => {
    client = new Redis(redisServer.url)
  })
  afterAll(async () => {
    await client.del(`${table}:{auth}:ring`, `${table}:{auth}:instances`)
    client.disconnect()
  })
  it.each(ways)("ioredis, %s", async (way) => {
    await client.del(`${table}:{auth}:instances`)
    await client.hset(`${table}:{auth}:ring`, { rev: "7", doc: "doc" })
    const old = JSON.stringify({ rev: 1, root: "local:a", seen: Date.now() })
    await client.hset(`${table}:{auth}:instances`, "old", old)
    await goesOn([redisStore(client, { prefix: table, volatile: "accepted" })], way)
  })
})

describe("a row whose text was written by someone else", () => {
  const columns = { instance: "web-1", rev: 1, root: "local:a", seen: 5 }
  it.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["null", "null"],
    ["keys that are no list", '{"keys":"AAAAAAAA"}'],
    ["keys that are no strings", '{"keys":[1]}'],
    ["endless keys", JSON.stringify({ keys: Array(300).fill("a") })],
    ["negative counts", '{"opened":{"a":-1}}'],
    ["fractions", '{"sealed":{"a":0.5}}'],
    ["counts that are no numbers", '{"opened":{"a":"1"}}'],
    ["an endless text", JSON.stringify({ keys: ["a".repeat(40_000)] })],
    ["a number", 7],
    ["nothing", null],
  ])("%s: nothing was said", (_, said) => {
    expect(instanceRow({ ...columns, said })).toEqual(columns)
  })

  it("one bad part does not take the others along", () => {
    const said = '{"keys":["a"],"opened":{"a":-1},"sealed":{"__proto__":3,"a":1}}'
    const { keys, opened, sealed } = instanceRow({ ...columns, said })
    expect({ keys, opened }).toEqual({ keys: ["a"], opened: undefined })
    expect(Object.entries(sealed!)).toEqual([
      ["__proto__", 3],
      ["a", 1],
    ])
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined()
  })
})
