import { createClient as createLibsql } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import mysqlPromise from "mysql2/promise"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import postgres from "postgres"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import type { SecurityEvent, SecurityEventTools } from "../../src/contracts/security-events.ts"
import { databaseOf, type SqlClient } from "../../src/databases/of-client.ts"
import { eventTable, type EventTable } from "../../src/security-events/table.ts"
import { mysqlServer, postgresServer } from "./servers.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
const folder = mkdtempSync(join(tmpdir(), "latchkey-events-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const logger = { error() {}, warn() {}, info() {}, debug() {} }
const tools: SecurityEventTools = { logger }
const DAY = 86_400_000
let n = 0
const event = (more: Partial<SecurityEvent> = {}): SecurityEvent => ({
  id: globalThis.crypto.randomUUID(),
  time: Date.now() - 1_000 + n++,
  type: "sign-in",
  outcome: "success",
  ...more,
})
const full: Omit<SecurityEvent, "id" | "time"> = {
  type: "sign-in",
  outcome: "refused",
  user: "Zoë 'quoted' \\ 7",
  actor: "admin-1",
  session: "s".repeat(43),
  provider: "github",
  ip: "2001:db8::1",
  userAgent: "é".repeat(512),
  host: "app.example:8443",
  trace: "4bf92f3577b34da6a3ce929d0e0e4736",
  reason: "AccessDenied",
  ref: "abcdefgh",
  details: { count: 3, isNewUser: false, why: 'a "b"' },
}

interface Opened {
  readonly client: SqlClient
  close(): unknown
}

const clients: readonly { name: string; skip?: boolean; open: (file: string) => Opened }[] = [
  {
    name: "node:sqlite",
    open(file) {
      const client = new DatabaseSync(file, { timeout: 5_000 })
      return { client, close: () => client.close() }
    },
  },
  {
    name: "better-sqlite3",
    open(file) {
      const client = new BetterSqlite3(file)
      return { client, close: () => client.close() }
    },
  },
  {
    name: "libsql",
    open(file) {
      const client = createLibsql({ url: `file:${file}` })
      return { client: client as SqlClient, close: () => client.close() }
    },
  },
  {
    name: "pg",
    skip: !postgresServer.reachable,
    open() {
      const client = new pg.Pool({ connectionString: postgresServer.url, max: 4 })
      return { client: client as SqlClient, close: () => client.end() }
    },
  },
  {
    name: "postgres.js",
    skip: !postgresServer.reachable,
    open() {
      const client = postgres(postgresServer.url, { max: 4, onnotice: () => {} })
      return { client: client as unknown as SqlClient, close: () => client.end() }
    },
  },
  {
    name: "mysql2",
    skip: !mysqlServer.reachable,
    open() {
      const client = mysqlPromise.createPool({ uri: mysqlServer.url, connectionLimit: 4 })
      return { client: client as unknown as SqlClient, close: () => client.end() }
    },
  },
]

for (const { name, skip = false, open } of clients) {
  describe.skipIf(skip)(name, () => {
    const opened: Opened[] = []
    let count = 0
    let tables: string[] = []
    /** Handles as of instances: each with a connection, and a memory, of its own. */
    const instances = (many: number, options = {}): EventTable[] => {
      const table = `lk_event_${run}_${clients.findIndex((one) => one.name === name)}_${count++}`
      tables.push(table)
      const file = join(folder, `${table}.db`)
      return Array.from({ length: many }, () => {
        const one = open(file)
        opened.push(one)
        return eventTable(one.client, { table, ...options })
      })
    }
    const statements = (): ReturnType<typeof databaseOf> => databaseOf(opened.at(-1)!.client)
    afterEach(async () => {
      for (const table of tables) {
        await statements().write(`DROP TABLE IF EXISTS ${table}`, [])
        await statements().write(`DROP TABLE IF EXISTS ${table}_out`, [])
      }
      tables = []
      await Promise.all(opened.splice(0).map((one) => one.close()))
    })

    it("answers what was written, whole, and makes its table for that", async () => {
      const [table] = instances(1)
      const written = { ...full, id: "one", time: Date.now() - 60_000 }
      await table!.write(written, tools)
      const least = event()
      await table!.write(least, tools)
      expect(await table!.list()).toEqual([least, written])
    })

    it("the same event twice is one, also of two instances at the same time", async () => {
      const [a, b] = instances(2)
      const one = event()
      await Promise.all([a!, b!, a!, b!].map((table) => table.write(one, tools)))
      await a!.write({ ...one, user: "somebody else" }, tools)
      expect(await b!.list()).toEqual([one])
    })

    it("lists by user, type and time, page by page, in the order of time", async () => {
      const [table] = instances(1)
      const time = Date.now()
      const all = Array.from({ length: 25 }, (_, at) =>
        // Several in the same millisecond.
        event({
          id: `e${String(at).padStart(2, "0")}`,
          time: time + Math.floor(at / 4),
          user: at % 5 === 0 ? "Ada" : "ada",
          type: at % 2 ? "sign-out" : "sign-in",
        }),
      )
      for (const one of all) await table!.write(one, tools)
      const newest = all.toReversed()
      expect(await table!.list({ user: "Ada" })).toEqual(
        newest.filter(({ user }) => user === "Ada"),
      )
      expect(await table!.list({ type: "sign-out" })).toHaveLength(12)
      expect(await table!.list({ type: ["sign-out", "sign-in"], user: "ada" })).toHaveLength(20)
      expect(await table!.list({ before: time + 1 })).toEqual(newest.slice(-4))
      const pages: SecurityEvent[] = []
      for (let page = await table!.list({ limit: 4 }); page.length > 0;) {
        pages.push(...page)
        page = await table!.list({ limit: 4, before: page.at(-1)! })
      }
      expect(pages).toEqual(newest)
      expect(await table!.list({ limit: 10_000 })).toHaveLength(25)
      expect(await table!.list({ user: "' OR 1 = 1 --" })).toEqual([])
    })

    it("drops what is older than it is to be kept, by itself too, and nothing else", async () => {
      const [table] = instances(1, { retain: 7 })
      const old = Array.from({ length: 3 }, (_, at) => event({ time: Date.now() - (8 + at) * DAY }))
      const young = event({ time: Date.now() - 6 * DAY })
      await table!.write(young, tools)
      for (const one of old) await table!.write(one, tools)
      expect(await table!.prune()).toBe(3)
      expect(await table!.list()).toEqual([young])
      const [kept] = instances(1, { retain: Infinity })
      await kept!.write(old[0]!, tools)
      expect(await kept!.prune()).toBe(0)
    })

    it("rows that are none of ours are no events", async () => {
      const [table] = instances(1)
      const good = event({ details: { a: 1 } })
      await table!.write(good, tools)
      const insert = `INSERT INTO ${tables[0]} (id, noted, type, outcome, details) VALUES (?, ?, ?, ?, ?)`
      await statements().write(insert, ["x1", good.time - 1, "", "", "{}"])
      await statements().write(insert, ["x2", good.time - 2, "sign-in", "success", "[1]"])
      await statements().write(insert, ["x3", good.time - 3, "sign-in", "success", "{"])
      expect(await table!.list()).toEqual([
        good,
        ...["x2", "x3"].map(
          (id, at) =>
            expect.objectContaining({ id, time: good.time - 2 - at, type: "sign-in" }) as unknown,
        ),
      ])
    })

    describe("as an outbox", () => {
      const claim = (by: string, limit = 100) => ({ by, limit, lease: 60_000 })

      it("keeps the event and its delivery together, for each receiver apart", async () => {
        const [table] = instances(1)
        const { outbox } = table!
        const one = event(full)
        expect(await outbox.keep("a", one)).toBe(true)
        await outbox.keep("a", one)
        await outbox.keep("b", one)
        await table!.write(one, tools)
        expect(await table!.list()).toEqual([one])
        expect((await outbox.waiting("a")).count).toBe(1)
        expect((await outbox.claim("a", claim("x"))).map((each) => each.event)).toEqual([one])
        await outbox.done("a", one.id, "x")
        expect((await outbox.waiting("a")).count).toBe(0)
        expect(await outbox.waiting("b")).toEqual({ count: 1, dueIn: 0 })
      })

      it("gives each to one, however many ask at the same time", async () => {
        const tables = instances(3)
        const all = Array.from({ length: 50 }, () => event())
        await Promise.all(all.map((one, at) => tables[at % 3]!.outbox.keep("a", one)))
        const taken = await Promise.all(
          Array.from({ length: 12 }, (_, at) =>
            tables[at % 3]!.outbox.claim("a", claim(`by${at}`)),
          ),
        )
        const ids = taken.flat().map((each) => each.event.id)
        expect(ids).toHaveLength(50)
        expect(new Set(ids).size).toBe(50)
        expect(taken.flat().every(({ attempts }) => attempts === 1)).toBe(true)
      })

      it("gives it to another once the lease is over; who was late changes nothing", async () => {
        const [a, b] = instances(2)
        const one = event()
        await a!.outbox.keep("a", one)
        expect(await a!.outbox.claim("a", { by: "dead", limit: 9, lease: 300 })).toHaveLength(1)
        expect(await b!.outbox.claim("a", claim("next"))).toEqual([])
        const { dueIn } = await b!.outbox.waiting("a")
        expect(dueIn).toBeGreaterThan(0)
        expect(dueIn).toBeLessThanOrEqual(300)
        await new Promise((resolve) => setTimeout(resolve, dueIn + 20))
        const [again] = await b!.outbox.claim("a", claim("next"))
        expect(again).toMatchObject({ attempts: 2, event: { id: one.id } })
        await a!.outbox.done("a", one.id, "dead")
        await a!.outbox.later("a", one.id, "dead", 0)
        expect(await a!.outbox.claim("a", claim("thief"))).toEqual([])
        await b!.outbox.later("a", one.id, "next", 0)
        expect(await a!.outbox.claim("a", claim("third"))).toHaveLength(1)
      })

      it("gives oldest first, no more than are asked for, and none before its time", async () => {
        const [table] = instances(1)
        const { outbox } = table!
        const all = [event(), event(), event()]
        for (const one of all) {
          await outbox.keep("a", one)
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
        const [first, ...rest] = await outbox.claim("a", claim("x", 1))
        expect(rest).toEqual([])
        expect(first!.event).toEqual(all[0])
        await outbox.later("a", all[0]!.id, "x", 30_000)
        const others = await outbox.claim("a", claim("y"))
        expect(others.map((each) => each.event)).toEqual([all[1], all[2]])
      })
    })
  })
}

describe("the same client", () => {
  it("gives the same table, and refuses what is no client, no name and no time", () => {
    const client = new DatabaseSync(":memory:")
    expect(eventTable(client)).toBe(eventTable(client))
    expect(eventTable(client)).not.toBe(eventTable(client, { table: "other" }))
    expect(() => eventTable(client, { table: "a; drop table b" })).toThrow(TypeError)
    expect(() => eventTable(client, { retain: 0 })).toThrow(TypeError)
    expect(() => eventTable({} as never)).toThrow(TypeError)
  })
})
