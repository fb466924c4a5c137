import type { SqlValue } from "../../databases/database.ts"
import { quotedNames } from "../orm/quoted-names.ts"
import { primaryOf } from "./database.ts"
import { isSql } from "./statement.ts"
import type { DrizzleDatabase } from "./kind.ts"

/** A column of a table of Drizzle, as far as we use it. */
export interface DrizzleColumn {
  readonly name: string
  readonly dataType: string
}

/** A table of Drizzle that has at least these columns. It may have more, and call them in the database as it likes. */
export type DrizzleTable<Columns extends string> = { readonly [C in Columns]: DrizzleColumn }

/** The tables of the application's schema, as Auth.js's adapter takes them. */
export interface DrizzleTables {
  readonly usersTable?: DrizzleTable<"id" | "email"> | undefined
  readonly accountsTable?:
    | DrizzleTable<"userId" | "type" | "provider" | "providerAccountId">
    | undefined
  readonly sessionsTable?: DrizzleTable<"sessionToken" | "userId" | "expires"> | undefined
  readonly verificationTokensTable?: DrizzleTable<"identifier" | "token" | "expires"> | undefined
  readonly authenticatorsTable?:
    | DrizzleTable<
        | "credentialID"
        | "userId"
        | "providerAccountId"
        | "credentialPublicKey"
        | "counter"
        | "credentialDeviceType"
        | "credentialBackedUp"
      >
    | undefined
}

/** What a column does beside having a name: `Column` of Drizzle. */
export interface DrizzleCodec extends DrizzleColumn {
  readonly columnType?: string
  readonly defaultFn?: (() => unknown) | undefined
  readonly default?: unknown
  readonly onUpdateFn?: (() => unknown) | undefined
  mapToDriverValue(value: unknown): unknown
  mapFromDriverValue(value: unknown): unknown
}

/** A table as the database has it, with what its columns do to values, by the names that the application has for them. */
export interface ReadTable {
  readonly name: string
  readonly schema?: string
  readonly columns: ReadonlyMap<string, ReadColumn>
}

export interface ReadColumn {
  /** In the database. */
  readonly name: string
  readonly codec: DrizzleCodec
}

/** Under which a table has its columns; `getTableColumns` reads it. */
const COLUMNS = Symbol.for("drizzle:Columns")

interface Select {
  from(table: object): { toSQL(): { readonly sql: string } }
}

/**
 * What a table and its columns are called in the database. The `db` is asked for a query, since it may rename them
 * (`casing`), and a table may be in a schema.
 *
 * @param what - Its name among the tables, for an error.
 * @throws TypeError for what is no table of Drizzle.
 */
export function readTable(db: DrizzleDatabase, table: object, what: string): ReadTable {
  const columns = (table as Record<symbol, Record<string, DrizzleCodec> | undefined>)[COLUMNS]
  if (!columns) throw new TypeError(`${what} is no table of Drizzle.`)
  const select = primaryOf(db).select(columns as never) as Select
  const names = quotedNames(select.from(table).toSQL().sql)
  const properties = Object.keys(columns)
  const [first, second] = names.slice(properties.length)
  if (first === undefined) throw new TypeError(`${what} has no columns that could be read.`)
  return {
    name: second ?? first,
    ...(second === undefined ? {} : { schema: first }),
    columns: new Map(
      properties.map((property, index) => [
        property,
        { name: names[index]!, codec: columns[property]! },
      ]),
    ),
  }
}

/** A value as the driver takes it for that column; a piece of `sql` is for the statement. */
export const encoded = ({ codec }: ReadColumn, value: unknown): SqlValue =>
  (value == null ? null : isSql(value) ? value : codec.mapToDriverValue(value)) as SqlValue

/** A value as the application knows it. */
export const decoded = ({ codec }: ReadColumn, value: unknown): unknown =>
  value == null ? null : codec.mapFromDriverValue(value)
