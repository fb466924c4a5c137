import type { FullAdapter } from "../contracts/adapter.ts"
import type { SealedData } from "../contracts/data.ts"
import type { Database } from "../databases/database.ts"
import type { TablePlace } from "../databases/ddl.ts"
import { databaseOf, type SqlClient } from "../databases/of-client.ts"
import type { PostgresClient } from "../databases/postgres.ts"
import { channelOf, type PgListener, postgresWatch, type Watch } from "../databases/watch.ts"
import { accountTokensOf } from "./sql/account-tokens.ts"
import { adapterAt } from "./sql/adapter-at.ts"
import { placesOf, type SqlLayout } from "./sql/layout.ts"
import { openStore, type OpenStoreOptions } from "./sql/open-store.ts"
import { RECORD_TABLE } from "../records/sql.ts"
import { REVOCATION_TABLE } from "../revocations/sql.ts"

export type { LibsqlClient } from "../databases/libsql.ts"
export type { MysqlCallbackClient, MysqlClient, MysqlPromiseClient } from "../databases/mysql.ts"
export type { SqlClient } from "../databases/of-client.ts"
export type {
  PgPool,
  PgQueryable,
  Pglite,
  PostgresClient,
  PostgresJs,
} from "../databases/postgres.ts"
export type { SyncSqliteClient } from "../databases/sqlite.ts"
export type { PgListener } from "../databases/watch.ts"
export {
  type ColumnNames,
  drizzleTables,
  pgTables,
  prismaTables,
  type SqlLayout,
  type TableNames,
} from "./sql/layout.ts"

export interface SqlAdapterOptions extends SqlLayout {
  /** Whether missing tables and unique indexes are created at the first use. Default true. */
  readonly createTables?: boolean
  /**
   * Whether sessions that are asked for in one turn of the event loop are found by one query, where the client has to be
   * waited for. Default true; false where what carries the queries chooses a database or a tenant by the request that it
   * is in (`AsyncLocalStorage`), since one of several requests asks for all of them then.
   */
  readonly batch?: boolean
  /**
   * Whether PostgreSQL's statements are prepared once per connection. Default true. A pooler in transaction mode that
   * knows no prepared statements is noticed at its first error, and then none are; with `false` it is not even tried.
   */
  readonly prepare?: boolean
  /**
   * For PostgreSQL: a connection for `LISTEN`, so that what `revocable` sessions have ended is known everywhere at once
   * and not at the next look; a connected `Client` of pg, or `true` with postgres.js.
   */
  readonly listen?: PgListener | true
}

/**
 * Keeps users, accounts, sessions and tokens in SQLite, PostgreSQL, MySQL or MariaDB, through a client that you have:
 * `DatabaseSync` of `node:sqlite`, `Database` of better-sqlite3, `createClient()` of libsql, a `Pool` or `Client` of
 * pg, `postgres()` of postgres.js, `PGlite`, a pool or connection of mysql2.
 *
 * - The columns are those of Auth.js's Drizzle adapter, the default table names those of its D1 adapter. A database
 *   that Auth.js's Drizzle, Prisma, Kysely, D1 or PostgreSQL adapter made can be opened as it is: its columns are
 *   looked at once, and times are written and read as their types want it. What has no time zone is in UTC.
 * - Of a session only a hash of its token is stored. A plain token that another adapter stored is found once more
 *   and replaced by its hash, after which that other adapter no longer finds it.
 * - Strings are compared byte by byte, whatever the collation. Account fields that have no column are not stored.
 * - In `transaction`, use the adapter that `work` is given: on one connection the outer one waits until it is over.
 *
 * @throws TypeError for anything that is not such a client.
 *
 * @example
 * ```ts
 * import { Pool } from "pg"
 * import { SqlAdapter } from "latchkey/adapters/sql"
 *
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL })
 * export const { handlers, auth } = NextAuth({ adapter: SqlAdapter(pool), providers: [GitHub] })
 * ```
 */
export function SqlAdapter(client: SqlClient, options: SqlAdapterOptions = {}): FullAdapter {
  const { listen, prepare = true } = options
  const channel = channelOf(ownPlace(REVOCATION_TABLE, options).name)
  const watch = listen && postgresWatch(client as PostgresClient, channel, listen)
  return over(databaseOf(client, { prepare }), options, watch)
}

/** The same over any database that speaks one of the three kinds of SQL. */
export function sqlAdapterOver(
  database: Database,
  options: Omit<SqlAdapterOptions, "listen" | "prepare"> = {},
): FullAdapter {
  return over(database, options)
}

function over(database: Database, options: SqlAdapterOptions, watch?: Watch): FullAdapter {
  return adapterAt(database, {
    ...optionsOf(options),
    revocations: ownPlace(REVOCATION_TABLE, options),
    records: ownPlace(RECORD_TABLE, options),
    watch,
  })
}

function ownPlace(table: string, { prefix = "", schema }: SqlLayout): TablePlace {
  const name = `${prefix}${table}`
  return schema === undefined ? { name } : { name, schema }
}

/**
 * The provider tokens in the accounts of such a database, for `latchkey keys reseal`, `reseal` and `heldBy` of
 * `latchkey/data`. Rows are named `provider/account id/field`.
 *
 * @param options - As the adapter has them.
 * @throws TypeError for anything that is not such a client.
 *
 * @example
 * ```ts
 * const secret = keyring({ store: sqliteStore(db), held: heldBy(accountTokens(db)) })
 * ```
 */
export function accountTokens(client: SqlClient, options: SqlAdapterOptions = {}): SealedData {
  return accountTokensOver(databaseOf(client), options)
}

/** The same over any database. */
export function accountTokensOver(database: Database, options: SqlAdapterOptions = {}): SealedData {
  const store = optionsOf(options)
  return accountTokensOf(() => openStore(database, store))
}

const optionsOf = (options: SqlAdapterOptions): OpenStoreOptions => ({
  places: placesOf(options),
  createTables: options.createTables ?? true,
  batch: options.batch,
})
