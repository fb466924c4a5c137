/**
 * An adapter over a `db` of Drizzle: `latchkey/adapters/drizzle`.
 *
 * @module
 */
import type { SealedData } from "../contracts/data.ts"
import { RECORD_TABLE } from "../records/sql.ts"
import { REVOCATION_TABLE } from "../revocations/sql.ts"
import { drizzleDatabase, primaryOf } from "./drizzle/database.ts"
import { described } from "./drizzle/described.ts"
import { classesOf, type DrizzleDatabase, hasTransactions, isTransaction } from "./drizzle/kind.ts"
import type { DrizzleTables } from "./drizzle/tables.ts"
import type { OrmAdapter } from "./orm/methods.ts"
import { accountTokensOf } from "./sql/account-tokens.ts"
import { adapterAt } from "./sql/adapter-at.ts"
import { openStore, type OpenStoreOptions } from "./sql/open-store.ts"

export type { DrizzleDatabase, DrizzleServer, DrizzleSqlite } from "./drizzle/kind.ts"
export type { DrizzleColumn, DrizzleTable, DrizzleTables } from "./drizzle/tables.ts"
export type { OrmAdapter } from "./orm/methods.ts"

export interface DrizzleAdapterOptions {
  /**
   * Whether missing tables are made at the first use. Default true: with `tables` given, only those for counters and
   * leases are, since the others are in your migrations; without, all.
   */
  readonly createTables?: boolean
  /**
   * Whether sessions that are asked for in one turn of the event loop are found by one query, where the client has to be
   * waited for. Default true; false where what carries the queries chooses a database or a tenant by the request that it
   * is in (`AsyncLocalStorage`), since one of several requests asks for all of them then.
   */
  readonly batch?: boolean
}

/**
 * Keeps users, accounts, sessions and tokens through your `db` of Drizzle, on SQLite, PostgreSQL, MySQL or MariaDB. It
 * is called as `DrizzleAdapter` of `@auth/drizzle-adapter` is, and a database that was used with that is used on as it
 * is. Every statement goes through `db`, so that your driver and your logger are in use.
 *
 * - Columns may have any name in the database, and any other columns of yours come back with a user, an account or a
 *   session as Drizzle reads them, are written where they are given, and get their `$defaultFn` and `$onUpdateFn`.
 * - Of a session only a hash of its token is stored. A plain token that Auth.js's adapter stored is found once more and
 *   replaced by its hash, after which that adapter no longer finds it.
 * - Given a transaction, the adapter takes part in that one.
 * - Where the driver has no transactions (D1, Neon over HTTP, the proxies), neither has the adapter.
 *
 * @param db - What `drizzle()` answers. Of one with replicas the primary is asked.
 * @param tables - The tables of your schema; those that Auth.js's adapter would define where they are not given.
 * @throws TypeError for what is no `db` of Drizzle for one of these databases, or no table of Drizzle.
 *
 * @example
 * ```ts
 * import { drizzle } from "drizzle-orm/node-postgres"
 * import { DrizzleAdapter } from "latchkey/adapters/drizzle"
 *
 * const db = drizzle(process.env.DATABASE_URL!)
 * export const { handlers, auth } = NextAuth({ adapter: DrizzleAdapter(db), providers: [GitHub] })
 * ```
 */
export function DrizzleAdapter(
  db: DrizzleDatabase,
  tables?: DrizzleTables,
  options: DrizzleAdapterOptions = {},
): OrmAdapter {
  const database = drizzleDatabase(db)
  const { schema, ...store } = storeOf(db, tables, options)
  const adapter = adapterAt(database, {
    ...store,
    revocations: { name: REVOCATION_TABLE, ...(schema === undefined ? {} : { schema }) },
    records: { name: RECORD_TABLE, ...(schema === undefined ? {} : { schema }) },
  })
  if (hasTransactions(classesOf(primaryOf(db)))) return adapter
  const { transaction: _, ...rest } = adapter
  return rest
}

/**
 * The provider tokens in the accounts of such a database, for `latchkey keys reseal`, `reseal` and `heldBy` of
 * `latchkey/data`. Rows are named `provider/account id/field`.
 *
 * @param tables - As the adapter has them.
 * @throws TypeError as the adapter does.
 *
 * @example
 * ```ts
 * const secret = keyring({ store: postgresStore(pool), held: heldBy(accountTokens(db)) })
 * ```
 */
export function accountTokens(
  db: DrizzleDatabase,
  tables?: DrizzleTables,
  options: DrizzleAdapterOptions = {},
): SealedData {
  const database = drizzleDatabase(db)
  const store = storeOf(db, tables, options)
  return accountTokensOf(() => openStore(database, store))
}

function storeOf(
  db: DrizzleDatabase,
  tables: DrizzleTables | undefined,
  { createTables = true, batch }: DrizzleAdapterOptions,
): OpenStoreOptions & { readonly schema: string | undefined } {
  // Within a transaction of the application no table is made: in MySQL that would commit it.
  const makes = createTables && !isTransaction(classesOf(primaryOf(db)))
  return {
    ...described(db, tables),
    createTables: makes && tables ? ["counters", "leases"] : makes,
    batch,
  }
}
