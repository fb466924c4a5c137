/** What stores say against themselves, each with a real server that is set up badly. */
import { createClient as createLibsql } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { Redis } from "ioredis"
import mysql from "mysql2/promise"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import { createClient as createRedis } from "redis"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { KeyStore } from "../../src/contracts/keys.ts"
import { keyring } from "../../src/keys/managed/keyring.ts"
import { mysqlStore } from "../../src/keys/stores/mysql.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"
import { redisStore } from "../../src/keys/stores/redis.ts"
import { sqliteStore } from "../../src/keys/stores/sqlite.ts"
import { vaultStore } from "../../src/keys/stores/vault.ts"
import { VaultEmulator } from "../emulators/vault.ts"
import { canStart, PrivateServer } from "../support/private-server.ts"
import { mysqlServer, postgresServer } from "./servers.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
const table = `lk_remarks_${run}`
const ring = (): Uint8Array => new TextEncoder().encode("a ring")

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** `Code: message` of each remark; every one is a warning that says what to do. */
async function remarks(store: KeyStore): Promise<string[]> {
  await store.read()
  const all = await store.inspect!()
  for (const { severity, fix } of all)
    expect([severity, fix.length > 20]).toEqual(["warning", true])
  return all.map(({ code, message }) => `${code}: ${message}`)
}

describe.skipIf(!canStart("redis"))("Redis", () => {
  const server = new PrivateServer("redis")
  const replica = new PrivateServer("redis")
  beforeAll(() => server.start())
  afterAll(() => Promise.all([server.remove(), replica.remove()]))

  function connected(url = server.url, more = {}): Redis {
    const client = new Redis(url, more)
    cleanups.push(() => client.disconnect())
    return client
  }

  it("one that is set up well says nothing, to either client", async () => {
    expect(await remarks(redisStore(connected()))).toEqual([])
    const other = createRedis({ url: server.url })
    await other.connect()
    cleanups.push(() => other.destroy())
    expect(await remarks(redisStore(other as never))).toEqual([])
  })

  it("what may lose the ring is said, also where that was accepted", async () => {
    const client = connected()
    await client.call("CONFIG", "SET", "maxmemory", "100mb")
    await client.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    const store = redisStore(client, { volatile: "accepted" })
    expect(await remarks(store)).toEqual([
      "VolatileStore: it evicts keys (maxmemory-policy allkeys-lru)",
    ])
    await client.call("CONFIG", "SET", "appendonly", "no")
    expect(await remarks(store)).toHaveLength(2)
    // Where it was not, the ring is refused altogether.
    await expect(redisStore(connected()).read()).rejects.toThrow(/may lose the ring/)
    await client.call("CONFIG", "SET", "maxmemory-policy", "noeviction")
    expect(await remarks(store)).toEqual(["VolatileStore: it keeps nothing on disk"])
    await client.call("CONFIG", "SET", "appendonly", "yes")
    expect(await remarks(store)).toEqual([])
  })

  it("a user that may only read", async () => {
    const admin = connected()
    const rules = ["on", ">pw-of-the-reader", "~*", "+@read", "+@connection", "+acl|whoami"]
    await admin.call("ACL", "SETUSER", "reader", ...rules, "+acl|dryrun", "+time", "+role")
    const options = { username: "reader", password: "pw-of-the-reader" }
    expect(await remarks(redisStore(connected(server.url, options)))).toEqual([
      "ReadOnlyStore: its user reader may not write latchkey:{auth}:ring",
    ])
    // One that may not even ask is believed.
    await admin.call("ACL", "SETUSER", "reader", "-acl|dryrun", "-role", "-acl|whoami")
    expect(await remarks(redisStore(connected(server.url, options)))).toEqual([])
  })

  it("a replica", async () => {
    await replica.start()
    const client = connected(replica.url)
    await client.call("REPLICAOF", "127.0.0.1", String(server.port))
    expect(await remarks(redisStore(client))).toEqual(["ReadOnlyStore: it is a replica"])
  })
})

describe.skipIf(!postgresServer.reachable)("PostgreSQL", () => {
  const role = `lk_reader_${run}`
  const admin = new pg.Pool({ connectionString: postgresServer.url, max: 1 })
  beforeAll(async () => {
    const store = postgresStore(admin, { table })
    await store.write(ring(), null)
    await admin.query(`CREATE ROLE ${role} LOGIN`)
    await admin.query(`GRANT SELECT ON ${table}, ${table}_instances TO ${role}`)
  })
  afterAll(async () => {
    await admin.query(`DROP TABLE ${table}, ${table}_instances`)
    await admin.query(`DROP ROLE ${role}`)
    await admin.end()
  })

  function as(user: string, options = ""): KeyStore {
    const url = new URL(postgresServer.url)
    url.username = user
    const pool = new pg.Pool({ connectionString: url.href, max: 1, options })
    cleanups.push(() => pool.end())
    return postgresStore(pool, { table })
  }

  it("its owner hears nothing", async () => {
    expect(await remarks(postgresStore(admin, { table }))).toEqual([])
  })

  it("a role that may only read, and one that may write the ring alone", async () => {
    expect(await remarks(as(role))).toEqual([
      `ReadOnlyStore: its role ${role} may not change ${table}`,
      `ReadOnlyStore: its role ${role} may not change ${table}_instances`,
    ])
    // It is as it says.
    await expect(as(role).write(ring(), "1")).rejects.toThrow(/permission denied/)
    await admin.query(`GRANT INSERT, UPDATE ON ${table} TO ${role}`)
    expect(await remarks(as(role))).toEqual([
      `ReadOnlyStore: its role ${role} may not change ${table}_instances`,
    ])
    await admin.query(`REVOKE INSERT, UPDATE ON ${table} FROM ${role}`)
  })

  it("transactions that only read", async () => {
    const store = as(new URL(postgresServer.url).username, "-c default_transaction_read_only=on")
    expect(await remarks(store)).toEqual([
      "ReadOnlyStore: its transactions are read-only by default",
    ])
  })
})

describe.skipIf(!mysqlServer.reachable)("MySQL or MariaDB", () => {
  const user = `lk_${run}`.slice(0, 30)
  let admin: mysql.Connection
  beforeAll(async () => {
    admin = await mysql.createConnection(mysqlServer.url)
    await mysqlStore(admin, { table }).write(ring(), null)
    await admin.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw-of-the-reader'`)
    for (const name of [table, `${table}_instances`]) {
      await admin.query(`GRANT SELECT, DELETE ON ${name} TO '${user}'@'%'`)
    }
  })
  afterAll(async () => {
    await admin.query(`DROP TABLE ${table}, ${table}_instances`)
    await admin.query(`DROP USER '${user}'@'%'`)
    await admin.end()
  })

  it("its owner hears nothing, a user that may only read is told so", async () => {
    expect(await remarks(mysqlStore(admin, { table }))).toEqual([])
    const url = new URL(mysqlServer.url)
    Object.assign(url, { username: user, password: "pw-of-the-reader" })
    const connection = await mysql.createConnection(url.href)
    cleanups.push(() => connection.end())
    expect(await remarks(mysqlStore(connection, { table }))).toEqual([
      `ReadOnlyStore: its user ${user}@% may not change ${table}`,
      `ReadOnlyStore: its user ${user}@% may not change ${table}_instances`,
    ])
  })

  it("a session whose transactions only read", async () => {
    const connection = await mysql.createConnection(mysqlServer.url)
    cleanups.push(() => connection.end())
    await connection.query("SET SESSION TRANSACTION READ ONLY")
    expect(await remarks(mysqlStore(connection, { table }))).toEqual([
      "ReadOnlyStore: it only reads (read_only), as a replica does",
    ])
  })

  it.skipIf(!canStart("mysql"))("a server that only reads", { timeout: 60_000 }, async () => {
    const server = await new PrivateServer("mysql").start()
    cleanups.push(() => server.remove())
    const connection = await mysql.createConnection(server.url)
    cleanups.push(() => connection.end())
    const store = mysqlStore(connection)
    expect(await remarks(store)).toEqual([])
    await connection.query("SET GLOBAL read_only = 1")
    expect(await remarks(store)).toEqual([
      "ReadOnlyStore: it only reads (read_only), as a replica does",
    ])
  })
})

describe("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-remarks-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "ring.db")

  it("a file that others can read, and one that they can't, in each client", async () => {
    const native = new DatabaseSync(file)
    const better = new BetterSqlite3(file)
    const libsql = createLibsql({ url: `file:${file}` })
    cleanups.push(() => [native, better, libsql].forEach((each) => each.close()))
    await sqliteStore(native).write(ring(), null)
    for (const client of [native, better, libsql]) {
      chmodSync(file, 0o644)
      expect(await remarks(sqliteStore(client))).toEqual([
        expect.stringContaining(`OpenFile: everyone on this machine can read ${file} (mode 644)`),
      ])
      chmodSync(file, 0o640)
      expect(await remarks(sqliteStore(client))).toEqual([])
    }
  })

  it("one that is open for reading only", async () => {
    chmodSync(file, 0o600)
    const native = new DatabaseSync(file, { readOnly: true })
    const better = new BetterSqlite3(file, { readonly: true })
    cleanups.push(() => [native, better].forEach((each) => each.close()))
    for (const client of [native, better]) {
      expect(await remarks(sqliteStore(client))).toEqual([
        "ReadOnlyStore: the file is open for reading only",
      ])
    }
  })

  it("one in memory", async () => {
    const db = new DatabaseSync(":memory:")
    cleanups.push(() => db.close())
    expect(await remarks(sqliteStore(db))).toEqual([
      "VolatileStore: it is in memory, or in a file that goes with the process",
    ])
  })

  it("what a store says reaches the ring's report", async () => {
    const db = new DatabaseSync(":memory:")
    const secrets = keyring({ store: sqliteStore(db), onEvent: () => {} })
    cleanups.push(() => (secrets.close(), db.close()))
    const read = (): string => "rep0rtQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVq"
    await secrets.view({ read, now: Date.now() })
    expect((await secrets.examineStore()).remarks).toMatchObject([{ code: "VolatileStore" }])
  })
})

describe("Vault", () => {
  const vault = new VaultEmulator()
  beforeAll(() => vault.start())
  afterAll(() => vault.stop())

  it("a token that may write, one that may not, and one that may not ask", async () => {
    const { url: address, rootToken: token, path } = vault
    const store = vaultStore({ address, token, path })
    expect(await remarks(store)).toEqual([])
    vault.capabilities = ["read", "list"]
    expect(await remarks(store)).toEqual([
      `ReadOnlyStore: its token may not write secret/data/${path} (read, list)`,
    ])
    vault.tellsCapabilities = false
    expect(await remarks(store)).toEqual([])
    vault.sealed = true
    await expect(store.inspect!()).rejects.toThrow(/sealed/)
  })
})
