/** DrizzleAdapter on schemas of an application's own: other names, other types, more columns. */
import { sql } from "drizzle-orm"
import * as mysql from "drizzle-orm/mysql-core"
import { drizzle as onMysql2 } from "drizzle-orm/mysql2"
import { drizzle as onPg, type NodePgDatabase } from "drizzle-orm/node-postgres"
import * as pg from "drizzle-orm/pg-core"
import { drizzle as onProxy } from "drizzle-orm/pg-proxy"
import { drizzle as onBetterSqlite3 } from "drizzle-orm/better-sqlite3"
import * as sqlite from "drizzle-orm/sqlite-core"
import type { Pool } from "pg"
import { drizzle as onSqliteProxy } from "drizzle-orm/sqlite-proxy"
import { drizzle as onMysqlProxy } from "drizzle-orm/mysql-proxy"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { accountTokens, DrizzleAdapter, type DrizzleTables } from "../../../src/adapters/drizzle.ts"
import type { AdapterUser } from "../../../src/contracts/adapter.ts"
import { adapterConformance } from "../../../src/testing/index.ts"
import { drizzles, type Opened } from "./opened.ts"

const folder = mkdtempSync(join(tmpdir(), "latchkey-drizzle-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const on = (name: string) => drizzles.find((each) => each.name === name)!
const SLOW = { timeout: 60_000 }
const later = (): Date => new Date(Date.now() + 3_600_000)

/** A schema of PostgreSQL, names in snake case, ids that the schema makes, columns of the application. */
const auth = pg.pgSchema("auth")
const role = auth.enum("role", ["member", "admin"])
const pgUsers = auth.table("app_users", {
  id: pg
    .uuid("user_id")
    .primaryKey()
    .$defaultFn(() => crypto.randomUUID()),
  name: pg.text("full_name"),
  email: pg.text("email_address").unique(),
  emailVerified: pg.timestamp("email_verified_at", { mode: "date" }),
  image: pg.text("picture"),
  role: role("role").notNull().default("member"),
  plan: pg
    .text("plan")
    .notNull()
    .$defaultFn(() => "free"),
  settings: pg.jsonb("settings").$type<{ theme: string }>(),
  tags: pg.text("tags").array(),
  expires: pg.timestamp("trial_ends", { withTimezone: true }),
  touched: pg
    .timestamp("touched")
    .notNull()
    .$onUpdate(() => sql`now()`),
})
const pgAccounts = auth.table("app_accounts", {
  id: pg
    .text("id")
    .primaryKey()
    .$defaultFn(() => `acc_${crypto.randomUUID()}`),
  userId: pg
    .uuid("user_id")
    .notNull()
    .references(() => pgUsers.id, { onDelete: "cascade" }),
  type: pg.text("kind").notNull(),
  provider: pg.text("provider").notNull(),
  providerAccountId: pg.text("provider_account_id").notNull(),
  refresh_token: pg.text("refresh"),
  access_token: pg.text("access"),
  expires_at: pg.integer("access_ends"),
  token_type: pg.text("token_type"),
  scope: pg.text("scope"),
  id_token: pg.text("id_token"),
  session_state: pg.text("session_state"),
  refresh_token_expires_in: pg.integer("refresh_ends_in"),
})
const pgSessions = auth.table("app_sessions", {
  sessionToken: pg.text("token").primaryKey(),
  userId: pg
    .uuid("user_id")
    .notNull()
    .references(() => pgUsers.id, { onDelete: "cascade" }),
  expires: pg.timestamp("ends", { mode: "date", withTimezone: true }).notNull(),
  began: pg.timestamp("began").notNull().defaultNow(),
})
const pgTokens = auth.table("app_tokens", {
  identifier: pg.text("identifier").notNull(),
  token: pg.text("token").notNull(),
  expires: pg.timestamp("ends", { mode: "string" }).notNull(),
})
const pgAuthenticators = auth.table("app_passkeys", {
  credentialID: pg.text("credential").notNull().unique(),
  userId: pg.uuid("user_id").notNull(),
  providerAccountId: pg.text("provider_account").notNull(),
  credentialPublicKey: pg.text("public_key").notNull(),
  counter: pg.bigint("counter", { mode: "number" }).notNull(),
  credentialDeviceType: pg.text("device").notNull(),
  credentialBackedUp: pg.boolean("backed_up").notNull(),
  transports: pg.text("transports"),
})
const pgTables: DrizzleTables = {
  usersTable: pgUsers,
  accountsTable: pgAccounts,
  sessionsTable: pgSessions,
  verificationTokensTable: pgTokens,
  authenticatorsTable: pgAuthenticators,
}
const PG = `CREATE SCHEMA auth; CREATE TYPE auth.role AS ENUM ('member', 'admin');
CREATE TABLE auth.app_users (user_id uuid PRIMARY KEY, full_name text, email_address text UNIQUE,
  email_verified_at timestamp, picture text, role auth.role NOT NULL DEFAULT 'member', plan text NOT NULL,
  settings jsonb, tags text[], trial_ends timestamptz, touched timestamp NOT NULL);
CREATE TABLE auth.app_accounts (id text PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.app_users ON DELETE CASCADE,
  kind text NOT NULL, provider text NOT NULL, provider_account_id text NOT NULL, refresh text, access text,
  access_ends integer, token_type text, scope text, id_token text, session_state text, refresh_ends_in integer,
  UNIQUE (provider, provider_account_id));
CREATE TABLE auth.app_sessions (token text PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.app_users ON DELETE CASCADE,
  ends timestamptz NOT NULL, began timestamp NOT NULL DEFAULT now());
CREATE TABLE auth.app_tokens (identifier text NOT NULL, token text NOT NULL, ends timestamp NOT NULL,
  PRIMARY KEY (identifier, token));
CREATE TABLE auth.app_passkeys (credential text NOT NULL UNIQUE, user_id uuid NOT NULL REFERENCES auth.app_users ON DELETE CASCADE,
  provider_account text NOT NULL, public_key text NOT NULL, counter bigint NOT NULL, device text NOT NULL,
  backed_up boolean NOT NULL, transports text);`

/** Of SQLite, with names by `casing`, times in seconds, and a flag. */
const liteUsers = sqlite.sqliteTable("users", {
  id: sqlite.text().primaryKey(),
  name: sqlite.text(),
  email: sqlite.text().unique(),
  emailVerified: sqlite.integer({ mode: "timestamp" }),
  image: sqlite.text(),
  isAdmin: sqlite.integer({ mode: "boolean" }).notNull().default(false),
})
const liteAccounts = sqlite.sqliteTable("accounts", {
  userId: sqlite.text().notNull(),
  type: sqlite.text().notNull(),
  provider: sqlite.text().notNull(),
  providerAccountId: sqlite.text().notNull(),
  refresh_token: sqlite.text(),
  access_token: sqlite.text(),
  expires_at: sqlite.integer(),
  token_type: sqlite.text(),
  scope: sqlite.text(),
  id_token: sqlite.text(),
  session_state: sqlite.text(),
})
const liteSessions = sqlite.sqliteTable("sessions", {
  sessionToken: sqlite.text().primaryKey(),
  userId: sqlite.text().notNull(),
  expires: sqlite.integer({ mode: "timestamp" }).notNull(),
})
const liteTokens = sqlite.sqliteTable("tokens", {
  identifier: sqlite.text().notNull(),
  token: sqlite.text().notNull(),
  expires: sqlite.integer({ mode: "timestamp" }).notNull(),
})
const liteAuthenticators = sqlite.sqliteTable("passkeys", {
  credentialID: sqlite.text().notNull().unique(),
  userId: sqlite.text().notNull(),
  providerAccountId: sqlite.text().notNull(),
  credentialPublicKey: sqlite.text().notNull(),
  counter: sqlite.integer().notNull(),
  credentialDeviceType: sqlite.text().notNull(),
  credentialBackedUp: sqlite.integer({ mode: "boolean" }).notNull(),
  transports: sqlite.text(),
})
const liteTables: DrizzleTables = {
  authenticatorsTable: liteAuthenticators,
  usersTable: liteUsers,
  accountsTable: liteAccounts,
  sessionsTable: liteSessions,
  verificationTokensTable: liteTokens,
}
const LITE = `CREATE TABLE users (id text PRIMARY KEY, name text, email text UNIQUE, email_verified integer, image text,
  is_admin integer NOT NULL DEFAULT 0);
CREATE TABLE accounts (user_id text NOT NULL REFERENCES users(id), type text NOT NULL, provider text NOT NULL,
  provider_account_id text NOT NULL, refresh_token text, access_token text, expires_at integer, token_type text,
  scope text, id_token text, session_state text, PRIMARY KEY (provider, provider_account_id));
CREATE TABLE sessions (session_token text PRIMARY KEY, user_id text NOT NULL REFERENCES users(id), expires integer NOT NULL);
CREATE TABLE passkeys (credential_id text UNIQUE NOT NULL, user_id text NOT NULL REFERENCES users(id),
  provider_account_id text NOT NULL, credential_public_key text NOT NULL, counter integer NOT NULL,
  credential_device_type text NOT NULL, credential_backed_up integer NOT NULL, transports text);
CREATE TABLE tokens (identifier text NOT NULL, token text NOT NULL, expires integer NOT NULL,
  PRIMARY KEY (identifier, token));`

/** Of MySQL. */
const myUsers = mysql.mysqlTable("app_users", {
  id: mysql.varchar("id", { length: 255 }).primaryKey(),
  name: mysql.varchar("name", { length: 255 }),
  email: mysql.varchar("email_address", { length: 255 }).unique(),
  emailVerified: mysql.timestamp("email_verified", { mode: "date", fsp: 3 }),
  image: mysql.text("image"),
  note: mysql.text("note"),
  settings: mysql.json("settings").$type<{ theme: string }>(),
  joined: mysql.datetime("joined_at", { mode: "date", fsp: 3 }).$defaultFn(() => new Date(0)),
})
const MY = `CREATE TABLE app_users (id varchar(255) PRIMARY KEY, name varchar(255), email_address varchar(255) UNIQUE,
  email_verified timestamp(3) NULL, image text, note text, settings json, joined_at datetime(3))`

const row = (user: Partial<AdapterUser> = {}): AdapterUser => ({
  id: crypto.randomUUID(),
  email: `${crypto.randomUUID()}@example.com`,
  emailVerified: null,
  ...user,
})

describe.skipIf(!on("pg").reachable)("a schema of PostgreSQL", () => {
  let opened: Opened
  let db: NodePgDatabase
  beforeAll(async () => {
    opened = await on("pg").open(folder)
    await opened.run(PG)
    db = opened.db as NodePgDatabase
  })
  afterAll(() => opened?.close())

  const adapter = () => DrizzleAdapter(db, pgTables)

  describe("conforms", () => {
    adapterConformance({
      adapter,
      test: { describe, it: (title, body) => it(title, SLOW, body) },
      // The schema itself changes `touched` with every update.
      skip: ["C06"],
    })
  })

  describe("conforms without transactions, over a proxy", () => {
    const proxied = onProxy((text, params) => {
      const { $client } = opened.db as { $client: Pool }
      return $client.query(text, params)
    })
    it("has no transaction", () => {
      expect(DrizzleAdapter(proxied, pgTables).transaction).toBeUndefined()
    })
    adapterConformance({
      adapter: () => DrizzleAdapter(proxied, pgTables),
      test: { describe, it: (title, body) => it(title, SLOW, body) },
      skip: ["transaction", "C06"],
    })
  })

  it("a user comes with the columns of the application, as Drizzle reads them", async () => {
    const given = row({ name: "Ada" })
    const user = await adapter().createUser(given)
    const [stored] = await db
      .select()
      .from(pgUsers)
      .where(sql`email_address = ${given.email}`)
    expect(user).toEqual(stored)
    expect(user).toMatchObject({ role: "member", plan: "free", settings: null, tags: null })
    expect((user as { touched?: unknown }).touched).toBeInstanceOf(Date)
    // The schema makes ids itself.
    expect(user.id).not.toBe(given.id)
    expect(await adapter().getUser(user.id)).toEqual(stored)
    expect(await adapter().getUserByEmail(given.email)).toEqual(stored)
  })

  it("they are stored where they are given, and kept where they are not", async () => {
    const own = {
      role: "admin",
      plan: "pro",
      settings: { theme: "dark" },
      tags: ["a", "b'\"?$1"],
      expires: new Date("2027-03-04T05:06:07.089Z"),
    }
    const user = await adapter().createUser({ ...row(), ...own } as AdapterUser)
    expect(user).toMatchObject(own)
    const changed = await adapter().updateUser({ id: user.id, name: "Grace" })
    expect(changed).toMatchObject({ ...own, name: "Grace" })
    const verified = { id: user.id, emailVerified: new Date(5_000), plan: "free" }
    expect(await adapter().updateUser(verified)).toMatchObject({ ...own, ...verified })
    const [stored] = await db
      .select()
      .from(pgUsers)
      .where(sql`user_id = ${user.id}`)
    expect(stored).toMatchObject({ ...own, ...verified })
  })

  it("a name that is no column of the schema names nothing", async () => {
    const user = await adapter().createUser({ ...row(), 'x" = 1; --': 1 } as AdapterUser)
    expect(Object.keys(user)).toHaveLength(11)
  })

  it("an account and a session have theirs", async () => {
    const user = await adapter().createUser(row())
    const account = await adapter().linkAccount({
      userId: user.id,
      type: "oauth",
      provider: "github",
      providerAccountId: user.id,
      access_token: "a",
      refresh_token_expires_in: 7,
      unknown_to_the_schema: "x",
    })
    expect(account).toMatchObject({ refresh_token_expires_in: 7, access_token: "a" })
    expect(account).not.toHaveProperty("unknown_to_the_schema")
    expect(await adapter().getAccount(user.id, "github")).toEqual(account)
    expect(account?.["id"]).toMatch(/^acc_/)
    const session = { sessionToken: crypto.randomUUID(), userId: user.id, expires: later() }
    await adapter().createSession(session)
    const found = await adapter().getSessionAndUser(session.sessionToken)
    expect(found?.session).toMatchObject({ ...session, began: expect.any(Date) as Date })
    // Both the session and the user have a column of that name.
    expect(found?.user).toMatchObject({ id: user.id, expires: null })
    const ends = await db
      .select()
      .from(pgSessions)
      .where(sql`user_id = ${user.id}`)
    expect(ends[0]).toMatchObject({ expires: session.expires })
    expect(ends[0]!.sessionToken).toMatch(/^h1:/)
  })

  it("makes no table but ours, beside those of the users", async () => {
    await adapter().getUser("none")
    await adapter().increment({ key: "k", by: 1, expires: later() })
    const { rows } = (await db.execute(
      sql`select table_schema || '.' || table_name as name from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema') order by 1`,
    )) as { rows: { name: string }[] }
    const ours = rows.map(({ name }) => name).filter((name) => !name.startsWith("auth.app_"))
    expect(ours).toEqual(["auth.latchkey_counters", "auth.latchkey_leases"])
  })

  it("the rest of a schema may be given as well", async () => {
    const whole = { ...pgTables, posts: pgUsers, relations: {} }
    expect(await DrizzleAdapter(db, whole).getUser(crypto.randomUUID())).toBeNull()
  })

  it("in a transaction of the application all is kept or undone with it", async () => {
    const user = row()
    const failed = db.transaction(async (transaction) => {
      const within = DrizzleAdapter(transaction, pgTables)
      const { id } = await within.createUser(user)
      await within.transaction?.(
        async (inner) => void (await inner.updateUser?.({ id, name: "A" })),
      )
      expect(await within.getUserByEmail(user.email)).toMatchObject({ id, name: "A" })
      throw new Error("no")
    })
    await expect(failed).rejects.toThrow("no")
    expect(await adapter().getUserByEmail(user.email)).toBeNull()
  })

  it("tokens of accounts are found for resealing", async () => {
    const page = await accountTokens(db, pgTables).page(null, 10)
    expect(JSON.stringify(page)).toContain("access_token")
  })
})

describe("a schema of SQLite", () => {
  let opened: Opened
  beforeAll(async () => {
    opened = await on("better-sqlite3 on a file").open(folder)
    await opened.run(LITE)
    const client = (opened.db as { $client: never }).$client
    opened = { ...opened, db: onBetterSqlite3({ client, casing: "snake_case" }) }
  })
  afterAll(() => opened?.close())
  const adapter = () => DrizzleAdapter(opened.db as never, liteTables)

  adapterConformance({
    adapter,
    precision: "second",
    test: { describe, it: (title, body) => it(title, SLOW, body) },
  })

  it("has times in seconds, and flags", async () => {
    const emailVerified = new Date(86_400_000)
    const user = await adapter().createUser({ ...row({ emailVerified }), isAdmin: true } as never)
    expect(user).toMatchObject({ emailVerified, isAdmin: true })
    const db = opened.db as ReturnType<typeof onBetterSqlite3>
    expect(
      db
        .select()
        .from(liteUsers)
        .where(sql`id = ${user.id}`)
        .all(),
    ).toEqual([user])
    expect(db.all(sql`select email_verified as n from users where id = ${user.id}`)).toEqual([
      { n: 86_400 },
    ])
  })

  it("the application's own transaction on the connection is waited for", async () => {
    const db = opened.db as ReturnType<typeof onBetterSqlite3>
    db.run(sql`begin`)
    const creating = adapter().createUser(row())
    await new Promise((resolve) => setTimeout(resolve, 30))
    db.run(sql`rollback`)
    expect(await adapter().getUser((await creating).id)).not.toBeNull()
  })
})

describe.skipIf(!on("mysql2").reachable)("a schema of MySQL", () => {
  let opened: Opened
  beforeAll(async () => {
    opened = await on("mysql2").open(folder)
    await opened.run(MY)
  })
  afterAll(() => opened?.close())

  it("a user comes with the columns of the application", async () => {
    const adapter = DrizzleAdapter(opened.db as never, { usersTable: myUsers })
    const own = { settings: { theme: "dark" }, emailVerified: new Date(1_700_000_000_123) }
    const user = await adapter.createUser({ ...row(), ...own } as AdapterUser)
    expect(user).toMatchObject({ ...own, joined: new Date(0) })
    const db = opened.db as ReturnType<typeof onMysql2>
    expect(await db.select().from(myUsers)).toEqual([user])
    expect(await adapter.updateUser({ id: user.id, name: "Ada" })).toEqual({ ...user, name: "Ada" })
  })

  it("an object for a column of text is no more than a value", async () => {
    const adapter = DrizzleAdapter(opened.db as never, { usersTable: myUsers })
    const user = await adapter.createUser(row())
    const note = { id: "x", "a` = 1, name": 1 }
    await adapter.updateUser({ id: user.id, joined: null, note } as never)
    expect(await adapter.getUser(user.id)).toMatchObject({
      name: null,
      joined: null,
      note: JSON.stringify(note),
    })
  })
})

describe("what is no schema", () => {
  const db = onPg.mock()
  it.each([
    [{ usersTable: {} }, /no table of Drizzle/],
    [{ users: pgUsers }, /are given as usersTable, accountsTable/],
    [{ sessionsTable: pgUsers }, /sessionsTable has no column sessionToken, userId/],
  ])("%j is refused", (tables, message) => {
    expect(() => DrizzleAdapter(db, tables as never)).toThrow(message)
  })
})

describe("a driver that can't do what is needed", () => {
  const asked = () => Promise.resolve({ rows: [] })
  it.each([
    [onSqliteProxy(asked), /without the names/],
    [onMysqlProxy(asked), /no transactions/],
  ])("is refused", (db, message) => {
    expect(() => DrizzleAdapter(db)).toThrow(message)
  })
})
