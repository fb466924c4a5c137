import type { KeyStore, StoreRemark } from "../../contracts/keys.ts"
import type { Database } from "../../databases/database.ts"
import { means } from "../../databases/faults.ts"
import type { MysqlClient } from "../../databases/mysql.ts"
import { databaseOf } from "../../databases/of-client.ts"
import { tableName } from "../../databases/tables.ts"
import { readOnly } from "./remarks.ts"
import { storeOf } from "./shared.ts"
import type { TableOptions } from "./shared.ts"
import { sqlKeyStore } from "./sql.ts"

export type {
  MysqlCallbackClient,
  MysqlClient,
  MysqlPooledConnection,
  MysqlPromiseClient,
} from "../../databases/mysql.ts"

/**
 * Keeps a ring in MySQL 8 or MariaDB.
 *
 * @param client - A pool or connection of mysql2, with promises or callbacks.
 * @example
 * ```ts
 * secret: keyring({ store: mysqlStore(mysql.createPool(process.env.DATABASE_URL!)) })
 * ```
 */
export function mysqlStore(client: MysqlClient, options: TableOptions = {}): KeyStore {
  const { ring = "auth" } = options
  const table = tableName(options.table ?? "auth_keyring")
  return storeOf(client, `${table} ${ring}`, () => {
    const database = databaseOf(client, { kind: "mysql" })
    const inspect = (): Promise<StoreRemark[]> => remarksOn(database, table)
    return sqlKeyStore(database, { ring, table, inspect })
  })
}

/** A server that only reads, and a user that may not write: an `UPDATE` of no row asks for the right, and changes nothing. */
async function remarksOn({ rows, write }: Database, table: string): Promise<StoreRemark[]> {
  const [row] = await rows("SELECT @@global.read_only AS locked, CURRENT_USER() AS name", [])
  const { locked, name } = row!
  const known = readOnly("it only reads (read_only), as a replica does")
  if (isOn(locked)) return [known]
  const remarks: StoreRemark[] = []
  for (const each of [table, `${table}_instances`]) {
    try {
      await write(`UPDATE ${each} SET rev = rev WHERE 1 = 0`, [])
    } catch (error) {
      if (means("mysql", error, "read-only")) return [known]
      if (!means("mysql", error, "not-allowed")) throw error
      remarks.push(readOnly(`its user ${String(name)} may not change ${each}`))
    }
  }
  return remarks
}

/** `1` of MySQL, and of MariaDB up to 11; later it is a word. */
function isOn(value: unknown): boolean {
  return !["0", "OFF", "false"].includes(String(value))
}
