import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import { placesOf } from "../../src/adapters/sql/layout.ts"
import { storedSessionToken } from "../../src/adapters/sql/session-token.ts"
import type { FullAdapter } from "../../src/contracts/adapter.ts"
import { columnName, quoteName } from "../../src/databases/ddl.ts"
import { databaseOf } from "../../src/databases/of-client.ts"
import { adapterConformance } from "../../src/testing/index.ts"
import { type Layout, layouts } from "./layouts.ts"
import { clientCells, type OpenedClient } from "./sql-clients.ts"

/** The client that each kind of database is opened with. */
const CLIENTS = { sqlite: "node:sqlite", postgres: "pg, a pool", mysql: "mysql2, a pool" } as const

/**
 * What the tables of others rule out: short columns, numbers of 32 bits, a TIMESTAMP that knows no 1970, and in MySQL
 * text that can't be made unique.
 */
const SKIPPED: Readonly<Record<string, readonly `C${number}`[]>> = {
  "Drizzle on PostgreSQL": ["C50"],
  "Drizzle on MySQL": ["C20", "C36", "C47", "C50"],
  "snake case on PostgreSQL": ["C50"],
  "snake case on MySQL": ["C20", "C36", "C47", "C50"],
  "Prisma on PostgreSQL": ["C50"],
  "Prisma on MySQL": ["C50"],
  "Kysely on MySQL": ["C05", "C10", "C24", "C25"],
}

const end = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_123)

/** A user, an account and two sessions as the other adapter has written them. */
async function fill({ run }: OpenedClient, layout: Layout): Promise<void> {
  const places = placesOf(layout.options)
  const quote = (name: string): string => quoteName(layout.kind, name)
  const add = (table: keyof typeof places, row: Record<string, string>): Promise<unknown> => {
    const names = Object.keys(row).map((column) => quote(columnName(places[table], column)))
    const sql = `INSERT INTO ${quote(places[table].name)} (${names.join()}) VALUES (${Object.values(row).join()})`
    return run(sql)
  }
  const time = layout.time(end)
  const own = (id: string): Record<string, string> => (layout.ownIds ? { id: `'${id}'` } : {})
  const userId = `'${layout.userId}'`
  await run(layout.ddl)
  await add("users", { id: userId, name: "'Ada'", email: "'ada@example.com'", emailVerified: time })
  const account = { userId, type: "'oauth'", provider: "'github'", providerAccountId: "'7'" }
  await add("accounts", {
    ...own("a1"),
    ...account,
    access_token: "'at'",
    expires_at: "1900000000",
  })
  for (const token of ["plain-1", "plain-2", "plain-3"])
    await add("sessions", { ...own(token), sessionToken: `'${token}'`, userId, expires: time })
}

for (const [name, layout] of Object.entries(layouts)) {
  const cell = clientCells[CLIENTS[layout.kind]]!
  describe.skipIf(!cell.reachable)(`a database of ${name}`, () => {
    let opened: OpenedClient
    let adapter: FullAdapter
    beforeAll(async () => {
      opened = await cell.open()
      await fill(opened, layout)
      adapter = SqlAdapter(opened.client, layout.options)
    }, 60_000)
    afterAll(async () => opened.close())

    const user = {
      id: layout.userId,
      name: "Ada",
      email: "ada@example.com",
      emailVerified: end,
      image: null,
    }
    const stored = async (): Promise<unknown[]> => {
      const { kind } = layout
      const { name: table, columns } = placesOf(layout.options).sessions
      const token = quoteName(
        kind,
        columnName({ name: table, ...(columns && { columns }) }, "sessionToken"),
      )
      const sql = `SELECT ${token} AS token FROM ${quoteName(kind, table)} ORDER BY ${token}`
      return (await databaseOf(opened.client).rows(sql, [])).map((row) => row["token"])
    }

    it("is read as it is, with its exact times", async () => {
      expect(await adapter.getUser(layout.userId)).toEqual(user)
      expect(await adapter.getUserByEmail("ada@example.com")).toEqual(user)
      const account = { provider: "github", providerAccountId: "7" }
      expect(await adapter.getUserByAccount(account)).toEqual(user)
      expect(await adapter.getAccount("7", "github")).toMatchObject({
        ...account,
        userId: layout.userId,
        access_token: "at",
        expires_at: 1_900_000_000,
      })
    })

    it("keeps its sessions: a plain token is found by many at once, and replaced by its hash", async () => {
      const found = await Promise.all(
        Array.from({ length: 50 }, async () => adapter.getSessionAndUser("plain-1")),
      )
      for (const one of found)
        expect(one).toEqual({
          session: { sessionToken: "plain-1", userId: layout.userId, expires: end },
          user,
        })
      expect(await stored()).toEqual([storedSessionToken("plain-1"), "plain-2", "plain-3"])
      expect(await adapter.getSessionAndUser("PLAIN-2")).toBeNull()
      expect(await adapter.getSessionAndUser(storedSessionToken("plain-1"))).toBeNull()
    })

    it("lists and ends plain sessions by the id that hashed ones have", async () => {
      const names = await adapter.listSessionsByUserId(layout.userId)
      const id = (token: string): string => storedSessionToken(token).slice("h1:".length)
      expect(names.map((one) => one.id).toSorted()).toEqual(
        ["plain-1", "plain-2", "plain-3"].map(id).toSorted(),
      )
      for (const one of names) expect(one.expires).toEqual(end)
      expect(await adapter.deleteSessionsByUserId(layout.userId, { only: id("plain-3") })).toEqual([
        id("plain-3"),
      ])
      expect(await stored()).toEqual([storedSessionToken("plain-1"), "plain-2"])
    })

    it("updates and deletes plain rows", async () => {
      const expires = new Date(end.getTime() + 1_001)
      const updated = await adapter.updateSession({ sessionToken: "plain-2", expires })
      expect(updated).toEqual({ sessionToken: "plain-2", userId: layout.userId, expires })
      await adapter.deleteSession("plain-1")
      expect(await stored()).toEqual([storedSessionToken("plain-2")])
    })

    adapterConformance({
      // Cases that these columns can't meet are left out, not skipped.
      test: { describe, it: (title: string, body: () => Promise<void>) => it(title, body) },
      adapter: () => adapter,
      skip: SKIPPED[name] ?? [],
    })
  })
}
