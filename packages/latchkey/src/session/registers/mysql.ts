import type { SessionRegister } from "../../contracts/register.ts"
import {
  isMissingTable,
  type MysqlCallbackClient,
  type MysqlPromiseClient,
  mysqlQueries,
} from "../../keys/stores/mysql.ts"
import { tableName } from "../../keys/stores/shared.ts"
import { registerFor } from "./shared.ts"
import { REGISTER_TABLE, sqlRegister, type SqlRegisterOptions } from "./sql.ts"

/**
 * Knows sessions in MySQL 8 or MariaDB.
 *
 * @param client - A pool or connection of mysql2, with promises or callbacks.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * session: { register: mysqlRegister(mysql.createPool(process.env.DATABASE_URL!)) }
 * ```
 */
export function mysqlRegister(
  client: MysqlPromiseClient | MysqlCallbackClient,
  options: SqlRegisterOptions = {},
): SessionRegister {
  const table = tableName(options.table ?? REGISTER_TABLE)
  return registerFor(client, table, () => {
    const ask = mysqlQueries(client)
    const hash = "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL"
    return sqlRegister({
      name: `mysql:${table}`,
      table,
      write: async (sql, values) =>
        ((await ask(sql, values)) as { affectedRows: number }).affectedRows,
      finds: async (sql, values) => ((await ask(sql, values)) as unknown[]).length > 0,
      // Not `INSERT IGNORE`, which ignores more than a duplicate.
      insert: (rest) => `INSERT ${rest} ON DUPLICATE KEY UPDATE id = id`,
      ddl: [
        `CREATE TABLE IF NOT EXISTS ${table} (id ${hash} PRIMARY KEY, claims ${hash}, former ${hash},
          expires BIGINT NOT NULL, moved BIGINT NOT NULL, writes BIGINT NOT NULL, INDEX (expires))`,
      ],
      isMissingTable,
    })
  })
}
