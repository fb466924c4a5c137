import { createClient } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, describe, expect, it } from "vitest"
import { adapterConformance } from "../testing/index.ts"
import { databaseOf } from "../databases/of-client.ts"
import { storedSessionToken } from "./sql/session-token.ts"
import { drizzleTables, prismaTables, SqlAdapter } from "./sql.ts"
import { openSqlite } from "./sqlite-file.ts"
import type { Adapter } from "../contracts/adapter.ts"
import type { AdapterRows } from "../testing/index.ts"
import type { SqlAdapterOptions, SqlClient } from "./sql.ts"

const folder = mkdtempSync(join(tmpdir(), "latchkey-sql-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const newFile = (): string => join(folder, `${++files}.db`)

const clients = new WeakMap<Adapter, SqlClient & { close(): unknown }>()

function rows(adapter: Adapter): AdapterRows {
  const database = databaseOf(clients.get(adapter) as SqlClient)
  const first = async (sql: string, values: readonly string[]): Promise<unknown> =>
    (await database.rows(sql, values))[0] ?? null
  return {
    user: (id) => first("SELECT * FROM users WHERE id = ?", [id]),
    session: (token) =>
      first("SELECT * FROM sessions WHERE sessionToken = ?", [storedSessionToken(token)]),
    account: ({ provider, providerAccountId }) =>
      first("SELECT * FROM accounts WHERE provider = ? AND providerAccountId = ?", [
        provider,
        providerAccountId,
      ]),
    verificationToken: ({ identifier, token }) =>
      first("SELECT * FROM verification_tokens WHERE identifier = ? AND token = ?", [
        identifier,
        token,
      ]),
  }
}

const stores = {
  "node:sqlite in memory": () => new DatabaseSync(":memory:"),
  "node:sqlite on a file": () => openSqlite(newFile()),
  "better-sqlite3": () => new BetterSqlite3(":memory:"),
  "libsql on a file": () => createClient({ url: `file:${newFile()}` }),
  "libsql in memory": () => createClient({ url: ":memory:" }),
}

for (const [name, open] of Object.entries(stores))
  describe(`SqlAdapter on ${name}`, () => {
    adapterConformance({
      test: { describe, it },
      async adapter() {
        const client = await open()
        const adapter = SqlAdapter(client)
        clients.set(adapter, client)
        return adapter
      },
      db: rows,
      close: (adapter) => void clients.get(adapter)?.close(),
    })
  })

const user = { id: "u1", email: "ada@example.com", emailVerified: null }
const later = (): Date => new Date(Date.now() + 3_600_000)

async function withUser(options?: SqlAdapterOptions) {
  const db = new DatabaseSync(":memory:")
  const adapter = SqlAdapter(db, options)
  await adapter.createUser(user)
  return { db, adapter }
}

describe("the session token in the store", () => {
  it("is a hash, and the adapter answers the plain one", async () => {
    const { db, adapter } = await withUser()
    const created = await adapter.createSession({
      sessionToken: "plain-token",
      userId: "u1",
      expires: later(),
    })
    expect(created.sessionToken).toBe("plain-token")
    // printf plain-token | openssl dgst -sha256 -binary | basenc --base64url
    expect(db.prepare("SELECT sessionToken FROM sessions").all()).toEqual([
      { sessionToken: "h1:I_t54g03q_JBjXgRXrDMjHS1L07YuR3af8A6HUH8FeM" },
    ])
    const found = await adapter.getSessionAndUser("plain-token")
    expect(found?.session.sessionToken).toBe("plain-token")
    const updated = await adapter.updateSession({ sessionToken: "plain-token", expires: later() })
    expect(updated?.sessionToken).toBe("plain-token")
  })

  it("is no token itself: what is read from the table signs nobody in", async () => {
    const { adapter } = await withUser()
    await adapter.createSession({ sessionToken: "t", userId: "u1", expires: later() })
    const stolen = storedSessionToken("t")
    expect(await adapter.getSessionAndUser(stolen)).toBeNull()
    expect(await adapter.updateSession({ sessionToken: stolen, expires: later() })).toBeNull()
    expect(await adapter.deleteSession(stolen)).toBeNull()
    expect(await adapter.getSessionAndUser("t")).not.toBeNull()
  })

  it("is found by index", async () => {
    const { db, adapter } = await withUser()
    await adapter.getSessionAndUser("t")
    const plan = db.prepare(
      "EXPLAIN QUERY PLAN SELECT 1 FROM sessions s JOIN users u ON u.id = s.userId WHERE s.sessionToken COLLATE BINARY IN (?, ?)",
    )
    const steps = plan.all("a", "b").map((step) => String(step["detail"]))
    expect(steps.filter((step) => step.startsWith("SCAN"))).toEqual([])
  })
})

describe("rows that nobody should have written", () => {
  it.each(["garbage", "", "2", "9999", "Infinity", 9e15, -9e15, Number.MAX_SAFE_INTEGER])(
    "a session that ends at %j is none",
    async (expires) => {
      const { db, adapter } = await withUser()
      db.prepare("INSERT INTO sessions VALUES (?, 'u1', ?)").run(storedSessionToken("t"), expires)
      const found = await adapter.getSessionAndUser("t")
      expect(found === null || found.session.expires.getTime() < Date.now()).toBe(true)
    },
  )

  it("a session that ends at what no number holds is an error, never a session", async () => {
    const { db, adapter } = await withUser()
    const sql = "INSERT INTO sessions VALUES (?, 'u1', 9223372036854775807)"
    db.prepare(sql).run(storedSessionToken("t"))
    await expect(adapter.getSessionAndUser("t")).rejects.toThrow(RangeError)
  })

  it("a verification token that ends at no date is none, and used up", async () => {
    const { db, adapter } = await withUser()
    db.prepare("INSERT INTO verification_tokens VALUES ('i', 't', 'soon')").run()
    expect(await adapter.useVerificationToken({ identifier: "i", token: "t" })).toBeNull()
    expect(db.prepare("SELECT * FROM verification_tokens").all()).toEqual([])
  })

  it.each([0, "", "yes", "2020-99", 9e15])(
    "an address verified at %j is not verified",
    async (value) => {
      const { db, adapter } = await withUser()
      db.prepare("UPDATE users SET emailVerified = ?").run(value)
      expect((await adapter.getUser("u1"))?.emailVerified).toBeNull()
    },
  )

  it("a session of a user who is gone is none", async () => {
    const { db, adapter } = await withUser()
    await adapter.createSession({ sessionToken: "t", userId: "u1", expires: later() })
    db.exec("PRAGMA foreign_keys = OFF; DELETE FROM users")
    expect(await adapter.getSessionAndUser("t")).toBeNull()
  })

  it("dates that are none are refused when written", async () => {
    const { adapter } = await withUser()
    const expires = new Date(Number.NaN)
    const session = { sessionToken: "t", userId: "u1", expires }
    await expect(adapter.createSession(session)).rejects.toThrow(TypeError)
    await expect(adapter.increment({ key: "k", by: 1, expires })).rejects.toThrow(TypeError)
  })
})

describe("the store", () => {
  it("is not touched before the first use, and made once however many adapters there are", async () => {
    const db = new DatabaseSync(":memory:")
    const tables = (): unknown[] => db.prepare("SELECT name FROM sqlite_master").all()
    const adapters = Array.from({ length: 20 }, () => SqlAdapter(db))
    expect(tables()).toEqual([])
    await Promise.all(adapters.map(async (adapter) => adapter.getUser("nobody")))
    const { length } = tables()
    expect(length).toBeGreaterThan(6)
    await SqlAdapter(db).getUser("nobody")
    expect(tables()).toHaveLength(length)
  })

  it("is left alone with createTables: false", async () => {
    const db = new DatabaseSync(":memory:")
    await expect(SqlAdapter(db, { createTables: false }).getUser("x")).rejects.toThrow(
      /no such table/,
    )
    expect(db.prepare("SELECT name FROM sqlite_master").all()).toEqual([])
  })

  it("is tried again after a failure", async () => {
    const db = new DatabaseSync(":memory:")
    const adapter = SqlAdapter(db)
    db.exec("CREATE VIEW users AS SELECT 1 AS id")
    await expect(adapter.getUser("x")).rejects.toThrow(/view|table/)
    db.exec("DROP VIEW users")
    expect(await adapter.getUser("x")).toBeNull()
  })

  it("has the names that are asked for, whatever is in them", async () => {
    const prefix = 'a`b"; DROP TABLE x; --'
    const { db, adapter } = await withUser({ prefix, tables: { sessions: "order" } })
    await adapter.createSession({ sessionToken: "t", userId: "u1", expires: later() })
    expect(await adapter.getSessionAndUser("t")).not.toBeNull()
    const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    expect(names.map((row) => row["name"])).toContain(`${prefix}users`)
    expect(names.map((row) => row["name"])).toContain("order")
  })

  it("throws when it fails, and never answers nothing instead", async () => {
    const { db, adapter } = await withUser()
    db.close()
    await expect(adapter.getUser("u1")).rejects.toThrow(/not open/)
    await expect(adapter.getSessionAndUser("t")).rejects.toThrow(/not open/)
  })

  it("cascades by itself as well", async () => {
    const { db, adapter } = await withUser()
    await adapter.createSession({ sessionToken: "t", userId: "u1", expires: later() })
    db.exec("DELETE FROM users")
    expect(db.prepare("SELECT * FROM sessions").all()).toEqual([])
  })

  it("forgets counters that are over", async () => {
    const { db, adapter } = await withUser()
    for (let n = 0; n < 20; n++)
      await adapter.increment({ key: `k${n}`, by: 1, expires: new Date(Date.now() - 1) })
    expect(db.prepare("SELECT count(*) AS n FROM latchkey_counters").get()).toEqual({ n: 0 })
  })
})

/** A database as another adapter made it, with a user, an account and two sessions. */
function existing(
  ddl: string,
  names: { user: string; session: string; account: string },
  date: unknown,
) {
  const db = new DatabaseSync(":memory:")
  db.exec(ddl)
  const add = (table: string, row: Record<string, unknown>): void => {
    const columns = Object.keys(row)
    const marks = columns.map(() => "?").join()
    const sql = `INSERT INTO \`${table}\` (${columns.join()}) VALUES (${marks})`
    db.prepare(sql).run(...(Object.values(row) as string[]))
  }
  const own = (id: string) => (ddl.includes('"id" text NOT NULL,\n    "session') ? { id } : {})
  add(names.user, { id: "u1", name: "Ada", email: "ada@example.com", emailVerified: date })
  add(names.account, {
    ...own("a1"),
    userId: "u1",
    type: "oauth",
    provider: "github",
    providerAccountId: "7",
  })
  for (const sessionToken of ["plain-1", "plain-2"])
    add(names.session, { ...own(sessionToken), sessionToken, userId: "u1", expires: date })
  return db
}

/** As Drizzle's kit writes the documented SQLite schema. */
const DRIZZLE = `
  CREATE TABLE \`user\` (\`id\` text PRIMARY KEY NOT NULL, \`name\` text, \`email\` text,
    \`emailVerified\` integer, \`image\` text);
  CREATE UNIQUE INDEX \`user_email_unique\` ON \`user\` (\`email\`);
  CREATE TABLE \`account\` (\`userId\` text NOT NULL, \`type\` text NOT NULL, \`provider\` text NOT NULL,
    \`providerAccountId\` text NOT NULL, \`refresh_token\` text, \`access_token\` text, \`expires_at\` integer,
    \`token_type\` text, \`scope\` text, \`id_token\` text, \`session_state\` text,
    PRIMARY KEY (\`provider\`, \`providerAccountId\`),
    FOREIGN KEY (\`userId\`) REFERENCES \`user\`(\`id\`) ON UPDATE no action ON DELETE cascade);
  CREATE TABLE \`session\` (\`sessionToken\` text PRIMARY KEY NOT NULL, \`userId\` text NOT NULL,
    \`expires\` integer NOT NULL,
    FOREIGN KEY (\`userId\`) REFERENCES \`user\`(\`id\`) ON UPDATE no action ON DELETE cascade);
  CREATE TABLE \`verificationToken\` (\`identifier\` text NOT NULL, \`token\` text NOT NULL,
    \`expires\` integer NOT NULL, PRIMARY KEY (\`identifier\`, \`token\`));`

/** As the D1 adapter's migration lays it out: ids of their own, text dates, nothing unique but the keys. */
const D1 = `
  CREATE TABLE "accounts" ("id" text NOT NULL, "userId" text NOT NULL, "type" text NOT NULL,
    "provider" text NOT NULL, "providerAccountId" text NOT NULL, "refresh_token" text, "access_token" text,
    "expires_at" number, "token_type" text, "scope" text, "id_token" text, "session_state" text,
    "oauth_token_secret" text, "oauth_token" text, PRIMARY KEY (id));
  CREATE TABLE "sessions" ("id" text NOT NULL,
    "sessionToken" text NOT NULL, "userId" text NOT NULL, "expires" datetime NOT NULL, PRIMARY KEY (sessionToken));
  CREATE TABLE "users" ("id" text NOT NULL, "name" text, "email" text, "emailVerified" datetime, "image" text,
    PRIMARY KEY (id));
  CREATE TABLE "verification_tokens" ("identifier" text NOT NULL, "token" text NOT NULL,
    "expires" datetime NOT NULL, PRIMARY KEY (token));`

describe.each([
  {
    name: "Drizzle's",
    ddl: DRIZZLE,
    names: { user: "user", session: "session", account: "account" },
    options: { tables: drizzleTables },
    write: (date: Date): unknown => date.getTime(),
  },
  {
    name: "D1's",
    ddl: D1,
    names: { user: "users", session: "sessions", account: "accounts" },
    options: {},
    write: (date: Date): unknown => date.toISOString(),
  },
])("a database in $name layout", ({ ddl, names, options, write }) => {
  const date = later()
  const open = () => {
    const db = existing(ddl, names, write(date))
    const stored = (): unknown[] =>
      db
        .prepare(`SELECT sessionToken FROM ${names.session} ORDER BY rowid`)
        .all()
        .map((row) => row["sessionToken"])
    return { adapter: SqlAdapter(db, options), db, stored }
  }

  it("is read as it is: sessions go on, and their plain tokens are replaced by hashes", async () => {
    const { adapter, stored } = open()
    for (let n = 0; n < 2; n++) {
      const found = await adapter.getSessionAndUser("plain-1")
      expect(found).toEqual({
        session: { sessionToken: "plain-1", userId: "u1", expires: date },
        user: { id: "u1", name: "Ada", email: "ada@example.com", emailVerified: date, image: null },
      })
      expect(stored()).toEqual([storedSessionToken("plain-1"), "plain-2"])
    }
    expect(await adapter.getSessionAndUser("PLAIN-2")).toBeNull()
  })

  it("updates and deletes plain rows", async () => {
    const { adapter, stored } = open()
    const expires = new Date(date.getTime() + 1)
    const updated = await adapter.updateSession({ sessionToken: "plain-1", expires })
    expect(updated).toEqual({ sessionToken: "plain-1", userId: "u1", expires })
    expect(stored()).toEqual([storedSessionToken("plain-1"), "plain-2"])
    await adapter.deleteSession("plain-2")
    await adapter.deleteSession("plain-1")
    expect(stored()).toEqual([])
  })

  it("upgrades one row once when many ask at the same time", async () => {
    const { adapter, stored } = open()
    const all = await Promise.all(
      Array.from({ length: 50 }, async () => adapter.getSessionAndUser("plain-1")),
    )
    expect(all.every((one) => one?.user.id === "u1")).toBe(true)
    expect(stored()).toEqual([storedSessionToken("plain-1"), "plain-2"])
  })

  it("finds its accounts, takes new rows, and is unique from now on", async () => {
    const { adapter } = open()
    expect(
      (await adapter.getUserByAccount({ provider: "github", providerAccountId: "7" }))?.id,
    ).toBe("u1")
    const again = {
      userId: "u1",
      type: "oauth",
      provider: "github",
      providerAccountId: "7",
    } as const
    await expect(adapter.linkAccount(again)).rejects.toThrow(/UNIQUE/)
    await adapter.linkAccount({ ...again, providerAccountId: "8" })
    await adapter.createSession({ sessionToken: "new", userId: "u1", expires: date })
    await expect(adapter.createUser({ ...user, id: "u2" })).rejects.toThrow(/UNIQUE/)
    await adapter.deleteUser("u1")
    for (const token of ["plain-1", "new"])
      expect(await adapter.getSessionAndUser(token)).toBeNull()
  })
})

it("opens Drizzle's tables without a second index beside its own", async () => {
  const db = new DatabaseSync(":memory:")
  db.exec(DRIZZLE)
  await SqlAdapter(db, { tables: drizzleTables }).getUser("x")
  const indexes = db.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('user', 'account', 'session') AND sql IS NOT NULL",
  )
  expect(indexes.all()).toEqual([{ name: "user_email_unique" }])
})

it("compares exactly in a table whose columns fold case", async () => {
  const db = new DatabaseSync(":memory:")
  db.exec(`CREATE TABLE "User" (id TEXT PRIMARY KEY, name TEXT, email TEXT COLLATE NOCASE UNIQUE,
    emailVerified DATETIME, image TEXT)`)
  const adapter = SqlAdapter(db, { tables: prismaTables })
  await adapter.createUser(user)
  expect(await adapter.getUserByEmail("ADA@example.com")).toBeNull()
  expect(await adapter.getUserByEmail("ada@example.com")).not.toBeNull()
})
