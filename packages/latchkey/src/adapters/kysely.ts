/**
 * An adapter over a `Kysely` instance: `latchkey/adapters/kysely`.
 *
 * @module
 */
import { Kysely } from "kysely"
import type {
  AdapterAccount,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from "../contracts/adapter.ts"
import type { SealedData } from "../contracts/data.ts"
import type { Database as SqlDatabase } from "../databases/database.ts"
import { quoteTable } from "../databases/ddl.ts"
import { RECORD_TABLE } from "../records/sql.ts"
import { REVOCATION_TABLE } from "../revocations/sql.ts"
import { kindOf, kyselyDatabase, type KyselyDatabase } from "./kysely/database.ts"
import { type KyselyLayout, ownIn, placesIn } from "./kysely/described.ts"
import { kyselyNames } from "./kysely/names.ts"
import type { OrmAdapter } from "./orm/methods.ts"
import { accountTokensOf } from "./sql/account-tokens.ts"
import { adapterAt, type AdapterAtOptions } from "./sql/adapter-at.ts"
import { openStore } from "./sql/open-store.ts"

export type { KyselyDatabase } from "./kysely/database.ts"
export type { KyselyLayout } from "./kysely/described.ts"
export type { OrmAdapter } from "./orm/methods.ts"

export interface KyselyAdapterOptions extends KyselyLayout {
  /** Whether missing tables and unique indexes are made at the first use. Default true. */
  readonly createTables?: boolean
  /**
   * Whether sessions that are asked for in one turn of the event loop are found by one query, where the client has to be
   * waited for. Default true; false where what carries the queries chooses a database or a tenant by the request that it
   * is in (`AsyncLocalStorage`), since one of several requests asks for all of them then.
   */
  readonly batch?: boolean
  /** Whether the dialect has transactions. Default true; false for those over HTTP that have none, such as D1's. */
  readonly transactions?: boolean
}

/** The tables that the adapter needs, as types of an instance's database; it may have others and more columns. */
export interface Database {
  User: AdapterUser
  Account: AdapterAccount
  Session: AdapterSession
  VerificationToken: VerificationToken
}

/** The same tables with columns of any type, for types that a program has generated. */
export type Codegen = {
  [K in keyof Database]: {
    [J in keyof Database[K] as string extends J ? never : number extends J ? never : J]: unknown
  }
}

/**
 * `Kysely` that insists on the adapter's tables in the types of its database.
 *
 * @example
 * ```ts
 * const db = new KyselyAuth<Database>({ dialect: new PostgresDialect({ pool }) })
 * ```
 */
export class KyselyAuth<DB extends T, T = Database> extends Kysely<DB> {}

/**
 * Keeps users, accounts, sessions and tokens through your `Kysely`, on SQLite, PostgreSQL, MySQL or MariaDB. It is
 * called as `KyselyAdapter` of `@auth/kysely-adapter` is, and a database that was used with that is used on as it is.
 *
 * - Names of tables and columns are what your plugins make of them (`CamelCasePlugin`, `withSchema`). Any other columns
 *   of yours come back with a user, an account or a session, and are written where they are given.
 * - Times are written and read as your driver does it with dates, on SQLite as ISO 8601.
 * - Of a session only a hash of its token is stored. A plain token that Auth.js's adapter stored is found once more and
 *   replaced by its hash, after which that adapter no longer finds it.
 * - Accounts are made unique by provider and id, which the migration of Auth.js's guide does not do.
 *
 * @param db - An instance, or a transaction of one, which then is all that the adapter takes part in.
 * @throws TypeError for what is no Kysely, or has another dialect.
 *
 * @example
 * ```ts
 * import { Kysely, PostgresDialect } from "kysely"
 * import { KyselyAdapter } from "latchkey/adapters/kysely"
 *
 * const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
 * export const { handlers, auth } = NextAuth({ adapter: KyselyAdapter(db), providers: [GitHub] })
 * ```
 */
export function KyselyAdapter(db: KyselyDatabase, options: KyselyAdapterOptions = {}): OrmAdapter {
  const { database, ...store } = openable(db, options)
  const adapter = adapterAt(database, store)
  if (options.transactions !== false) return adapter
  const { transaction: _, ...rest } = adapter
  return rest
}

/**
 * The provider tokens in the accounts of such a database, for `latchkey keys reseal`, `reseal` and `heldBy` of
 * `latchkey/data`. Rows are named `provider/account id/field`.
 *
 * @param options - As the adapter has them.
 * @throws TypeError as the adapter does.
 *
 * @example
 * ```ts
 * const secret = keyring({ store: postgresStore(pool), held: heldBy(accountTokens(db)) })
 * ```
 */
export function accountTokens(db: KyselyDatabase, options: KyselyAdapterOptions = {}): SealedData {
  const { database, ...store } = openable(db, options)
  return accountTokensOf(() => openStore(database, store))
}

function openable(
  db: KyselyDatabase,
  options: KyselyAdapterOptions,
): AdapterAtOptions & { readonly database: SqlDatabase } {
  const kind = kindOf(db)
  const places = placesIn(db, options)
  const { schema } = places.users
  const { name } = kyselyNames(db, REVOCATION_TABLE, ["id"])
  const records = kyselyNames(db, RECORD_TABLE, ["id"])
  return {
    database: kyselyDatabase(db, {
      kind,
      lock: quoteTable(kind, places.users),
      transactions: options.transactions ?? true,
    }),
    places,
    // Within a transaction of the application no table is made: in MySQL that would commit it.
    createTables: (options.createTables ?? true) && !db.isTransaction,
    batch: options.batch,
    own: ownIn(db, kind, places),
    revocations: { name, ...(schema === undefined ? {} : { schema }) },
    records: { name: records.name, ...(schema === undefined ? {} : { schema }) },
  }
}
