import type { Database } from "../../../databases/database.ts"
import { quoted } from "../tables/ddl.ts"
import type { TableState } from "./compare.ts"

/** Rows that break a rule which a unique index would hold. */
export interface Duplicates {
  readonly table: string
  readonly columns: readonly string[]
  /** How many values are there more than once. */
  readonly values: number
  /** How many rows have one of them. */
  readonly rows: number
  /** Two rows with the same value, by what names them; nothing else of a row is ever shown. */
  readonly example: { readonly column: string; readonly values: readonly string[] } | null
}

/** Looks for rows that break the rules which are missing. */
export async function duplicatesIn(
  database: Database,
  states: readonly TableState[],
): Promise<readonly Duplicates[]> {
  const found: Duplicates[] = []
  for (const state of states) {
    if (!state.found || state.state === "foreign") continue
    for (const columns of state.unique) {
      if (columns.some((column) => state.columns.includes(column))) continue
      const one = await duplicatesOf(database, state, columns)
      if (one) found.push(one)
    }
  }
  return found
}

async function duplicatesOf(
  database: Database,
  { table, found }: TableState,
  columns: readonly string[],
): Promise<Duplicates | null> {
  const { kind } = database
  const names = columns.map((column) => quoted(kind, column))
  const from = `FROM ${quoted(kind, table.name)} WHERE ${names.map((name) => `${name} IS NOT NULL`).join(" AND ")}
    GROUP BY ${names.join(", ")} HAVING count(*) > 1`
  const [counts] = await database.rows(
    `SELECT count(*) AS groups_, sum(n) AS rows_ FROM (SELECT count(*) AS n ${from}) AS each_`,
    [],
  )
  const values = Number(counts?.["groups_"] ?? 0)
  if (values === 0) return null
  const rows = Number(counts?.["rows_"])
  // A token is no name: who reads it could use it.
  const naming = ["id", "userId"].find((name) => found!.columns.some((has) => has.name === name))
  const base = { table: table.name, columns, values, rows }
  if (naming === undefined) return { ...base, example: null }
  const id = quoted(kind, naming)
  const text = kind === "postgres" ? `${id}::text` : id
  const [first] = await database.rows(
    `SELECT min(${text}) AS a, max(${text}) AS z ${from} LIMIT 1`,
    [],
  )
  const two = [...new Set([String(first?.["a"]), String(first?.["z"])])]
  return { ...base, example: { column: naming, values: two } }
}

/** In words, e.g. for a message. */
export function describe({ table, columns, values, rows, example }: Duplicates): string {
  const of = example ? `, e.g. ${example.column} ${example.values.join(" and ")}` : ""
  const times = values === 1 ? "one value" : `${values} values`
  return `${table} (${columns.join(", ")}): ${rows} rows share ${times}${of}`
}
