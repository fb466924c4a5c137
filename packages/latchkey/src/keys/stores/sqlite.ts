import type { KeyStore, StoreRemark } from "../../contracts/keys.ts"
import type { Database } from "../../databases/database.ts"
import { means } from "../../databases/faults.ts"
import type { LibsqlClient } from "../../databases/libsql.ts"
import { databaseOf } from "../../databases/of-client.ts"
import type { SyncSqliteClient } from "../../databases/sqlite.ts"
import { tableName } from "../../databases/tables.ts"
import { openFile, readOnly, volatile } from "./remarks.ts"
import { storeOf } from "./shared.ts"
import type { TableOptions } from "./shared.ts"
import { sqlKeyStore } from "./sql.ts"

export type { LibsqlClient } from "../../databases/libsql.ts"
export type { SyncSqliteClient } from "../../databases/sqlite.ts"

/**
 * Keeps a ring in SQLite: one file that all processes of a machine share.
 *
 * @param client - A `DatabaseSync` of node:sqlite, a `Database` of better-sqlite3, or `createClient()` of libsql.
 * @example
 * ```ts
 * secret: keyring({ store: sqliteStore(new DatabaseSync("auth.db")) })
 * ```
 */
export function sqliteStore(
  client: SyncSqliteClient | LibsqlClient,
  options: TableOptions = {},
): KeyStore {
  const { ring = "auth" } = options
  const table = tableName(options.table ?? "auth_keyring")
  return storeOf(client, `${table} ${ring}`, () => {
    const database = databaseOf(client, { kind: "sqlite" })
    // Behind a server the file is not to be seen.
    const remote = "protocol" in client && client.protocol !== "file"
    const inspect = (): Promise<StoreRemark[]> => remarksOn(database, table, remote)
    return sqlKeyStore(database, { ring, table, inspect })
  })
}

async function remarksOn(
  database: Database,
  table: string,
  remote: boolean,
): Promise<StoreRemark[]> {
  const remarks = remote ? [] : await remarksOnFile(database, table)
  try {
    await database.write(`UPDATE ${table} SET rev = rev WHERE 0`, [])
  } catch (error) {
    if (!means("sqlite", error, "read-only")) throw error
    remarks.push(readOnly("the file is open for reading only"))
  }
  return remarks
}

async function remarksOnFile({ rows }: Database, table: string): Promise<StoreRemark[]> {
  const databases = await rows("PRAGMA database_list", [])
  // Without a schema before its name the table is in the main database.
  const [schema = "main"] = table.split(".").slice(0, -1)
  const path = String(databases.find(({ name }) => name === schema)?.["file"] ?? "")
  if (path !== "") return openFile(path)
  return [volatile("it is in memory, or in a file that goes with the process")]
}
