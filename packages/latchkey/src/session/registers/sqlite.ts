import type { SessionRegister } from "../../contracts/register.ts"
import { tableName } from "../../keys/stores/shared.ts"
import { type LibsqlKeyClient, type SqliteClient, sqliteDriver } from "../../keys/stores/sqlite.ts"
import { registerFor } from "./shared.ts"
import { REGISTER_TABLE, sqlRegister, type SqlRegisterOptions } from "./sql.ts"

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
  client: SqliteClient | LibsqlKeyClient,
  options: SqlRegisterOptions = {},
): SessionRegister {
  const table = tableName(options.table ?? REGISTER_TABLE)
  return registerFor(client, table, () => {
    const driver = sqliteDriver(client)
    return sqlRegister({
      name: `sqlite:${table}`,
      table,
      write: (sql, values) => driver.run(sql, values),
      finds: async (sql, values) => (await driver.all(sql, values)).length > 0,
      insert: (rest) => `INSERT ${rest} ON CONFLICT DO NOTHING`,
      ddl: [
        `CREATE TABLE IF NOT EXISTS ${table} (id TEXT PRIMARY KEY NOT NULL, claims TEXT NOT NULL, former TEXT NOT NULL,
          expires INTEGER NOT NULL, moved INTEGER NOT NULL, writes INTEGER NOT NULL) WITHOUT ROWID`,
        `CREATE INDEX IF NOT EXISTS ${table}_expires ON ${table.split(".").at(-1)} (expires)`,
      ],
      isMissingTable: (error) => /no such table/.test(String(error)),
    })
  })
}
