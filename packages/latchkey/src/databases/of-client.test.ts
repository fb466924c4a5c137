import { createClient } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { DatabaseSync } from "node:sqlite"
import mysql from "mysql2"
import mysqlPromise from "mysql2/promise"
import pg from "pg"
import postgres from "postgres"
import { describe, expect, it } from "vitest"
import { databaseOf } from "./of-client.ts"
import { prepared } from "./postgres-statements.ts"

const clients = {
  "node:sqlite": () => new DatabaseSync(":memory:"),
  "better-sqlite3": () => new BetterSqlite3(":memory:"),
  libsql: () => createClient({ url: "file::memory:?cache=shared" }),
} as const

/** None of them connects before its first statement. */
const remote = {
  "a pool of pg": ["postgres", "pg", () => new pg.Pool()],
  "a client of pg": ["postgres", "pg", () => new pg.Client()],
  "postgres.js": ["postgres", "postgres.js", () => postgres()],
  "a pool of mysql2": ["mysql", "mysql2", () => mysql.createPool({})],
  "a pool of mysql2/promise": ["mysql", "mysql2", () => mysqlPromise.createPool({})],
} as const

describe.each(Object.entries(clients))("a client of %s", (name, open) => {
  it("is recognised by its shape, and has one database", () => {
    const client = open()
    expect(databaseOf(client as never)).toMatchObject({ kind: "sqlite", client: name })
    expect(databaseOf(client as never)).toBe(databaseOf(client as never))
    client.close()
  })
})

it.each(Object.entries(remote))("%s is recognised by its shape", (_, [kind, name, open]) => {
  const client = open()
  expect(databaseOf(client as never)).toMatchObject({ kind, client: name })
  expect(databaseOf(client as never)).toBe(databaseOf(client as never, { kind }))
})

it.each([
  ["nothing", undefined],
  ["null", null],
  ["a path", "auth.db"],
  ["an ORM", { select() {}, insert() {}, transaction() {} }],
  ["a lone prepare", { prepare() {} }],
])("%s is refused with what would be right", (_, client) => {
  const wanted = /DatabaseSync.*better-sqlite3.*@libsql\/client.*pg.*postgres\.js.*PGlite.*mysql2/
  expect(() => databaseOf(client as never)).toThrow(wanted)
})

it("a client of another kind is refused where only one will do", () => {
  expect(() => databaseOf(new DatabaseSync(":memory:"), { kind: "postgres" })).toThrow(TypeError)
})

it("prepares a statement once, for all who use the client", async () => {
  const db = new DatabaseSync(":memory:")
  let times = 0
  const counting = {
    prepare: (sql: string) => (times++, db.prepare(sql)),
    exec: (sql: string) => db.exec(sql),
    open() {},
    close() {},
  }
  for (let n = 0; n < 10; n++) await databaseOf(counting as never).rows("SELECT ? AS n", [n])
  expect(times).toBe(1)
})

it("keeps a transaction's failure apart from what others write meanwhile", async () => {
  const database = databaseOf(new DatabaseSync(":memory:"))
  await database.write("CREATE TABLE t (n)", [])
  const failing = database.transaction(async (within) => {
    await within.write("INSERT INTO t VALUES (1)", [])
    await new Promise((resolve) => setTimeout(resolve, 5))
    throw new Error("planned")
  })
  const writing = database.write("INSERT INTO t VALUES (2)", [])
  await expect(failing).rejects.toThrow("planned")
  await writing
  expect(await database.rows("SELECT n FROM t", [])).toEqual([{ n: 2 }])
})

it("runs a transaction within a transaction as part of it", async () => {
  const database = databaseOf(new DatabaseSync(":memory:"))
  await database.write("CREATE TABLE t (n)", [])
  const outer = database.transaction(async (within) => {
    await within.transaction((inner) => inner.write("INSERT INTO t VALUES (1)", []))
    throw new Error("planned")
  })
  await expect(outer).rejects.toThrow("planned")
  expect(await database.rows("SELECT n FROM t", [])).toEqual([])
})

it("names PostgreSQL's statements by their text, so that no two share a name", () => {
  const texts = Array.from({ length: 20_000 }, (_, n) => `SELECT ${n} WHERE x = ?`)
  const names = new Set(texts.map((text) => prepared(text).name))
  expect(names.size).toBe(texts.length)
  expect(prepared("SELECT ? + ?")).toEqual(prepared("SELECT ? + ?"))
  expect(prepared("SELECT ? + ?").text).toBe("SELECT $1 + $2")
  for (const name of names) expect(name.length).toBeLessThan(64)
})
