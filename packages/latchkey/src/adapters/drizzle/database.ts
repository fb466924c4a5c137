import { type LibsqlClient, renewing } from "../../databases/libsql.ts"
import { onePerClient } from "../../crypto/memo.ts"
import {
  type AboutDatabase,
  type Database,
  type Row,
  type DatabaseKind,
  type Statements,
} from "../../databases/database.ts"
import { createGate, type Gate } from "../../databases/gate.ts"
import { patiently, syncSqlite, type SyncSqliteClient } from "../../databases/sqlite.ts"
import { carried } from "../orm/carried.ts"
import { countOf, rowsOf } from "./answers.ts"
import {
  assertFit,
  classesOf,
  counts,
  type DrizzleDatabase,
  type DrizzleServer,
  type DrizzleSqlite,
  hasTransactions,
  kindOf,
} from "./kind.ts"
import { drizzleStatement } from "./statement.ts"

/**
 * The database behind a `db` of Drizzle. Every statement goes through it, so that its logger, its driver and its
 * transactions are in use; of a `db` with replicas the primary is asked, since a session that has ended lives on in a
 * replica for a moment.
 *
 * @throws TypeError for anything else
 */
export function drizzleDatabase(given: DrizzleDatabase): Database {
  const db = primaryOf(given)
  const classes = classesOf(db)
  const kind = kindOf(classes)
  if (!kind) {
    throw new TypeError(
      "This is no db of Drizzle for SQLite, PostgreSQL or MySQL: give what drizzle() answers.",
    )
  }
  assertFit(classes)
  return onePerClient("drizzle-databases", db, "", () =>
    kind === "sqlite"
      ? onSqlite(db as DrizzleSqlite, classes)
      : onServer(db as DrizzleServer, kind, classes),
  )
}

/** The `db` itself, or of a `withReplicas()` the one that is written to. */
export function primaryOf(db: DrizzleDatabase): DrizzleDatabase {
  if (typeof db !== "object" || db === null) return db
  return (db as { $primary?: DrizzleDatabase }).$primary ?? db
}

const about = (kind: DatabaseKind): AboutDatabase => ({
  kind,
  client: "drizzle",
  keepsNul: kind === "mysql",
})

type Transaction<D> = <T>(work: (within: D) => Promise<T>) => Promise<T>

function onServer(db: DrizzleServer, kind: DatabaseKind, classes: readonly string[]): Database {
  const asking = (on: DrizzleServer): Statements => {
    const ask = (...[sql, values]: Parameters<Statements["rows"]>): Promise<unknown> =>
      unwrapped(() => on.execute(drizzleStatement(kind, sql, values) as never))
    const counted = counts(classes)
    return {
      rows: async (sql, values) => rowsOf(await ask(sql, values)),
      write: async (sql, values) =>
        counted || !/^\s*(?:INSERT|UPDATE|DELETE)\b/.test(sql)
          ? countOf(await ask(sql, values))
          : rowsOf(await ask(`${sql} RETURNING 1 AS one`, values)).length,
    }
  }
  const statements = asking(db)
  return carried({
    about: about(kind),
    statements,
    transaction: hasTransactions(classes)
      ? (work) =>
          unwrapped(() =>
            (db.transaction.bind(db) as Transaction<DrizzleServer>)((on) => work(asking(on))),
          )
      : (work) => work(statements),
    gate: hasOneConnection(db) ? createGate() : undefined,
  })
}

/** A `Client` of pg, or a connection of mysql2: who asks while a transaction is open is part of it. */
function hasOneConnection(db: DrizzleServer): boolean {
  const { $client: client } = db as { $client?: object }
  if (typeof client !== "object" || client === null) return false
  if ("totalCount" in client || "getConnection" in client) return false
  return "query" in client && ("connect" in client || "execute" in client)
}

/** Which of the two a driver is shows by what it answers, so at the first use. */
function onSqlite(db: DrizzleSqlite, classes: readonly string[]): Database {
  let known: Database | undefined
  const database = (): Database =>
    (known ??= answersAtOnce(db) ? onSyncSqlite(db) : onAsyncSqlite(db, classes))
  return {
    ...about("sqlite"),
    rows: async (sql, values) => database().rows(sql, values),
    write: async (sql, values) => database().write(sql, values),
    transaction: async (work) => database().transaction(work),
  }
}

function answersAtOnce(db: DrizzleSqlite): boolean {
  return Array.isArray(db.all(drizzleStatement("sqlite", "SELECT 1 AS one", []) as never))
}

/**
 * The transaction of a driver that answers at once can't wait for a promise, so it is begun and ended by statements, as
 * on the driver itself.
 */
function onSyncSqlite(db: DrizzleSqlite): Database {
  const { $client } = db as { $client?: { inTransaction?: boolean; name?: unknown } }
  const statement = (sql: string, values: readonly never[]): never =>
    drizzleStatement("sqlite", sql, values) as never
  const all = (sql: string, values: readonly never[]): Row[] =>
    rowsOf(db.all(statement(sql, values)))
  const client: SyncSqliteClient & { readonly name: unknown } = {
    prepare: (sql) => ({
      run: (...values) => db.run(statement(sql, values)),
      all: (...values) => all(sql, values),
      get: (...values) => all(sql, values)[0],
    }),
    exec: (sql) => db.run(statement(sql, [])),
    get inTransaction() {
      return $client?.inTransaction === true
    },
    name: $client?.name,
  }
  return { ...syncSqlite(client), ...about("sqlite") }
}

function onAsyncSqlite(db: DrizzleSqlite, classes: readonly string[]): Database {
  const asking = (on: DrizzleSqlite): Statements => ({
    rows: (sql, values) =>
      unwrapped(async () => rowsOf(await on.all(drizzleStatement("sqlite", sql, values) as never))),
    write: (sql, values) =>
      unwrapped(async () =>
        countOf(await on.run(drizzleStatement("sqlite", sql, values) as never)),
      ),
  })
  const { rows, write } = asking(db)
  const renew = renewing((db as { $client?: Partial<LibsqlClient> }).$client ?? {})
  const statements: Statements = {
    rows: (sql, values) => patiently(() => rows(sql, values), renew),
    write: (sql, values) => patiently(() => write(sql, values), renew),
  }
  return carried({
    about: about("sqlite"),
    statements,
    transaction: hasTransactions(classes)
      ? (work) =>
          unwrapped(() =>
            (db.transaction.bind(db) as Transaction<DrizzleSqlite>)((on) => work(asking(on))),
          )
      : (work) => work(statements),
    gate: gateOf(db),
  })
}

/** A remote transaction has its own stream; on a file, a second connection would only find the database locked. */
function gateOf(db: DrizzleSqlite): Gate | undefined {
  const { $client } = db as { $client?: { protocol?: unknown } }
  return $client?.protocol === undefined || $client.protocol === "file" ? createGate() : undefined
}

/** Drizzle's own error says the values of the statement, tokens among them; what the driver threw says what is wrong. */
async function unwrapped<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { query, params, cause } = error as { query?: unknown; params?: unknown; cause?: unknown }
    throw error instanceof Error && query !== undefined && params !== undefined && cause
      ? cause
      : error
  }
}
