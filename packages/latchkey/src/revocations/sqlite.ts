import type { RevocationStore } from "../contracts/revocations.ts"
import type { LibsqlClient } from "../databases/libsql.ts"
import { databaseOf } from "../databases/of-client.ts"
import type { SyncSqliteClient } from "../databases/sqlite.ts"
import { placeOf } from "../databases/tables.ts"
import { REVOCATION_TABLE, sqlRevocationsIn, type SqlRevocationOptions } from "./sql.ts"

/**
 * Keeps what has ended in SQLite. Other processes see it at their next look.
 *
 * @param client - A `DatabaseSync` of node:sqlite, a `Database` of better-sqlite3, or `createClient()` of libsql.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * const store = sqliteRevocations(new DatabaseSync("auth.db"))
 * ```
 */
export function sqliteRevocations(
  client: SyncSqliteClient | LibsqlClient,
  options: SqlRevocationOptions = {},
): RevocationStore {
  const database = databaseOf(client, { kind: "sqlite" })
  return sqlRevocationsIn(database, placeOf("sqlite", options.table ?? REVOCATION_TABLE))
}
