import type { SessionRegister } from "../../contracts/register.ts"
import type { LibsqlClient } from "../../databases/libsql.ts"
import { databaseOf } from "../../databases/of-client.ts"
import type { SyncSqliteClient } from "../../databases/sqlite.ts"
import { sqlRegister, type SqlRegisterOptions } from "./sql.ts"

/**
 * Knows sessions in SQLite.
 *
 * @param client - A `DatabaseSync` of node:sqlite, a `Database` of better-sqlite3, or `createClient()` of libsql.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * session: { register: sqliteRegister(new DatabaseSync("auth.db")) }
 * ```
 */
export function sqliteRegister(
  client: SyncSqliteClient | LibsqlClient,
  options: SqlRegisterOptions = {},
): SessionRegister {
  return sqlRegister(databaseOf(client, { kind: "sqlite" }), options)
}
