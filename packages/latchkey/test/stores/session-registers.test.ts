import { createClient as createLibsql } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { Redis } from "ioredis"
import mysqlPromise from "mysql2/promise"
import mysql from "mysql2"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import postgres from "postgres"
import { createClient as createRedis } from "redis"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import type { SessionRegister } from "../../src/contracts/register.ts"
import { memoryRegister } from "../../src/session/registers/memory.ts"
import { mysqlRegister } from "../../src/session/registers/mysql.ts"
import { postgresRegister } from "../../src/session/registers/postgres.ts"
import { redisRegister } from "../../src/session/registers/redis.ts"
import { sqliteRegister } from "../../src/session/registers/sqlite.ts"
import { sessionRegisterConformance } from "../../src/testing/session-register-conformance.ts"
import { mysqlServer, NOWHERE, postgresServer, redisServer } from "./servers.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
const table = `lk_register_${run}`
const test = { describe, it }
const closers = new Map<SessionRegister, () => unknown>()
const close = async (registers: readonly SessionRegister[]): Promise<void> => {
  for (const register of registers) await closers.get(register)?.()
}
const closing = (register: SessionRegister, end: () => unknown): SessionRegister => {
  closers.set(register, end)
  return register
}
const ended = { id: "ended", claims: "c", expires: Date.now() - 1 }
const live = { id: "live", claims: "c", expires: Date.now() + 3_600_000 }
const asked = { revoked: 1, now: Date.now(), grace: 60_000 }

describe("in memory", () => {
  const one = memoryRegister()
  sessionRegisterConformance({ register: () => one, test })

  it("drops what has ended", async () => {
    const register = memoryRegister()
    await register.add(ended)
    const past = { ...ended, ...asked, now: 0 }
    expect(await register.redeem(past)).toBe(true)
    vi.useFakeTimers({ now: Date.now() + 61_000 })
    await register.add(live)
    vi.useRealTimers()
    expect(await register.redeem(past)).toBe(false)
    expect(await register.redeem({ ...live, ...asked })).toBe(true)
  })
})

describe("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-registers-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "auth.db")

  describe("node:sqlite", () => {
    const register = (): SessionRegister => {
      const db = new DatabaseSync(file)
      return closing(sqliteRegister(db), () => db.close())
    }
    sessionRegisterConformance({ register, test, close })
  })

  describe("better-sqlite3", () => {
    const register = (): SessionRegister => {
      const db = new BetterSqlite3(file)
      return closing(sqliteRegister(db), () => db.close())
    }
    sessionRegisterConformance({ register, test, close })
  })

  describe("libsql", () => {
    const register = (): SessionRegister => {
      const db = createLibsql({ url: `file:${join(folder, "libsql.db")}` })
      return closing(sqliteRegister(db), () => db.close())
    }
    sessionRegisterConformance({ register, test, close })
  })

  it("drops the rows of what has ended at a sign-in, and keeps the others", async () => {
    const db = new DatabaseSync(":memory:")
    const register = sqliteRegister(db)
    await register.add(ended)
    expect(db.prepare("SELECT id FROM auth_session_register").all()).toEqual([])
    vi.useFakeTimers({ now: Date.now() + 600_001 })
    await register.add(live)
    vi.useRealTimers()
    expect(db.prepare("SELECT id FROM auth_session_register").all()).toMatchObject([{ id: "live" }])
  })

  it("is the same for the same client and table, and refuses a name that would be SQL", () => {
    const db = new DatabaseSync(":memory:")
    expect(sqliteRegister(db)).toBe(sqliteRegister(db))
    expect(sqliteRegister(db)).not.toBe(sqliteRegister(db, { table: "other" }))
    expect(() => sqliteRegister(db, { table: "a; drop table b" })).toThrow(TypeError)
  })
})

describe.skipIf(!postgresServer.reachable)("PostgreSQL", () => {
  const { url } = postgresServer
  afterAll(async () => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`DROP TABLE IF EXISTS ${table}, ${table}_new`)
    await client.end()
  })

  describe("pg", () => {
    const register = (): SessionRegister => {
      const pool = new pg.Pool({ connectionString: url, max: 2 })
      return closing(postgresRegister(pool, { table }), () => pool.end())
    }
    const unreachable = (): SessionRegister =>
      postgresRegister(new pg.Pool({ connectionString: `postgres://x@${NOWHERE}/x` }))
    sessionRegisterConformance({ register, test, close, unreachable })
  })

  describe("postgres.js", () => {
    const register = (): SessionRegister => {
      const sql = postgres(url, { max: 2, onnotice: () => {} })
      return closing(postgresRegister(sql, { table }), () => sql.end())
    }
    sessionRegisterConformance({ register, test, close })
  })

  it("eight that find no table make it together", async () => {
    const pools = Array.from({ length: 8 }, () => new pg.Pool({ connectionString: url, max: 1 }))
    const registers = pools.map((pool) => postgresRegister(pool, { table: `${table}_new` }))
    await Promise.all(registers.map((register) => register.add(live)))
    expect(await registers[7]!.redeem({ ...live, ...asked })).toBe(true)
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

  describe("mysql2 with promises", () => {
    const register = (): SessionRegister => {
      const pool = mysqlPromise.createPool({ uri: url, connectionLimit: 2 })
      return closing(mysqlRegister(pool, { table }), () => pool.end())
    }
    const unreachable = (): SessionRegister =>
      mysqlRegister(mysqlPromise.createPool({ uri: `mysql://root@${NOWHERE}/x` }))
    sessionRegisterConformance({ register, test, close, unreachable })
  })

  describe("mysql2 with callbacks, counting only rows that change", () => {
    const register = (): SessionRegister => {
      const pool = mysql.createPool({ uri: url, connectionLimit: 2, flags: ["-FOUND_ROWS"] })
      return closing(mysqlRegister(pool, { table }), () => pool.promise().end())
    }
    sessionRegisterConformance({ register, test, close })
  })
})

describe.skipIf(!redisServer.reachable)("Redis", () => {
  const { url } = redisServer
  const prefix = `lk-register-${run}`
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
    const register = (): SessionRegister => {
      const client = new Redis(url)
      return closing(redisRegister(client, { prefix }), () => client.disconnect())
    }
    const unreachable = (): SessionRegister => {
      const [host, port] = NOWHERE.split(":")
      const client = new Redis({ host: host!, port: Number(port), maxRetriesPerRequest: 0 })
      client.on("error", () => {})
      return closing(redisRegister(client), () => client.disconnect())
    }
    sessionRegisterConformance({ register, test, close, unreachable })
  })

  describe("node-redis", () => {
    const register = async (): Promise<SessionRegister> => {
      const client = createRedis({ url })
      await client.connect()
      return closing(redisRegister(client, { prefix }), () => client.destroy())
    }
    sessionRegisterConformance({ register, test, close })
  })

  it("the server forgets what has ended", async () => {
    const register = redisRegister(admin, { prefix })
    await register.add(ended)
    await register.add(live)
    expect(await admin.exists(`${prefix}:session:ended`)).toBe(0)
    expect(await admin.pttl(`${prefix}:session:live`)).toBeGreaterThan(3_000_000)
  })
})
