import type { RevocationStore } from "../contracts/revocations.ts"
import {
  isMissingTable,
  type MysqlCallbackClient,
  type MysqlPromiseClient,
  mysqlQueries,
} from "../keys/stores/mysql.ts"
import { tableName } from "../keys/stores/shared.ts"
import { revocationsFor } from "./shared.ts"
import {
  REVOCATION_TABLE,
  type RevocationRow,
  sqlRevocations,
  type SqlRevocationOptions,
} from "./sql.ts"

/**
 * Keeps what has ended in MySQL 8 or MariaDB. Other instances see it at their next look.
 *
 * @param client - A pool or connection of mysql2, with promises or callbacks.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * const store = mysqlRevocations(mysql.createPool(process.env.DATABASE_URL!))
 * ```
 */
export function mysqlRevocations(
  client: MysqlPromiseClient | MysqlCallbackClient,
  options: SqlRevocationOptions = {},
): RevocationStore {
  const table = tableName(options.table ?? REVOCATION_TABLE)
  return revocationsFor(client, table, () => {
    const ask = mysqlQueries(client)
    // A user's id is what the application made it: compared byte by byte.
    const id = "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"
    return sqlRevocations({
      name: `mysql:${table}`,
      table,
      ask: async (sql, values) => {
        const answer = await ask(sql, values)
        return Array.isArray(answer) ? (answer as RevocationRow[]) : []
      },
      now: "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)",
      ddl: [
        `CREATE TABLE IF NOT EXISTS ${table} (n BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, kind VARCHAR(8) NOT NULL,
          id ${id}, began_until BIGINT NOT NULL, except_id ${id}, needed_until BIGINT NOT NULL, noted BIGINT NOT NULL,
          INDEX (noted), INDEX (needed_until))`,
      ],
      isMissingTable,
    })
  })
}
