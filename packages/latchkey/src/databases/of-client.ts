import { onePerClient } from "../crypto/memo.ts"
import type { Database, DatabaseKind } from "./database.ts"
import { libsql, type LibsqlClient } from "./libsql.ts"
import { mysql, type MysqlClient } from "./mysql.ts"
import { postgres, type PostgresClient, type PostgresOptions } from "./postgres.ts"
import { syncSqlite, type SyncSqliteClient } from "./sqlite.ts"

/** A client of a SQL database that we know by its shape. */
export type SqlClient = SyncSqliteClient | LibsqlClient | PostgresClient | MysqlClient

type Make = (client: never, options: PostgresOptions) => Database

/** Which client it is. The order matters: some have the methods of others, and more. */
function makerOf(client: unknown): Make | undefined {
  if ((typeof client !== "object" && typeof client !== "function") || client === null)
    return undefined
  const has = (...methods: string[]): boolean =>
    methods.every((method) => typeof (client as Record<string, unknown>)[method] === "function")
  if (has("unsafe", "begin")) return postgres
  if (has("execute", "batch", "transaction")) return libsql
  if (has("prepare", "exec", "pragma") || has("prepare", "exec", "open", "close")) return syncSqlite
  // mysql2: a pool or connection with callbacks has `promise`; with promises `execute` beside `query`.
  if (has("query", "promise") || has("query", "execute")) return mysql
  if (has("query", "connect") || has("query", "release") || has("query", "transaction", "exec"))
    return postgres
  return undefined
}

/** Whether it is a client of a SQL database. */
export function isSqlClient(client: unknown): client is SqlClient {
  return makerOf(client) !== undefined
}

export interface DatabaseOptions extends PostgresOptions {
  /** The only kind that will do. */
  readonly kind?: DatabaseKind
}

/** What only asks, where it is said whose SQL it is: a client that the application has put something in front of. */
function minimal(client: unknown, kind: DatabaseKind | undefined): Make | undefined {
  if (typeof (client as { query?: unknown } | null)?.query !== "function") return undefined
  if (kind === "postgres") return (one: PostgresClient) => postgres(one, { prepare: false })
  return kind === "mysql" ? mysql : undefined
}

/**
 * The database behind a client. The same client has the same one, so that an adapter made anew on each request
 * prepares nothing anew, and all who use one connection wait for each other's transactions.
 *
 * @throws TypeError for anything else
 */
export function databaseOf(client: SqlClient, options: DatabaseOptions = {}): Database {
  const make = makerOf(client) ?? minimal(client, options.kind)
  const place = options.prepare === false ? "unprepared" : ""
  const database =
    make && onePerClient("databases", client, place, () => make(client as never, options))
  if (!database || (options.kind !== undefined && database.kind !== options.kind)) {
    throw new TypeError(
      "This is no SQL client that is known: give the client itself, a DatabaseSync of node:sqlite, a Database of better-sqlite3, createClient() of @libsql/client, a Pool or Client of pg, postgres() of postgres.js, a PGlite, or a pool or connection of mysql2.",
    )
  }
  return database
}
