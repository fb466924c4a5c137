import { createClient } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import { detectSqlClient, sqlDriver } from "./driver.ts"

const clients = {
  "node:sqlite": () => new DatabaseSync(":memory:"),
  "better-sqlite3": () => new BetterSqlite3(":memory:"),
  libsql: () => createClient({ url: "file::memory:?cache=shared" }),
} as const

describe.each(Object.entries(clients))("a client of %s", (kind, open) => {
  it("is recognised by its shape, and has one driver", () => {
    const client = open()
    expect(detectSqlClient(client)).toBe(kind)
    expect(sqlDriver(client)).toBe(sqlDriver(client))
    client.close()
  })
})

it.each([
  ["nothing", undefined],
  ["null", null],
  ["a path", "auth.db"],
  ["an ORM", { select() {}, insert() {}, transaction() {} }],
  ["a pool", { query() {}, connect() {} }],
  ["a lone prepare", { prepare() {} }],
])("%s is refused with what would be right", (_, client) => {
  expect(() => detectSqlClient(client)).toThrow(/DatabaseSync.*better-sqlite3.*@libsql\/client/)
})

it("prepares a statement once, for all who use the client", async () => {
  const db = new DatabaseSync(":memory:")
  let prepared = 0
  const counting = {
    prepare: (sql: string) => (prepared++, db.prepare(sql)),
    exec: (sql: string) => db.exec(sql),
    open() {},
    close() {},
  }
  for (let n = 0; n < 10; n++) await sqlDriver(counting).get("SELECT ? AS n", [n])
  expect(prepared).toBe(1)
})

it("keeps a transaction's failure apart from what others write meanwhile", async () => {
  const driver = sqlDriver(new DatabaseSync(":memory:"))
  await driver.run("CREATE TABLE t (n)", [])
  const failing = driver.transaction(async (within) => {
    await within.run("INSERT INTO t VALUES (1)", [])
    await new Promise((resolve) => setTimeout(resolve, 5))
    throw new Error("planned")
  })
  const writing = driver.run("INSERT INTO t VALUES (2)", [])
  await expect(failing).rejects.toThrow("planned")
  await writing
  expect(await driver.all("SELECT n FROM t", [])).toEqual([{ n: 2 }])
})

it("runs a transaction within a transaction as part of it", async () => {
  const driver = sqlDriver(new DatabaseSync(":memory:"))
  await driver.run("CREATE TABLE t (n)", [])
  const outer = driver.transaction(async (within) => {
    await within.transaction((inner) => inner.run("INSERT INTO t VALUES (1)", []))
    throw new Error("planned")
  })
  await expect(outer).rejects.toThrow("planned")
  expect(await driver.all("SELECT n FROM t", [])).toEqual([])
})
