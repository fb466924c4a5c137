import type { RevocationStore } from "../contracts/revocations.ts"
import { tableName } from "../keys/stores/shared.ts"
import { type LibsqlKeyClient, type SqliteClient, sqliteDriver } from "../keys/stores/sqlite.ts"
import { revocationsFor } from "./shared.ts"
import { REVOCATION_TABLE, sqlRevocations, type SqlRevocationOptions } from "./sql.ts"

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
  client: SqliteClient | LibsqlKeyClient,
  options: SqlRevocationOptions = {},
): RevocationStore {
  const table = tableName(options.table ?? REVOCATION_TABLE)
  const bare = table.split(".").at(-1)!
  return sqliteRevocationsIn(client, { table, bare, index: (name) => `${table}_${name}` })
}

/** Names that go into SQL as they are. */
interface Names {
  readonly table: string
  /** Without a schema. */
  readonly bare: string
  index(name: string): string
}

/** The same, in a table of whatever name. */
export function sqliteRevocationsNamed(
  client: SqliteClient | LibsqlKeyClient,
  name: string,
): RevocationStore {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const table = quoted(name)
  return sqliteRevocationsIn(client, {
    table,
    bare: table,
    index: (of) => quoted(`${name}_${of}`),
  })
}

function sqliteRevocationsIn(
  client: SqliteClient | LibsqlKeyClient,
  { table, bare, index }: Names,
): RevocationStore {
  return revocationsFor(client, table, () => {
    const driver = sqliteDriver(client)
    return sqlRevocations({
      name: `sqlite:${table}`,
      table,
      ask: async (sql, values) => {
        if (/^\s*SELECT/.test(sql)) return driver.all(sql, values)
        await driver.run(sql, values)
        return []
      },
      now: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
      ddl: [
        `CREATE TABLE IF NOT EXISTS ${table} (n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
          began_until INTEGER NOT NULL, except_id TEXT NOT NULL, needed_until INTEGER NOT NULL, noted INTEGER NOT NULL)`,
        `CREATE INDEX IF NOT EXISTS ${index("noted")} ON ${bare} (noted)`,
        `CREATE INDEX IF NOT EXISTS ${index("needed")} ON ${bare} (needed_until)`,
      ],
      isMissingTable: (error) => /no such table/.test(String(error)),
    })
  })
}
