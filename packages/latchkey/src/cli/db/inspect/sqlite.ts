import type { Row, Statements } from "../../../databases/database.ts"
import { type FoundColumn, type FoundTables, grouped, indexesOf } from "./found.ts"

const TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"

const COLUMNS = `SELECT t.name AS owner, c.name AS name, c.type AS type, c.pk AS pk
  FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid`

const INDEXES = `SELECT t.name AS owner, l.name AS name, l."unique" AS one, i.name AS part
  FROM sqlite_master t JOIN pragma_index_list(t.name) l JOIN pragma_index_info(l.name) i
  WHERE t.type = 'table' AND l.partial = 0 ORDER BY t.name, l.name, i.seqno`

/** What a file of SQLite has. */
export async function inspectSqlite(database: Statements): Promise<FoundTables> {
  const tables = await database.rows(TABLES, [])
  const columns = grouped(await database.rows(COLUMNS, []), owner)
  const indexes = grouped(await database.rows(INDEXES, []), owner)
  return new Map(
    tables.map((row) => {
      const name = String(row["name"])
      const own = columns.get(name) ?? []
      // A number that is the key has no index.
      const key = own
        .filter(({ pk }) => Number(pk) > 0)
        .toSorted((a, b) => Number(a["pk"]) - Number(b["pk"]))
        .map((column) => ({ name: "primary key", column: String(column["name"]), unique: true }))
      const parts = (indexes.get(name) ?? [])
        .filter(({ part }) => part !== null)
        .map((index) => ({
          name: String(index["name"]),
          column: String(index["part"]),
          unique: Number(index["one"]) === 1,
        }))
      return [name, { name, columns: own.map(columnOf), ...indexesOf([...key, ...parts]) }]
    }),
  )
}

const owner = (row: Row): string => String(row["owner"])

/** By the affinity of the declared type (SQLite, Datatypes §3.1). */
function columnOf(row: Row): FoundColumn {
  const type = String(row["type"])
  const family = /INT|BOOL|REAL|NUM/i.test(type)
    ? "number"
    : /DATE|TIME/i.test(type)
      ? "time"
      : "text"
  return { name: String(row["name"]), type, family, long: false }
}
