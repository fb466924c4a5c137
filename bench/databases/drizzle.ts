import { drizzle as overBetterSqlite } from "drizzle-orm/better-sqlite3"
import { drizzle as overPg } from "drizzle-orm/node-postgres"
import { drizzle as overPglite } from "drizzle-orm/pglite"
import * as pg from "drizzle-orm/pg-core"
import * as sqlite from "drizzle-orm/sqlite-core"
import type { DatabaseSync } from "node:sqlite"
import type { Opened } from "./open.ts"

const lite = {
  users: sqlite.sqliteTable("users", {
    id: sqlite.text().primaryKey(),
    name: sqlite.text(),
    email: sqlite.text(),
    emailVerified: sqlite.integer({ mode: "timestamp_ms" }),
    image: sqlite.text(),
  }),
  sessions: sqlite.sqliteTable("sessions", {
    sessionToken: sqlite.text().primaryKey(),
    userId: sqlite.text().notNull(),
    expires: sqlite.integer({ mode: "timestamp_ms" }).notNull(),
  }),
}

const time = { withTimezone: true, precision: 3, mode: "date" } as const
const post = {
  users: pg.pgTable("users", {
    id: pg.text().primaryKey(),
    name: pg.text(),
    email: pg.text(),
    emailVerified: pg.timestamp(time),
    image: pg.text(),
  }),
  sessions: pg.pgTable("sessions", {
    sessionToken: pg.text().primaryKey(),
    userId: pg.text().notNull(),
    expires: pg.timestamp(time).notNull(),
  }),
}

/** What Drizzle makes of PostgreSQL; it is asked with the same words on SQLite. */
export type OfPostgres = typeof post & { readonly db: ReturnType<typeof overPg> }

/** `db` of Drizzle with the two tables, as the application that uses it would have them. */
export function drizzleOf(opened: Opened): unknown {
  if (opened.kind === "sqlite") {
    return { db: overBetterSqlite({ client: likeBetterSqlite(opened.client) as never }), ...lite }
  }
  if (opened.kind === "postgres") return { db: overPg({ client: opened.client }), ...post }
  return { db: overPglite({ client: opened.client }), ...post }
}

/** `node:sqlite` with the words of better-sqlite3, as far as Drizzle says them: it has no driver for it yet. */
function likeBetterSqlite(db: DatabaseSync): object {
  return {
    exec: (sql: string) => db.exec(sql),
    prepare(sql: string) {
      const statement = db.prepare(sql)
      const own = {
        all: statement.all.bind(statement),
        get: statement.get.bind(statement),
        run: statement.run.bind(statement),
        raw() {
          statement.setReturnArrays(true)
          return own
        },
      }
      return own
    },
  }
}
