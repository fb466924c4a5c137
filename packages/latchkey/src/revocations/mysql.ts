import type { RevocationStore } from "../contracts/revocations.ts"
import type { MysqlClient } from "../databases/mysql.ts"
import { databaseOf } from "../databases/of-client.ts"
import { placeOf } from "../databases/tables.ts"
import { REVOCATION_TABLE, sqlRevocationsIn, type SqlRevocationOptions } from "./sql.ts"

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
  client: MysqlClient,
  options: SqlRevocationOptions = {},
): RevocationStore {
  const database = databaseOf(client, { kind: "mysql" })
  return sqlRevocationsIn(database, placeOf("mysql", options.table ?? REVOCATION_TABLE))
}
