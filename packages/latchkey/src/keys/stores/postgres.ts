import type { KeyStore, StoreRemark } from "../../contracts/keys.ts"
import type { Database } from "../../databases/database.ts"
import { databaseOf } from "../../databases/of-client.ts"
import type { PostgresClient } from "../../databases/postgres.ts"
import { tableName } from "../../databases/tables.ts"
import { channelOf, type PgListener, postgresWatch } from "../../databases/watch.ts"
import { readOnly } from "./remarks.ts"
import { storeOf } from "./shared.ts"
import type { TableOptions } from "./shared.ts"
import { sqlKeyStore } from "./sql.ts"

export type { PgQueryable, PostgresClient, PostgresJs } from "../../databases/postgres.ts"
export type { PgListener } from "../../databases/watch.ts"

export interface PostgresStoreOptions extends TableOptions {
  /**
   * A connection for `LISTEN`, so that a change is seen at once and not at the next refresh; it must not go through a
   * pooler in transaction mode. With postgres.js `true` is enough.
   */
  readonly listen?: PgListener | true
}

/**
 * Keeps a ring in PostgreSQL. Each change is one statement, so it works through a pooler in any mode.
 *
 * @param client - A `Pool` or `Client` of pg, `postgres()` of postgres.js, or `PGlite`. Give a pool a `query_timeout`,
 *   e.g. of two seconds: without one, a connection that the network has lost is waited for as long as the operating
 *   system does.
 * @example
 * ```ts
 * secret: keyring({ store: postgresStore(new Pool()) })
 * ```
 */
export function postgresStore(
  client: PostgresClient,
  options: PostgresStoreOptions = {},
): KeyStore {
  const { ring = "auth" } = options
  const table = tableName(options.table ?? "auth_keyring")
  return storeOf(client, `${table} ${ring}`, () => {
    const database = databaseOf(client, { kind: "postgres" })
    const watch = postgresWatch(client, channelOf(table), options.listen)
    const inspect = (): Promise<StoreRemark[]> => remarksOn(database, table)
    return sqlKeyStore(database, { ring, table, inspect, watch })
  })
}

/** A replica, a session that only reads, a role without the rights. The table is there: it was read before. */
async function remarksOn({ rows }: Database, table: string): Promise<StoreRemark[]> {
  const instances = `${table}_instances`
  const [row] = await rows(
    `SELECT pg_is_in_recovery() AS replica, current_setting('transaction_read_only') AS reads, current_user::text AS name,
       has_table_privilege(?::text, 'INSERT') AND has_table_privilege(?::text, 'UPDATE') AS writes,
       has_table_privilege(?::text, 'INSERT') AND has_table_privilege(?::text, 'UPDATE') AS beats`,
    [table, table, instances, instances],
  )
  const { replica, reads, name, writes, beats } = row!
  if (replica === true) return [readOnly("it is a replica")]
  return [
    ...(reads === "on" ? [readOnly("its transactions are read-only by default")] : []),
    ...(writes === true ? [] : [readOnly(`its role ${String(name)} may not change ${table}`)]),
    ...(beats === true ? [] : [readOnly(`its role ${String(name)} may not change ${instances}`)]),
  ]
}
