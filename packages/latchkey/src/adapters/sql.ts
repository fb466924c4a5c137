import { accountTokensOf } from "./sql/account-tokens.ts"
import { accountMethods } from "./sql/accounts.ts"
import { authenticatorMethods } from "./sql/authenticators.ts"
import { detectSqlClient } from "./sql/driver.ts"
import { openStore } from "./sql/open-store.ts"
import { sessionMethods } from "./sql/sessions.ts"
import { sqlite } from "./sql/sqlite.ts"
import { tokenMethods } from "./sql/tokens.ts"
import { userMethods } from "./sql/users.ts"
import { REVOCATION_TABLE } from "../revocations/sql.ts"
import { sqliteRevocationsNamed } from "../revocations/sqlite.ts"
import type { LibsqlKeyClient, SqliteClient } from "../keys/stores/sqlite.ts"
import type { RevocationStore } from "../contracts/revocations.ts"
import type { FullAdapter } from "../contracts/adapter.ts"
import type { SealedData } from "../contracts/data.ts"
import type { TableNames } from "./sql/dialect.ts"
import type { SqlClient } from "./sql/driver.ts"
import type { Store } from "./sql/store.ts"

export type { TableNames } from "./sql/dialect.ts"
export type {
  LibsqlClient,
  LibsqlExecutor,
  LibsqlTransaction,
  SqlClient,
  SqlValue,
  SyncSqliteClient,
  SyncSqliteStatement,
} from "./sql/driver.ts"

export interface SqlAdapterOptions {
  /** Put before each default table name, e.g. `auth_`. */
  readonly prefix?: string
  /** Tables by other names; see {@link drizzleTables} and {@link prismaTables}. */
  readonly tables?: Partial<TableNames>
  /** Whether missing tables and unique indexes are created at the first use. Default true. */
  readonly createTables?: boolean
}

/** The table names of Auth.js's Drizzle adapter. */
export const drizzleTables: Partial<TableNames> = {
  users: "user",
  accounts: "account",
  sessions: "session",
  verificationTokens: "verificationToken",
  authenticators: "authenticator",
}

/** The table names of Auth.js's Prisma and Kysely adapters. */
export const prismaTables: Partial<TableNames> = {
  users: "User",
  accounts: "Account",
  sessions: "Session",
  verificationTokens: "VerificationToken",
  authenticators: "Authenticator",
}

/**
 * Keeps users, accounts, sessions and tokens in SQLite, through a client that you have: `DatabaseSync` of
 * `node:sqlite`, `Database` of better-sqlite3, or `createClient()` of libsql.
 *
 * - The columns are those of Auth.js's Drizzle adapter for SQLite, the default table names those of its D1 adapter;
 *   a database that either made can be opened as it is. Times are written as integer milliseconds; ISO text is read.
 * - Of a session only a hash of its token is stored. A plain token that another adapter stored is found once more
 *   and replaced by its hash, after which that other adapter no longer finds it.
 * - Strings are compared byte by byte. Account fields that have no column are not stored.
 * - In `transaction`, use the adapter that `work` is given: on one connection the outer one waits until it is over.
 *
 * @throws TypeError for anything that is not such a client.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite"
 * import { SqlAdapter } from "latchkey/adapters/sql"
 *
 * const db = new DatabaseSync("auth.db", { timeout: 5000 })
 * export const { handlers, auth } = NextAuth({ adapter: SqlAdapter(db), providers: [GitHub] })
 * ```
 */
export function SqlAdapter(client: SqlClient, options: SqlAdapterOptions = {}): FullAdapter {
  const table = `${options.prefix ?? ""}${REVOCATION_TABLE}`
  return adapterOf(
    storeOf(client, options),
    sqliteRevocationsNamed(client as SqliteClient | LibsqlKeyClient, table),
  )
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
  return accountTokensOf(storeOf(client, options))
}

function storeOf(client: SqlClient, options: SqlAdapterOptions): () => Promise<Store> {
  detectSqlClient(client)
  const prefix = options.prefix ?? ""
  const names: TableNames = {
    users: `${prefix}users`,
    accounts: `${prefix}accounts`,
    sessions: `${prefix}sessions`,
    verificationTokens: `${prefix}verification_tokens`,
    authenticators: `${prefix}authenticators`,
    counters: `${prefix}latchkey_counters`,
    ...options.tables,
  }
  const createTables = options.createTables ?? true
  return () => openStore(client, { names, createTables, dialect: sqlite })
}

function adapterOf(store: () => Promise<Store>, revocations: RevocationStore): FullAdapter {
  return {
    revocations,
    ...userMethods(store),
    ...accountMethods(store),
    ...sessionMethods(store),
    ...tokenMethods(store),
    ...authenticatorMethods(store),
    transaction: async (work) =>
      (await store()).transaction((within) =>
        work(adapterOf(() => Promise.resolve(within), revocations)),
      ),
  }
}
