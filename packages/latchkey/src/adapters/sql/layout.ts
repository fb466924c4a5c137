import { type ColumnKey, TABLE_KEYS, type TableKey, type TablePlaces } from "./schema.ts"

/** The tables, each by its name in the database. */
export type TableNames = Readonly<Record<TableKey, string>>

/** The columns that are called otherwise, by table and our own name. */
export type ColumnNames = {
  readonly [T in TableKey]?: { readonly [C in ColumnKey<T>]?: string }
}

/** What tables and columns are called. */
export interface SqlLayout {
  /** Put before each default table name, e.g. `auth_`. */
  readonly prefix?: string
  /** Tables by other names; see {@link drizzleTables} and {@link prismaTables}. */
  readonly tables?: Partial<TableNames>
  /** Columns by other names, e.g. `{ users: { emailVerified: "email_verified" } }`. */
  readonly columns?: ColumnNames
  /** The schema of PostgreSQL, or the database of MySQL. Default: the connection's. */
  readonly schema?: string
}

const DEFAULTS: TableNames = {
  users: "users",
  accounts: "accounts",
  sessions: "sessions",
  verificationTokens: "verification_tokens",
  authenticators: "authenticators",
  counters: "latchkey_counters",
  leases: "latchkey_leases",
}

/** Where the tables of a layout are. */
export function placesOf(layout: SqlLayout): TablePlaces {
  const places = TABLE_KEYS.map((table) => [
    table,
    {
      name: layout.tables?.[table] ?? `${layout.prefix ?? ""}${DEFAULTS[table]}`,
      ...(layout.schema === undefined ? {} : { schema: layout.schema }),
      ...(layout.columns?.[table] ? { columns: layout.columns[table] } : {}),
    },
  ])
  return Object.fromEntries(places) as TablePlaces
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

/** The table names of Auth.js's adapter for PostgreSQL (`@auth/pg-adapter`), and for Neon. */
export const pgTables: Partial<TableNames> = { verificationTokens: "verification_token" }
