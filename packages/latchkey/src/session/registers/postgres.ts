import type { SessionRegister } from "../../contracts/register.ts"
import {
  isMadeByOthers,
  isMissingTable,
  type PgQueryable,
  type PostgresJs,
  postgresQueries,
} from "../../keys/stores/postgres.ts"
import { tableName } from "../../keys/stores/shared.ts"
import { registerFor } from "./shared.ts"
import { REGISTER_TABLE, sqlRegister, type SqlRegisterOptions } from "./sql.ts"

/**
 * Knows sessions in PostgreSQL.
 *
 * @param client - A `Pool` or `Client` of pg, or `postgres()` of postgres.js.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * session: { register: postgresRegister(new Pool()) }
 * ```
 */
export function postgresRegister(
  client: PgQueryable | PostgresJs,
  options: SqlRegisterOptions = {},
): SessionRegister {
  const table = tableName(options.table ?? REGISTER_TABLE)
  return registerFor(client, table, () => {
    const ask = postgresQueries(client)
    const counting = (sql: string): string =>
      /^(?:CREATE)/.test(sql) ? sql : `${sql} RETURNING id`
    return sqlRegister({
      name: `postgres:${table}`,
      table,
      write: async (sql, values) => (await ask(numbered(counting(sql)), values)).length,
      finds: async (sql, values) => (await ask(numbered(sql), values)).length > 0,
      insert: (rest) => `INSERT ${rest} ON CONFLICT DO NOTHING`,
      ddl: [
        `CREATE TABLE IF NOT EXISTS ${table} (id text PRIMARY KEY, claims text NOT NULL, former text NOT NULL,
          expires bigint NOT NULL, moved bigint NOT NULL, writes bigint NOT NULL)`,
        `CREATE INDEX IF NOT EXISTS ${table.replace(".", "_")}_expires ON ${table} (expires)`,
      ],
      isMissingTable,
      isMadeByOthers,
    })
  })
}

/** `$1`, `$2`, … for `?`. Our statements have no other question mark. */
function numbered(sql: string): string {
  let n = 0
  return sql.replaceAll("?", () => `$${++n}`)
}
