import type { Row, Statements } from "../../../databases/database.ts"
import { type FoundColumn, type FoundTables, grouped, indexesOf } from "./found.ts"

/** Tables that a statement means by their bare name; views don't count. */
const HERE = `c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)
    AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`

const TABLES = `SELECT c.relname::text AS name FROM pg_class c WHERE ${HERE}`

const COLUMNS = `SELECT c.relname::text AS owner, a.attname::text AS name,
    format_type(a.atttypid, a.atttypmod) AS type, t.typcategory::text AS category
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
  WHERE ${HERE} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`

/** One that is not valid (a build that was broken off) holds nothing. */
const INDEXES = `SELECT c.relname::text AS owner, i.relname::text AS name, x.indisunique AS one,
    a.attname::text AS part
  FROM pg_class c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
  CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(attnum, place)
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.attnum > 0
  WHERE ${HERE} AND x.indisvalid AND x.indpred IS NULL AND k.place <= x.indnkeyatts
  ORDER BY c.relname, i.relname, k.place`

/** What a schema of PostgreSQL has. */
export async function inspectPostgres(database: Statements): Promise<FoundTables> {
  const tables = await database.rows(TABLES, [])
  const columns = grouped(await database.rows(COLUMNS, []), owner)
  const indexes = grouped(await database.rows(INDEXES, []), owner)
  return new Map(
    tables.map((row) => {
      const name = String(row["name"])
      const parts = (indexes.get(name) ?? []).map((index) => ({
        name: String(index["name"]),
        // An expression, e.g. lower(email), is no column of that name.
        column: index["part"] === null ? "(expression)" : String(index["part"]),
        unique: index["one"] === true,
      }))
      return [name, { name, columns: (columns.get(name) ?? []).map(columnOf), ...indexesOf(parts) }]
    }),
  )
}

const owner = (row: Row): string => String(row["owner"])

/** By the categories of pg_type. */
function columnOf(row: Row): FoundColumn {
  const type = String(row["type"])
  const families: Record<string, FoundColumn["family"]> = {
    S: "text",
    N: "number",
    B: "number",
    D: "time",
  }
  // Drivers take and give it as text.
  const family = type === "uuid" ? "text" : (families[String(row["category"])] ?? "other")
  return { name: String(row["name"]), type, family, long: false }
}
