/** Rows that nobody should have written: none of them is a session, and none of them is an error. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { storedSessionToken } from "../../src/adapters/sql/session-token.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { FullAdapter } from "../../src/contracts/adapter.ts"
import { quoteName } from "../../src/databases/ddl.ts"
import { databaseOf } from "../../src/databases/of-client.ts"
import { clientCells, type OpenedClient } from "./sql-clients.ts"

const CLIENTS = [
  "node:sqlite",
  "libsql",
  "pg, a pool",
  "postgres.js",
  "PGlite",
  "mysql2, a pool",
] as const

/** Tables in which everything is text, and nothing is needed. */
const LOOSE = `CREATE TABLE users (id varchar(255), name varchar(255), email varchar(255), "emailVerified" varchar(255), image varchar(255));
  CREATE TABLE accounts ("userId" varchar(255), type varchar(255), provider varchar(255), "providerAccountId" varchar(255),
    access_token varchar(255), expires_at varchar(255));
  CREATE TABLE sessions ("sessionToken" varchar(255), "userId" varchar(255), expires varchar(255));
  CREATE TABLE verification_tokens (identifier varchar(255), token varchar(255), expires varchar(255));
  CREATE TABLE authenticators ("credentialID" varchar(255), "userId" varchar(255), "providerAccountId" varchar(255),
    "credentialPublicKey" varchar(255), counter varchar(255), "credentialDeviceType" varchar(255),
    "credentialBackedUp" varchar(255), transports varchar(255));`

const later = (): Date => new Date(Date.now() + 3_600_000)

/** Texts of a time that are none, or one that is long over. */
const TIMES = [
  null,
  "",
  " ",
  "garbage",
  "2",
  "9999",
  "-1",
  "Infinity",
  "NaN",
  "2030",
  "2030-13-01",
  "0000-00-00 00:00:00",
  "99999999999999999999",
  "[object Object]",
]

for (const name of CLIENTS) {
  const cell = clientCells[name]!
  describe.skipIf(!cell.reachable)(`through ${name}`, () => {
    let opened: OpenedClient
    let adapter: FullAdapter
    const q = (column: string): string => quoteName(cell.kind, column)
    const add = async (
      table: string,
      row: Readonly<Record<string, string | null>>,
    ): Promise<unknown> =>
      databaseOf(opened.client).write(
        `INSERT INTO ${table} (${Object.keys(row).map(q).join()}) VALUES (${Object.keys(row)
          .map(() => "?")
          .join()})`,
        Object.values(row),
      )
    beforeAll(async () => {
      opened = await cell.open()
      await opened.run(cell.kind === "mysql" ? LOOSE.replaceAll('"', "`") : LOOSE)
      adapter = SqlAdapter(opened.client)
      await add("users", { id: "u1", email: "ada@example.com" })
    }, 60_000)
    afterAll(async () => opened.close())

    it.each(TIMES)("what ends at %j is no session, and no link", async (expires) => {
      const token = crypto.randomUUID()
      for (const sessionToken of [storedSessionToken(token), `plain-${token}`])
        await add("sessions", { sessionToken, userId: "u1", expires })
      for (const one of [token, `plain-${token}`]) {
        const found = await adapter.getSessionAndUser(one)
        expect((found?.session.expires.getTime() ?? 0) < Date.now()).toBe(true)
        const listed = await adapter.listSessionsByUserId("u1")
        for (const each of listed) expect(each.expires.getTime()).toBeLessThan(Date.now())
      }
      await add("verification_tokens", { identifier: "i", token, expires })
      const used = await adapter.useVerificationToken({ identifier: "i", token })
      expect((used?.expires.getTime() ?? 0) < Date.now()).toBe(true)
      expect(await adapter.useVerificationToken({ identifier: "i", token })).toBeNull()
    })

    it.each(TIMES)("an address verified at %j is not verified", async (emailVerified) => {
      const id = crypto.randomUUID()
      await add("users", { id, email: `${id}@example.com`, emailVerified })
      const user = await adapter.getUser(id)
      // "2" is two milliseconds after the epoch: a time like any other.
      expect(user?.emailVerified?.getTime() ?? 0).toBeLessThan(10_000)
    })

    it("a row without a key is nobody's", async () => {
      const expires = later().toISOString()
      await add("users", { id: null, email: null, name: "Nobody" })
      await add("sessions", { sessionToken: storedSessionToken("a"), userId: null, expires })
      await add("sessions", { sessionToken: null, userId: "u1", expires })
      await add("sessions", { sessionToken: storedSessionToken("b"), userId: "gone", expires })
      await add("accounts", { userId: null, provider: "p", providerAccountId: "1", type: null })
      await add("accounts", { userId: "u1", provider: null, providerAccountId: null, type: null })
      for (const token of ["a", "b", "", "null"])
        expect(await adapter.getSessionAndUser(token)).toBeNull()
      const account = { provider: "p", providerAccountId: "1" }
      expect(await adapter.getUserByAccount(account)).toBeNull()
      for (const id of ["", "null", "gone"]) expect(await adapter.getUser(id)).toBeNull()
      // As callers without types might ask.
      expect(await adapter.getUserByEmail(null as never)).toBeNull()
      expect(await adapter.getUser(undefined as never)).toBeNull()
      expect(await adapter.listSessionsByUserId(null as never)).toEqual([])
      expect(await adapter.deleteSessionsByUserId(null as never)).toEqual([])
      const nothing = { provider: null, providerAccountId: null } as never
      expect(await adapter.getUserByAccount(nothing)).toBeNull()
      expect(await adapter.updateAccount({ ...account, access_token: "x" }, nothing)).toBeNull()
    })

    it("a passkey's garbage counter is none that a use could follow", async () => {
      await add("authenticators", {
        credentialID: "c1",
        userId: "u1",
        counter: "many",
        credentialBackedUp: "perhaps",
      })
      const found = await adapter.getAuthenticator("c1")
      expect(found).toMatchObject({ counter: Number.NaN, credentialBackedUp: false })
      await expect((async () => adapter.updateAuthenticatorCounter("c1", 5, 4))()).rejects.toThrow(
        "counter moved",
      )
    })

    it("goes on with what is right", async () => {
      const session = { sessionToken: crypto.randomUUID(), userId: "u1", expires: later() }
      await adapter.createSession(session)
      const found = await adapter.getSessionAndUser(session.sessionToken)
      expect(found).toMatchObject({ session, user: { id: "u1" } })
    })
  })
}

/** Times that a column of times can hold, and no date can. */
const UNTIMELY = {
  postgres: ["'infinity'", "'-infinity'", "'294276-12-31'", "'4713-01-01 BC'"],
  mysql: ["'0000-00-00'", "'0000-00-00 00:00:00'", "'0001-01-01'"],
} as const

for (const [name, times] of [
  ["pg, a pool", UNTIMELY.postgres],
  ["mysql2, one connection with callbacks", UNTIMELY.mysql],
] as const) {
  const cell = clientCells[name]!
  it.skipIf(!cell.reachable).each(times)(
    `through ${name}, what ends at %s is none`,
    async (time) => {
      const opened = await cell.open()
      const adapter = SqlAdapter(opened.client)
      await adapter.createUser({ id: "u1", email: "ada@example.com", emailVerified: null })
      await adapter.createSession({ sessionToken: "t", userId: "u1", expires: later() })
      if (cell.kind === "mysql") await opened.run("SET SESSION sql_mode = ''")
      await opened.run(`UPDATE sessions SET expires = ${time}`)
      await opened.run(`UPDATE users SET ${quoteName(cell.kind, "emailVerified")} = ${time}`)
      const found = await adapter.getSessionAndUser("t")
      expect((found?.session.expires.getTime() ?? 0) < Date.now()).toBe(true)
      expect((await adapter.getUser("u1"))?.emailVerified ?? new Date(0)).not.toEqual(later())
      await opened.close()
    },
  )
}
