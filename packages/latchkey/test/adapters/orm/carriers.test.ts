/** Drizzle and Kysely as carriers of the seam, on every driver and the real servers. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Sqlite from "better-sqlite3"
import {
  type Dialect,
  DummyDriver,
  Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
  SqliteDialect,
} from "kysely"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Database } from "../../../src/databases/database.ts"
import { means } from "../../../src/databases/faults.ts"
import { drizzleDatabase } from "../../../src/adapters/drizzle/database.ts"
import {
  kindOf,
  kyselyDatabase,
  type KyselyDatabase,
} from "../../../src/adapters/kysely/database.ts"
import { drizzles, kyselys, type Opened } from "./opened.ts"

const folder = mkdtempSync(join(tmpdir(), "latchkey-carriers-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const kysely = (db: KyselyDatabase): Database =>
  kyselyDatabase(db, { kind: kindOf(db), lock: "things", transactions: true })

const carriers = [
  ...drizzles.map((each) => ({
    ...each,
    name: `drizzle on ${each.name}`,
    carry: (db: never): Database => drizzleDatabase(db),
  })),
  ...kyselys.map((each) => ({
    ...each,
    name: `kysely on ${each.name}`,
    carry: (db: never): Database => kysely(db),
  })),
]

describe.each(carriers)("$name", ({ open, reachable, carry, kind }) => {
  describe.skipIf(!reachable)("on a real store", () => {
    let opened: Opened
    let database: Database
    beforeAll(async () => {
      opened = await open(folder)
      database = carry(opened.db as never)
      const type = kind === "mysql" ? "VARCHAR(100)" : "TEXT"
      await database.write(
        `CREATE TABLE things (name ${type} PRIMARY KEY, count BIGINT NOT NULL)`,
        [],
      )
    }, 60_000)
    afterAll(() => opened?.close())

    const count = async (name: string): Promise<number | undefined> => {
      const [row] = await database.rows("SELECT count FROM things WHERE name = ?", [name])
      return row && Number(row["count"])
    }
    const insert = (on: Database, name: string): Promise<number> =>
      on.write("INSERT INTO things (name, count) VALUES (?, ?)", [name, 0])

    it("knows whose SQL it is, and is one per db", () => {
      expect(database.kind).toBe(kind)
      expect(carry(opened.db as never)).toBe(database)
    })

    it("answers rows by the names of their columns, and counts what it wrote", async () => {
      expect(await insert(database, "a")).toBe(1)
      expect(await insert(database, "b")).toBe(1)
      expect(await database.write("UPDATE things SET count = ? WHERE name = ?", [0, "a"])).toBe(1)
      expect(await database.write("UPDATE things SET count = ? WHERE name = ?", [0, "no"])).toBe(0)
      const rows = await database.rows("SELECT name FROM things ORDER BY name", [])
      expect(rows.map((row) => ({ ...row }))).toEqual([{ name: "a" }, { name: "b" }])
      expect(await database.rows("SELECT name FROM things WHERE name = ?", ["no"])).toEqual([])
    })

    it("answers the rows of RETURNING, once to one of fifty", async () => {
      await insert(database, "one")
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          database.rows("DELETE FROM things WHERE name = ? RETURNING name", ["one"]),
        ),
      )
      expect(answers.flat().map((row) => row["name"])).toEqual(["one"])
    })

    it("takes values as values, whatever is in them", async () => {
      const name = `'"\`;-- $1 ? \\' ☃`
      await insert(database, name)
      expect(await count(name)).toBe(0)
    })

    it("keeps all of a transaction, or nothing", async () => {
      await database.transaction((on) => insert(on, "kept"))
      const failed = database.transaction(async (on) => {
        await insert(on, "undone")
        expect(await on.rows("SELECT name FROM things WHERE name = ?", ["undone"])).toHaveLength(1)
        throw new Error("no")
      })
      await expect(failed).rejects.toThrow("no")
      expect(await count("kept")).toBe(0)
      expect(await count("undone")).toBeUndefined()
    })

    it("a transaction within one is the same one", async () => {
      const failed = database.transaction(async (on) => {
        await on.transaction((inner) => insert(inner, "inner"))
        throw new Error("no")
      })
      await expect(failed).rejects.toThrow("no")
      expect(await count("inner")).toBeUndefined()
    })

    it("fifty transactions that read and then write lose no update", async () => {
      await insert(database, "race")
      const lock = kind === "sqlite" ? "" : " FOR UPDATE"
      await Promise.all(
        Array.from({ length: 50 }, () =>
          database.transaction(async (on) => {
            const sql = `SELECT count FROM things WHERE name = ?${lock}`
            const [row] = await on.rows(sql, ["race"])
            await on.write("UPDATE things SET count = ? WHERE name = ?", [
              Number(row?.["count"]) + 1,
              "race",
            ])
          }),
        ),
      )
      expect(await count("race")).toBe(50)
    })

    it("who is not part of a transaction is not undone with it", async () => {
      let begun = (): void => {}
      const open = new Promise<void>((resolve) => (begun = resolve))
      const failed = database.transaction(async (on) => {
        await insert(on, "theirs")
        begun()
        await new Promise((resolve) => setTimeout(resolve, 20))
        throw new Error("no")
      })
      await open
      await Promise.all([insert(database, "mine"), expect(failed).rejects.toThrow("no")])
      expect(await count("mine")).toBe(0)
      expect(await count("theirs")).toBeUndefined()
    })

    it("says what a failure means, and no value of the statement", async () => {
      await insert(database, "s3cret")
      const duplicate = await insert(database, "s3cret").catch((error: unknown) => error)
      expect(means(kind, duplicate, "duplicate")).toBe(true)
      const missing = await database
        .rows("SELECT * FROM absent WHERE name = ?", ["s3cret"])
        .catch((error: unknown) => error)
      expect(missing).toBeInstanceOf(Error)
      expect(means(kind, missing, "no-table")).toBe(true)
      expect(JSON.stringify([String(missing), (missing as Error).stack])).not.toContain("s3cret")
      const within = await database
        .transaction((on) => on.rows("SELECT absent FROM things WHERE name = ?", ["s3cret"]))
        .catch((error: unknown) => error)
      expect(means(kind, within, "no-column")).toBe(true)
      expect(String(within)).not.toContain("s3cret")
    })
  })
})

describe("two connections to one file of SQLite", () => {
  it("Kysely's transactions that read and then write wait for each other", async () => {
    const file = join(folder, "two.db")
    const dbs = [new Sqlite(file, { timeout: 0 }), new Sqlite(file, { timeout: 0 })]
    dbs[0]!.exec("PRAGMA journal_mode = WAL; CREATE TABLE things (count INTEGER)")
    dbs[0]!.exec("INSERT INTO things VALUES (0)")
    const databases = dbs.map((database) =>
      kysely(new Kysely({ dialect: new SqliteDialect({ database }) })),
    )
    await Promise.all(
      databases.flatMap((database) =>
        Array.from({ length: 25 }, () =>
          database.transaction(async (on) => {
            const [row] = await on.rows("SELECT count FROM things", [])
            await new Promise((resolve) => setImmediate(resolve))
            await on.write("UPDATE things SET count = ?", [Number(row?.["count"]) + 1])
          }),
        ),
      ),
    )
    expect(dbs[1]!.prepare("SELECT count FROM things").all()).toEqual([{ count: 50 }])
    for (const db of dbs) db.close()
  })
})

describe("what is no ORM", () => {
  it.each([null, undefined, "db", {}, new Sqlite(":memory:")])("%s is refused", (db) => {
    expect(() => drizzleDatabase(db as never)).toThrow(TypeError)
    expect(() => kysely(db as never)).toThrow(TypeError)
  })

  it("a dialect of another database is refused", () => {
    const dialect: Dialect = {
      createAdapter: () => new MssqlAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new MssqlIntrospector(db),
      createQueryCompiler: () => new MssqlQueryCompiler(),
    }
    expect(() => kysely(new Kysely({ dialect }))).toThrow(/neither SQLite/)
  })
})
