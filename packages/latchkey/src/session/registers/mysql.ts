import type { SessionRegister } from "../../contracts/register.ts"
import type { MysqlClient } from "../../databases/mysql.ts"
import { databaseOf } from "../../databases/of-client.ts"
import { sqlRegister, type SqlRegisterOptions } from "./sql.ts"

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
  client: MysqlClient,
  options: SqlRegisterOptions = {},
): SessionRegister {
  return sqlRegister(databaseOf(client, { kind: "mysql" }), options)
}
