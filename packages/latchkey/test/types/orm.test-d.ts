// Compiled, never run: each line under an `@ts-expect-error` must be an error, every other must not.
import type { PGlite } from "@electric-sql/pglite"
import type { Client } from "@libsql/client"
import type BetterSqlite3 from "better-sqlite3"
import { drizzle as onBetterSqlite3 } from "drizzle-orm/better-sqlite3"
import { drizzle as onLibsql } from "drizzle-orm/libsql"
import * as mysql from "drizzle-orm/mysql-core"
import { drizzle as onMysql2 } from "drizzle-orm/mysql2"
import { drizzle as onPg } from "drizzle-orm/node-postgres"
import * as pgCore from "drizzle-orm/pg-core"
import { drizzle as onPglite } from "drizzle-orm/pglite"
import { drizzle as onPostgresJs } from "drizzle-orm/postgres-js"
import * as sqlite from "drizzle-orm/sqlite-core"
import { CamelCasePlugin, Kysely, type PostgresDialect, type Transaction } from "kysely"
import type { Pool as MysqlPool } from "mysql2/promise"
import type { Pool } from "pg"
import type { Sql } from "postgres"
import { DrizzleAdapter } from "../../src/adapters/drizzle.ts"
import {
  type Codegen,
  type Database,
  KyselyAdapter,
  KyselyAuth,
} from "../../src/adapters/kysely.ts"
import type { AuthConfig } from "../../src/index.ts"

declare const clients: {
  sqlite: BetterSqlite3.Database
  libsql: Client
  pool: Pool
  sql: Sql
  pglite: PGlite
  mysql: MysqlPool
}

const users = pgCore.pgTable("user", {
  id: pgCore
    .text("id")
    .primaryKey()
    .$defaultFn(() => crypto.randomUUID()),
  name: pgCore.text("name"),
  email: pgCore.text("email").unique(),
  emailVerified: pgCore.timestamp("email_verified", { mode: "date" }),
  image: pgCore.text("image"),
  role: pgCore
    .text("role", { enum: ["admin", "member"] })
    .notNull()
    .default("member"),
})
const accounts = pgCore.pgTable("account", {
  userId: pgCore
    .text("userId")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  type: pgCore.text("type").$type<"oauth" | "oidc" | "email">().notNull(),
  provider: pgCore.text("provider").notNull(),
  providerAccountId: pgCore.text("providerAccountId").notNull(),
  refresh_token: pgCore.text("refresh_token"),
})
const sessions = pgCore.pgTable("session", {
  sessionToken: pgCore.text("sessionToken").primaryKey(),
  userId: pgCore.uuid("userId").notNull(),
  expires: pgCore.timestamp("expires", { mode: "date" }).notNull(),
})
const onSqlite = sqlite.sqliteTable("user", {
  id: sqlite.text("id").primaryKey(),
  email: sqlite.text("email").unique(),
  emailVerified: sqlite.integer("emailVerified", { mode: "timestamp_ms" }),
})
const onMysql = mysql.mysqlTable("user", {
  id: mysql.varchar("id", { length: 255 }).primaryKey(),
  email: mysql.varchar("email", { length: 255 }).unique(),
})

const schema = { users, accounts, sessions }
const db = onPg({ client: clients.pool, schema, casing: "snake_case" })

export const drizzles: AuthConfig[] = [
  { providers: [], adapter: DrizzleAdapter(db) },
  {
    providers: [],
    adapter: DrizzleAdapter(db, {
      usersTable: users,
      accountsTable: accounts,
      sessionsTable: sessions,
    }),
  },
  { providers: [], adapter: DrizzleAdapter(db, undefined, { createTables: false }) },
  { providers: [], adapter: DrizzleAdapter(onPg(clients.pool)) },
  { providers: [], adapter: DrizzleAdapter(onPostgresJs(clients.sql, { schema })) },
  { providers: [], adapter: DrizzleAdapter(onPglite(clients.pglite)) },
  { providers: [], adapter: DrizzleAdapter(onLibsql(clients.libsql), { usersTable: onSqlite }) },
  { providers: [], adapter: DrizzleAdapter(onBetterSqlite3(clients.sqlite)) },
  {
    providers: [],
    adapter: DrizzleAdapter(onMysql2({ client: clients.mysql }), { usersTable: onMysql }),
  },
]

/** Of any database, as a function of an application may have it. */
export const ofAny = (
  any: pgCore.PgDatabase<pgCore.PgQueryResultHKT, Record<string, unknown>>,
): unknown => DrizzleAdapter(any)

// @ts-expect-error a client is no db
DrizzleAdapter(clients.pool)
// @ts-expect-error a column is missing
DrizzleAdapter(db, { sessionsTable: users })
// @ts-expect-error it is called usersTable
DrizzleAdapter(db, { users })

interface Own extends Database {
  Post: { id: string; title: string }
}
interface Others {
  users: { id: string; email_verified: Date | null }
}
interface GeneratedAccount {
  id: string
  userId: string
  type: string
  provider: string
  providerAccountId: string
  access_token: string | null
  expires_at: bigint | null
}
interface Generated {
  User: { id: string; name: string; email: string; emailVerified: Date; image: string }
  Account: GeneratedAccount
  Session: { sessionToken: string; userId: string; expires: Date }
  VerificationToken: { identifier: string; token: string; expires: Date }
}
declare const dialect: PostgresDialect
declare const transaction: Transaction<Database>
const kysely = new Kysely<Own>({ dialect, plugins: [new CamelCasePlugin()] })

export const kyselys: AuthConfig[] = [
  { providers: [], adapter: KyselyAdapter(kysely) },
  { providers: [], adapter: KyselyAdapter(new KyselyAuth<Database>({ dialect })) },
  { providers: [], adapter: KyselyAdapter(new KyselyAuth<Own>({ dialect })) },
  { providers: [], adapter: KyselyAdapter(new KyselyAuth<Generated, Codegen>({ dialect })) },
  { providers: [], adapter: KyselyAdapter(kysely.withSchema("auth")) },
  { providers: [], adapter: KyselyAdapter(transaction) },
  {
    providers: [],
    adapter: KyselyAdapter(new Kysely<Others>({ dialect }), {
      tables: { users: "users" },
      columns: { users: { emailVerified: "email_verified" } },
    }),
  },
]

// @ts-expect-error tables are missing
export type Wrong = KyselyAuth<Others>
// @ts-expect-error a pool is no Kysely
KyselyAdapter(clients.pool)
