import type { RevocationStore } from "../contracts/revocations.ts"
import { databaseOf } from "../databases/of-client.ts"
import type { PostgresClient } from "../databases/postgres.ts"
import { placeOf } from "../databases/tables.ts"
import { channelOf, type PgListener, postgresWatch } from "../databases/watch.ts"
import { REVOCATION_TABLE, sqlRevocationsIn, type SqlRevocationOptions } from "./sql.ts"

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
 * @param client - A `Pool` or `Client` of pg, `postgres()` of postgres.js, or `PGlite`.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * const listen = new Client(process.env.DATABASE_URL)
 * await listen.connect()
 * const store = postgresRevocations(new Pool(), { listen })
 * ```
 */
export function postgresRevocations(
  client: PostgresClient,
  options: PostgresRevocationOptions = {},
): RevocationStore {
  const table = options.table ?? REVOCATION_TABLE
  const place = placeOf("postgres", table)
  const watch = postgresWatch(client, channelOf(table), options.listen)
  return sqlRevocationsIn(databaseOf(client, { kind: "postgres" }), place, watch)
}
