import type { DatabaseKind, SqlValue } from "../../databases/database.ts"
import type { TablePlace } from "../../databases/ddl.ts"
import type { ColumnNames, TableNames } from "../sql/layout.ts"
import type { OwnColumn, OwnColumns } from "../sql/own-columns.ts"
import { TABLE_KEYS, type TableKey, type TablePlaces, TABLES } from "../sql/schema.ts"
import type { KyselyDatabase } from "./database.ts"
import { kyselyNames, kyselyProperties } from "./names.ts"

/** What tables and columns are called in the application's queries. */
export interface KyselyLayout {
  /** Tables by other names, with a schema before it where there is one: `{ users: "auth.users" }`. */
  readonly tables?: Partial<TableNames>
  /** Columns by other names, e.g. `{ users: { emailVerified: "email_verified" } }`. */
  readonly columns?: ColumnNames
}

/** The tables where no others are named: those of Auth.js's adapter, and ours. */
const DEFAULTS: TableNames = {
  users: "User",
  accounts: "Account",
  sessions: "Session",
  verificationTokens: "VerificationToken",
  authenticators: "Authenticator",
  counters: "latchkey_counters",
  leases: "latchkey_leases",
}

/** Where the tables are, by what the instance's plugins make of their names. */
export function placesIn(db: KyselyDatabase, { tables, columns }: KyselyLayout): TablePlaces {
  const places = TABLE_KEYS.map((key): [TableKey, TablePlace] => {
    const renamed: Readonly<Record<string, string | undefined>> = columns?.[key] ?? {}
    const ours = [...new Set(["id", ...Object.keys(TABLES[key].columns)])]
    const named = kyselyNames(
      db,
      tables?.[key] ?? DEFAULTS[key],
      ours.map((column) => renamed[column] ?? column),
    )
    const spec: Readonly<Record<string, { readonly type: string }>> = TABLES[key].columns
    const times = ours.filter((column) => spec[column]?.type === "time")
    return [
      key,
      {
        name: named.name,
        ...(named.schema === undefined ? {} : { schema: named.schema }),
        columns: Object.fromEntries(ours.map((column, index) => [column, named.columns[index]!])),
        times: Object.fromEntries(times.map((column) => [column, "client" as const])),
      },
    ]
  })
  return Object.fromEntries(places) as TablePlaces
}

/** Columns that are none of ours: Auth.js's adapter reads all that there are. */
export function ownIn(db: KyselyDatabase, kind: DatabaseKind, places: TablePlaces): OwnColumns {
  return {
    id: "kysely",
    async of(key, found) {
      const ours = new Set(Object.values(places[key].columns ?? {}))
      const names = [...found.keys()].filter((name) => !ours.has(name))
      const properties = await kyselyProperties(db, names)
      return new Map(
        names.map((name, index): [string, OwnColumn] => [
          properties[index]!,
          { name, write: (value) => valueFor(kind, value), read: (value) => value ?? null },
        ]),
      )
    },
  }
}

/** SQLite has no dates, and an object would be more than a value to mysql2. */
function valueFor(kind: DatabaseKind, value: unknown): SqlValue {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array)
    return (kind === "sqlite" && typeof value === "boolean" ? Number(value) : value) as SqlValue
  if (value instanceof Date) return kind === "sqlite" ? value.toISOString() : value
  return (kind === "postgres" ? value : JSON.stringify(value)) as SqlValue
}
