import type { Row, Statements } from "../../../databases/database.ts"
import { type FoundColumn, type FoundTables, grouped, indexesOf } from "./found.ts"

const TABLES = `SELECT TABLE_NAME AS name FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'`

const COLUMNS = `SELECT TABLE_NAME AS owner, COLUMN_NAME AS name, COLUMN_TYPE AS type, DATA_TYPE AS plain,
    CHARACTER_SET_NAME AS letters, COLLATION_NAME AS sorting
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`

/** An index on the beginning of a column makes that unique, and so the whole. */
const INDEXES = `SELECT TABLE_NAME AS owner, INDEX_NAME AS name, NON_UNIQUE AS many, COLUMN_NAME AS part
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()
  ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`

/** What a database of MySQL or MariaDB has. */
export async function inspectMysql(database: Statements): Promise<FoundTables> {
  const tables = await database.rows(TABLES, [])
  const columns = grouped(await database.rows(COLUMNS, []), owner)
  const indexes = grouped(await database.rows(INDEXES, []), owner)
  return new Map(
    tables.map((row) => {
      const name = String(row["name"])
      const parts = (indexes.get(name) ?? []).map((index) => ({
        name: String(index["name"]),
        column: String(index["part"] ?? "(expression)"),
        unique: Number(index["many"]) === 0,
      }))
      return [name, { name, columns: (columns.get(name) ?? []).map(columnOf), ...indexesOf(parts) }]
    }),
  )
}

const owner = (row: Row): string => String(row["owner"])

function columnOf(row: Row): FoundColumn {
  const plain = String(row["plain"])
  const { letters, sorting } = row
  // A foreign key is refused where these differ.
  const collation = letters ? ` CHARACTER SET ${String(letters)} COLLATE ${String(sorting)}` : ""
  const family = /char|text|enum|binary|blob/.test(plain)
    ? "text"
    : /int|decimal|float|double|bit/.test(plain)
      ? "number"
      : /date|time/.test(plain)
        ? "time"
        : "other"
  const type = `${String(row["type"])}${collation}`
  return { name: String(row["name"]), type, family, long: /text|blob/.test(plain) }
}
