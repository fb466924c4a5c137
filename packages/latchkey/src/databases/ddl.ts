import type { DatabaseKind } from "./database.ts"

/**
 * What a column is for, whatever the database calls it.
 *
 * - `key`: text of up to 255 characters that rows are found by; compared exactly.
 * - `bytes`: the same, and also exact about spaces at its end where MySQL's text is not. Never read back.
 * - `text`: text of any length that nothing is found by.
 * - `time`: a point in time, to the millisecond.
 * - `integer`: 64 bits; also for times that are counted in milliseconds.
 * - `boolean`
 * - `serial`: the primary key that the database counts itself.
 */
export type ColumnType = "key" | "bytes" | "text" | "time" | "integer" | "boolean" | "serial"

export interface ColumnSpec {
  readonly type: ColumnType
  /** Whether it may be empty. Default false. */
  readonly nullable?: boolean
  /** The table of ours whose `id` it is; the row goes when that one goes. */
  readonly owner?: string
}

/** A table as data: columns by our own names, and lists of these names. */
export interface TableSpec {
  readonly columns: Readonly<Record<string, ColumnSpec>>
  readonly primaryKey: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  readonly index?: readonly (readonly string[])[]
}

/** What a table and its columns are called in a database. */
export interface TablePlace {
  readonly name: string
  /** The schema of PostgreSQL, or the database of MySQL, where it is not the one of the connection. */
  readonly schema?: string
  /** Columns that are called otherwise than in the specification. */
  readonly columns?: Readonly<Record<string, string | undefined>>
  /** The type of its `id` as SQL, where another has made the table; what refers to it must have the same. */
  readonly idType?: string
}

const TEXT = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"

const TYPES: Readonly<Record<DatabaseKind, Readonly<Record<ColumnType, string>>>> = {
  sqlite: {
    key: "TEXT",
    bytes: "TEXT",
    text: "TEXT",
    time: "INTEGER",
    integer: "INTEGER",
    boolean: "INTEGER",
    serial: "INTEGER PRIMARY KEY AUTOINCREMENT",
  },
  postgres: {
    key: "text",
    bytes: "text",
    text: "text",
    time: "timestamptz(3)",
    integer: "bigint",
    boolean: "boolean",
    serial: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
  },
  mysql: {
    key: `VARCHAR(255) ${TEXT}`,
    bytes: "VARBINARY(512)",
    text: `MEDIUMTEXT ${TEXT}`,
    // A TIMESTAMP ends in 2038, and knows no 1970.
    time: "DATETIME(3)",
    integer: "BIGINT",
    boolean: "BOOLEAN",
    serial: "BIGINT AUTO_INCREMENT PRIMARY KEY",
  },
}

/** Quotes a name; SQLite takes what it does not know in double quotes for a string. */
export function quoteName(kind: DatabaseKind, name: string): string {
  return kind === "postgres"
    ? `"${name.replaceAll('"', '""')}"`
    : `\`${name.replaceAll("`", "``")}\``
}

/** A table as it stands in a statement. */
export function quoteTable(kind: DatabaseKind, { name, schema }: TablePlace): string {
  const quoted = quoteName(kind, name)
  return schema === undefined ? quoted : `${quoteName(kind, schema)}.${quoted}`
}

/** What a column of ours is called there. */
export const columnName = (place: TablePlace, column: string): string =>
  place.columns?.[column] ?? column

/**
 * `CREATE TABLE IF NOT EXISTS`, and after it the statements of {@link indexStatements}.
 *
 * @param owners - Where the tables are that columns name as their owner.
 */
export function createStatements(
  kind: DatabaseKind,
  spec: TableSpec,
  place: TablePlace,
  owners: Readonly<Record<string, TablePlace>> = {},
): string[] {
  const quoted = (columns: readonly string[]): string => quotedColumns(kind, place, columns)
  const parts = Object.entries(spec.columns).map(([column, { type, nullable, owner }]) => {
    const words = (owner === undefined ? undefined : owners[owner]?.idType) ?? TYPES[kind][type]
    return `${quoted([column])} ${words}${nullable || type === "serial" ? "" : " NOT NULL"}`
  })
  const counted = Object.values(spec.columns).some(({ type }) => type === "serial")
  if (!counted) parts.push(`PRIMARY KEY (${quoted(spec.primaryKey)})`)
  for (const [column, { owner }] of Object.entries(spec.columns)) {
    const of = owner === undefined ? undefined : owners[owner]
    if (!of) continue
    const id = quoteName(kind, columnName(of, "id"))
    parts.push(
      `FOREIGN KEY (${quoted([column])}) REFERENCES ${quoteTable(kind, of)} (${id}) ON DELETE CASCADE`,
    )
  }
  const engine = kind === "mysql" ? " ENGINE=InnoDB" : ""
  return [
    `CREATE TABLE IF NOT EXISTS ${quoteTable(kind, place)} (${parts.join(", ")})${engine}`,
    ...(spec.unique ?? []).map((columns) => uniqueStatement(kind, place, columns)),
    ...(spec.index ?? []).map((columns) => indexStatement(kind, place, columns)),
  ]
}

/** Makes columns unique together. In MySQL it fails where the index is there already: see `made-by-others`. */
export function uniqueStatement(
  kind: DatabaseKind,
  place: TablePlace,
  columns: readonly string[],
): string {
  return indexOf(kind, place, { columns, unique: true })
}

export function indexStatement(
  kind: DatabaseKind,
  place: TablePlace,
  columns: readonly string[],
): string {
  return indexOf(kind, place, { columns, unique: false })
}

function indexOf(
  kind: DatabaseKind,
  place: TablePlace,
  { columns, unique }: { readonly columns: readonly string[]; readonly unique: boolean },
): string {
  const words = `CREATE ${unique ? "UNIQUE " : ""}INDEX ${kind === "mysql" ? "" : "IF NOT EXISTS "}`
  const label = `${place.name}_${columns.join("_")}${unique ? "_unique" : ""}`
  const on = kind === "sqlite" ? quoteName(kind, place.name) : quoteTable(kind, place)
  const name =
    kind === "sqlite" && place.schema !== undefined
      ? `${quoteName(kind, place.schema)}.${quoteName(kind, label)}`
      : quoteName(kind, shortened(label))
  return `${words}${name} ON ${on} (${quotedColumns(kind, place, columns)})`
}

const quotedColumns = (kind: DatabaseKind, place: TablePlace, columns: readonly string[]): string =>
  columns.map((column) => quoteName(kind, columnName(place, column))).join(", ")

/** PostgreSQL cuts names at 63 bytes, MySQL refuses those of more than 64 characters. The end tells them apart. */
const shortened = (name: string): string => (name.length > 60 ? name.slice(-60) : name)
