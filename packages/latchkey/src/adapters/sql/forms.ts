import type { Database, DatabaseKind, SqlValue } from "../../databases/database.ts"
import type { ColumnType, TimeKeeping } from "../../databases/ddl.ts"
import type { FoundColumn } from "./inspect.ts"
import { writeDate, writeValue } from "./rows.ts"

/** How values go into a column, come out of it and are compared there, as its type wants it. */
export interface Form {
  /** What stands for the value in a statement. */
  readonly mark: string
  /** The value as the client is given it. Throws a TypeError for a date that is none. */
  write(value: unknown): SqlValue
  /** What is selected of the column. */
  read(column: string): string
  /** Whether the column could hold that key as it is; what it could not is of no row. */
  holds(key: SqlValue): boolean
  /** The one value of a list that it equals, byte by byte, and by index. */
  among(column: string, keys: readonly SqlValue[]): Condition
}

/** A piece of SQL and its values. */
export interface Condition {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

/** How a column of ours that the database has so is used. Without `found` it is as we make it. */
export function formOf(
  database: Pick<Database, "kind" | "keepsNul">,
  column: ColumnType,
  { found, keeping }: { found?: FoundColumn | undefined; keeping?: TimeKeeping | undefined } = {},
): Form {
  const { kind } = database
  if (column === "time") return keeping ? kept[keeping](kind) : timeForm(kind, found?.type)
  if (column === "boolean") return booleanForm(kind, found?.type)
  if (column === "integer") return { ...plain(kind, () => true), write: wholeNumber }
  const type = found?.type ?? ""
  const whole = /\b(?:int|integer|tinyint|smallint|mediumint|bigint|serial|bigserial)\b/.test(type)
  if (whole) return plain(kind, isWholeNumber(/big/.test(type) ? 64n : 32n))
  if (type === "uuid") return plain(kind, isUuid)
  const form = plain(kind, isText(database))
  const folds = found ? found.folds : kind !== "postgres" && column !== "bytes"
  return folds ? { ...form, among: exactly[kind] } : form
}

/** A form where `=` compares exactly. */
function plain(kind: DatabaseKind, holds: Form["holds"]): Form {
  return {
    mark: "?",
    write: (value) => (kind === "sqlite" ? writeValue(value) : asText(writeValue(value))),
    read: (column) => column,
    holds,
    among: (column, keys) => ({ sql: `${column} IN (${marks(keys)})`, values: keys }),
  }
}

const marks = (keys: readonly unknown[], mark = "?"): string => keys.map(() => mark).join(", ")

/** PostgreSQL and its clients want text for a column of text. */
const asText = (value: SqlValue): SqlValue =>
  typeof value === "number" || typeof value === "bigint" ? String(value) : value

const wholeNumber = (value: unknown): SqlValue => {
  const written = writeValue(value)
  return typeof written === "number" ? Math.trunc(written) : written
}

/** Where `=` folds, it finds by index, and the second comparison decides. */
const exactly: Readonly<Record<DatabaseKind, Form["among"]>> = {
  sqlite: (column, keys) => ({
    sql: `${column} COLLATE BINARY IN (${marks(keys)})`,
    values: keys,
  }),
  postgres: (column, keys) => ({
    sql: `(${column} IN (${marks(keys)}) AND ${column}::text COLLATE "C" IN (${marks(keys)}))`,
    values: [...keys, ...keys],
  }),
  mysql: (column, keys) => ({
    sql: `(${column} IN (${marks(keys)}) AND ${bytesOf(column)} IN (${marks(keys, bytesOf("?"))}))`,
    values: [...keys, ...keys],
  }),
}

/** Whatever the character set of the column and of the connection. */
const bytesOf = (text: string): string => `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`

/** A lone surrogate is stored as U+FFFD, like any other: two keys would become one. */
const isText =
  ({ keepsNul }: Pick<Database, "keepsNul">) =>
  (key: SqlValue): boolean =>
    typeof key !== "string" || (key.isWellFormed() && (keepsNul || !key.includes("\0")))

/** "07" and "7 " are not "7", though a database would take them for it; and what is too large is an error there. */
const isWholeNumber =
  (bits: bigint) =>
  (key: SqlValue): boolean =>
    key === null || (/^-?(?:0|[1-9]\d{0,18})$/.test(String(key)) && fits(BigInt(String(key)), bits))

const fits = (number: bigint, bits: bigint): boolean =>
  number < 2n ** (bits - 1n) && number >= -(2n ** (bits - 1n))

const isUuid = (key: SqlValue): boolean =>
  key === null || /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/.test(String(key))

function booleanForm(kind: DatabaseKind, type = kind === "postgres" ? "boolean" : ""): Form {
  const form = { ...plain(kind, () => true), write: (value: unknown) => (value ? 1 : 0) }
  // Clients differ in what they take for a boolean; a number is one for all.
  return type === "boolean" && kind === "postgres" ? { ...form, mark: "(?::int = 1)" } : form
}

/** Times go in and out as milliseconds, so that neither the client's nor the connection's time zone matters. */
function timeForm(kind: DatabaseKind, type?: string): Form {
  const form = { ...plain(kind, () => true), write: (value: unknown) => time(value) }
  const iso = { ...form, write: (value: unknown) => isoText(value) }
  const name =
    type ?? { sqlite: "integer", postgres: "timestamp with time zone", mysql: "datetime" }[kind]
  if (/char|text|clob/.test(name)) return iso
  if (kind === "sqlite" || /int|numeric|decimal|double|real/.test(name)) return form
  if (kind === "mysql") return { ...form, write: utcText, read: mysqlMilliseconds }
  const instant = "to_timestamp(?::float8 / 1000)"
  // Of a column without a zone Auth.js's adapters write and read UTC.
  return {
    ...form,
    mark: name === "timestamp without time zone" ? `(${instant} AT TIME ZONE 'UTC')` : instant,
    // What has no end comes as `Infinity`, which is no date. A `CASE` for it, or a cast, is planned at each query.
    read: (column) => `floor(extract(epoch FROM ${column}) * 1000)`,
  }
}

/** Times where the column's type does not tell how they are kept. */
const kept: Readonly<Record<TimeKeeping, (kind: DatabaseKind) => Form>> = {
  seconds: (kind) => ({
    ...plain(kind, () => true),
    write(value) {
      const milliseconds = time(value)
      return milliseconds === null ? null : Math.floor(milliseconds / 1000)
    },
    read: (column) => `(${column} * 1000)`,
  }),
  client: (kind) => ({
    ...plain(kind, () => true),
    write(value) {
      if (kind === "sqlite") return isoText(value)
      const milliseconds = time(value)
      return milliseconds === null ? null : new Date(milliseconds)
    },
  }),
}

const time = (value: unknown): number | null => (value == null ? null : writeDate(value as Date))

function isoText(value: unknown): string | null {
  const milliseconds = time(value)
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}

const utcText = (value: unknown): string | null =>
  isoText(value)?.replace("T", " ").replace("Z", "") ?? null

const mysqlMilliseconds = (column: string): string =>
  `(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${column}) DIV 1000)`
