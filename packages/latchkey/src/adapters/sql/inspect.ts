import type { Database, Row, SqlValue } from "../../databases/database.ts"
import { quoteTable, type TablePlace } from "../../databases/ddl.ts"

/** A column as the database has it. */
export interface FoundColumn {
  readonly name: string
  /** Its type in the words of the database, lower case, without a length: `timestamp with time zone`. */
  readonly type: string
  /** The type as it stands in `CREATE TABLE`. */
  readonly declared: string
  /** Whether `=` may find what is not the same bytes: by a collation, or a type like citext. */
  readonly folds: boolean
}

type Question = (place: TablePlace) => readonly [sql: string, values: readonly SqlValue[]]

const COLUMNS: Readonly<Record<Database["kind"], Question>> = {
  sqlite: ({ name, schema }) => [
    "SELECT name, type, type AS declared, 1 AS folds FROM pragma_table_info(?, ?)",
    [name, schema ?? "main"],
  ],
  // to_regclass looks where a statement would look, and sees what the role may see.
  postgres: (place) => [
    `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, format_type(a.atttypid, a.atttypmod) AS declared,
      CASE WHEN t.typname IN ('citext', 'bpchar') OR NOT coalesce(c.collisdeterministic, true) THEN 1 ELSE 0 END AS folds
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_collation c ON c.oid = a.attcollation
      WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped`,
    [quoteTable("postgres", place)],
  ],
  mysql: ({ name, schema }) => [
    `SELECT column_name AS name, data_type AS type,
      concat(column_type, coalesce(concat(' CHARACTER SET ', character_set_name, ' COLLATE ', collation_name), '')) AS declared,
      character_set_name IS NOT NULL AS folds
      FROM information_schema.columns WHERE table_name = ? AND table_schema = coalesce(?, DATABASE())`,
    [name, schema ?? null],
  ],
}

/** The columns of a table by their names; none where there is no such table. */
export async function columnsOf(
  database: Database,
  place: TablePlace,
): Promise<ReadonlyMap<string, FoundColumn>> {
  const rows = await database.rows(...COLUMNS[database.kind](place))
  return new Map(rows.map((row) => [String(row["name"]), foundColumn(row)]))
}

function foundColumn(row: Row): FoundColumn {
  const declared = String(row["declared"])
  return {
    name: String(row["name"]),
    type: String(row["type"])
      .toLowerCase()
      .replace(/\(.*?\)/g, ""),
    declared,
    folds: Number(row["folds"]) === 1,
  }
}

const UNIQUES: Readonly<Record<Database["kind"], Question>> = {
  sqlite: ({ name, schema }) => [
    `SELECT (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(list.name, ?) ORDER BY name)) AS columns
      FROM pragma_index_list(?, ?) AS list WHERE list.\`unique\` = 1 AND list.partial = 0`,
    [schema ?? "main", name, schema ?? "main"],
  ],
  postgres: (place) => [
    `SELECT (SELECT string_agg(a.attname::text, ',' ORDER BY a.attname::text COLLATE "C") FROM pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)) AS columns
      FROM pg_index i WHERE i.indrelid = to_regclass(?) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
        AND i.indexprs IS NULL`,
    [quoteTable("postgres", place)],
  ],
  mysql: ({ name, schema }) => [
    `SELECT group_concat(column_name ORDER BY CAST(column_name AS BINARY)) AS columns FROM information_schema.statistics
      WHERE table_name = ? AND table_schema = coalesce(?, DATABASE()) AND non_unique = 0 GROUP BY index_name
      HAVING sum(sub_part IS NOT NULL) = 0`,
    [name, schema ?? null],
  ],
}

/** Whether the columns, by their names in the database, are unique together already, by an index of whatever name. */
export async function areUnique(
  database: Database,
  place: TablePlace,
  columns: readonly string[],
): Promise<boolean> {
  const rows = await database.rows(...UNIQUES[database.kind](place))
  const wanted = columns.toSorted().join()
  return rows.some((row) => String(row["columns"]).split(",").toSorted().join() === wanted)
}
