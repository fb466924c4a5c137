import type { DatabaseKind } from "../../../databases/database.ts"
import type { Column, Table } from "./table.ts"
import { TYPES } from "./types.ts"

const MARK: Readonly<Record<DatabaseKind, string>> = { sqlite: '"', postgres: '"', mysql: "`" }

/** A name as SQL has it. */
export function quoted(kind: DatabaseKind, name: string): string {
  const mark = MARK[kind]
  return `${mark}${name.replaceAll(mark, mark + mark)}${mark}`
}

const list = (kind: DatabaseKind, names: readonly string[]): string =>
  names.map((name) => quoted(kind, name)).join(", ")

/** Where rows of a table belong to: the users, and what their id is in a database that has them already. */
export interface Owners {
  readonly table: string
  /** The type of their id, where it is not ours. */
  readonly type?: string
}

/** How a table is made, in the words of its database. */
export function createTable(kind: DatabaseKind, table: Table, owners: Owners): string {
  // SQLite counts up where the column itself says that it is the key.
  const counted = table.columns.find(({ name, type }) => isCounted(kind, name, type, table))
  const columns = table.columns.map((column) =>
    column === counted
      ? `${quoted(kind, column.name)} INTEGER PRIMARY KEY AUTOINCREMENT`
      : `${quoted(kind, column.name)} ${definition(kind, column, owners)}`,
  )
  const keys = counted ? [] : [`PRIMARY KEY (${list(kind, table.primary)})`]
  const links = table.columns
    .filter(({ owner }) => owner)
    .map(
      ({ name }) =>
        `FOREIGN KEY (${quoted(kind, name)}) REFERENCES ${quoted(kind, owners.table)} (${quoted(kind, "id")}) ON DELETE CASCADE`,
    )
  const lines = [...columns, ...keys, ...links].join(",\n  ")
  return `CREATE TABLE IF NOT EXISTS ${quoted(kind, table.name)} (\n  ${lines}\n)`
}

function isCounted(kind: DatabaseKind, name: string, type: Column["type"], table: Table): boolean {
  if (kind !== "sqlite" || !TYPES[type][kind].generated) return false
  return table.primary.length === 1 && table.primary[0] === name
}

/** What a column is, behind its name. */
function definition(kind: DatabaseKind, column: Column, owners: Owners): string {
  const type = (column.owner && owners.type) || TYPES[column.type][kind].sql
  const presence = column.optional ? "NULL" : "NOT NULL"
  return `${type} ${presence}${column.default === undefined ? "" : ` DEFAULT ${column.default}`}`
}

/** Adds a column. Rows that are there have nothing in it, so it may be empty unless it says what it is then. */
export function addColumn(
  kind: DatabaseKind,
  table: string,
  column: Column,
  owners: Owners,
): string {
  const may: Column = column.default === undefined ? { ...column, optional: true } : column
  return `ALTER TABLE ${quoted(kind, table)} ADD COLUMN ${quoted(kind, column.name)} ${definition(kind, may, owners)}`
}

export interface Index {
  readonly table: string
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean
  /** Columns of so much text that MySQL only looks at its beginning. */
  readonly long?: readonly string[]
}

/** Characters of a long text that MySQL's indexes look at. */
const BEGINNING = 255

export function createIndex(kind: DatabaseKind, index: Index): string {
  const { table, name, unique, long = [] } = index
  const columns = index.columns
    .map((column) => `${quoted(kind, column)}${long.includes(column) ? `(${BEGINNING})` : ""}`)
    .join(", ")
  const missing = kind === "mysql" ? "" : "IF NOT EXISTS "
  const what = unique ? "UNIQUE INDEX" : "INDEX"
  return `CREATE ${what} ${missing}${quoted(kind, name)} ON ${quoted(kind, table)} (${columns})`
}

export function dropTable(kind: DatabaseKind, table: string): string {
  return `DROP TABLE IF EXISTS ${quoted(kind, table)}`
}

export function dropColumn(kind: DatabaseKind, table: string, column: string): string {
  return `ALTER TABLE ${quoted(kind, table)} DROP COLUMN ${quoted(kind, column)}`
}

export function dropIndex(kind: DatabaseKind, table: string, name: string): string {
  return kind === "mysql"
    ? `ALTER TABLE ${quoted(kind, table)} DROP INDEX ${quoted(kind, name)}`
    : `DROP INDEX IF EXISTS ${quoted(kind, name)}`
}

/** Databases cut names at 63 or 64 bytes; cut by us, they stay distinct. */
const LONGEST = 60

/** What an index of ours is called. */
export function indexName(table: string, columns: readonly string[], unique: boolean): string {
  const name = `${table}_${columns.join("_")}${unique ? "_unique" : ""}`
  if (name.length <= LONGEST) return name
  let sum = 0
  for (const character of name) sum = (sum * 31 + character.codePointAt(0)!) >>> 0
  return `${name.slice(0, LONGEST - 8)}_${sum.toString(36)}`
}
