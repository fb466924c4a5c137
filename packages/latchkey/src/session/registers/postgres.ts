import type { SessionRegister } from "../../contracts/register.ts"
import { databaseOf } from "../../databases/of-client.ts"
import type { PostgresClient } from "../../databases/postgres.ts"
import { sqlRegister, type SqlRegisterOptions } from "./sql.ts"

/**
 * Knows sessions in PostgreSQL.
 *
 * @param client - A `Pool` or `Client` of pg, `postgres()` of postgres.js, or `PGlite`.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * session: { register: postgresRegister(new Pool()) }
 * ```
 */
export function postgresRegister(
  client: PostgresClient,
  options: SqlRegisterOptions = {},
): SessionRegister {
  return sqlRegister(databaseOf(client, { kind: "postgres" }), options)
}
