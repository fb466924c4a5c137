import type { RevocationStore } from "../contracts/revocations.ts"
import {
  isMadeByOthers,
  isMissingTable,
  type PgListener,
  type PgQueryable,
  type PostgresJs,
  postgresQueries,
  postgresWatch,
} from "../keys/stores/postgres.ts"
import { tableName } from "../keys/stores/shared.ts"
import { revocationsFor } from "./shared.ts"
import { REVOCATION_TABLE, sqlRevocations, type SqlRevocationOptions } from "./sql.ts"

export interface PostgresRevocationOptions extends SqlRevocationOptions {
  /**
   * A connection for `LISTEN`, so that what ends is known everywhere at once and not at the next look; it must not go
   * through a pooler in transaction mode. With postgres.js `true` is enough.
   */
  readonly listen?: PgListener | true
}

/**
 * Keeps what has ended in PostgreSQL.
 *
 * @param client - A `Pool` or `Client` of pg, or `postgres()` of postgres.js.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * const listen = new Client(process.env.DATABASE_URL)
 * await listen.connect()
 * const store = postgresRevocations(new Pool(), { listen })
 * ```
 */
export function postgresRevocations(
  client: PgQueryable | PostgresJs,
  options: PostgresRevocationOptions = {},
): RevocationStore {
  const table = tableName(options.table ?? REVOCATION_TABLE)
  return revocationsFor(client, table, () => {
    const ask = postgresQueries(client)
    // Channel names are folded and cut at 63 bytes.
    const channel = table.replace(".", "_").toLowerCase()
    const watch = postgresWatch(client, channel, options.listen)
    return sqlRevocations({
      name: `postgres:${table}`,
      table,
      ask: (sql, values) => ask(numbered(sql), values),
      now: "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint",
      writing: (insert) =>
        `WITH noted AS (${insert} RETURNING n) SELECT pg_notify('${channel}', '') FROM noted`,
      ddl: [
        `CREATE TABLE IF NOT EXISTS ${table} (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL,
          id text NOT NULL, began_until bigint NOT NULL, except_id text NOT NULL, needed_until bigint NOT NULL,
          noted bigint NOT NULL)`,
        `CREATE INDEX IF NOT EXISTS ${channel}_noted ON ${table} (noted)`,
        `CREATE INDEX IF NOT EXISTS ${channel}_needed ON ${table} (needed_until)`,
      ],
      isMissingTable,
      isMadeByOthers,
      ...(watch ? { watch } : {}),
    })
  })
}

/** `$1`, `$2`, … for `?`. Our statements have no other question mark. */
function numbered(sql: string): string {
  let n = 0
  return sql.replaceAll("?", () => `$${++n}`)
}
