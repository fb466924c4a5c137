import type { DatabaseKind } from "../../../databases/database.ts"
import type { FoundTable, FoundTables } from "../inspect/found.ts"
import { rulesOf, type Table } from "../tables/table.ts"
import { type Family, TYPES } from "../tables/types.ts"

/** A column that holds something else than ours would. */
export interface OtherType {
  readonly column: string
  readonly found: string
  readonly expected: Family
}

/** What of a table is there. */
export interface TableState {
  readonly table: Table
  readonly found: FoundTable | undefined
  /** `foreign`: it has our name, and is not such a table. */
  readonly state: "there" | "missing" | "incomplete" | "foreign"
  readonly columns: readonly string[]
  readonly unique: readonly (readonly string[])[]
  readonly indexes: readonly (readonly string[])[]
  readonly types: readonly OtherType[]
}

/** Compares the tables that should be there with those that are. */
export function compare(
  kind: DatabaseKind,
  tables: readonly Table[],
  found: FoundTables,
): readonly TableState[] {
  return tables.map((table) => stateOf(kind, table, found.get(table.name)))
}

function stateOf(kind: DatabaseKind, table: Table, found: FoundTable | undefined): TableState {
  const names = table.columns.map(({ name }) => name)
  const nothing = { columns: names, unique: rulesOf(table), indexes: table.indexes, types: [] }
  if (!found) return { table, found, state: "missing", ...nothing }
  const has = new Map(found.columns.map((column) => [column.name, column]))
  const columns = names.filter((name) => !has.has(name))
  // A number of its own is the other adapter's affair.
  const rules = rulesOf(table).filter((rule) =>
    rule.every((name) => name !== "id" || has.has("id")),
  )
  const unique = rules.filter((rule) => !found.unique.some((is) => covers(is, rule)))
  const indexes = table.indexes.filter(
    (wanted) => !found.indexes.some((index) => begins(index.columns, wanted)),
  )
  const types = table.columns.flatMap(({ name, type }): OtherType[] => {
    const column = has.get(name)
    const expected = TYPES[type][kind].family
    if (!column || column.family === expected) return []
    return [{ column: name, found: column.type, expected }]
  })
  const foreign = table.telling.some((name) => !has.has(name))
  const whole = columns.length + unique.length + indexes.length === 0
  const state = foreign ? "foreign" : whole ? "there" : "incomplete"
  return { table, found, state, columns, unique, indexes, types }
}

/** What is unique in fewer columns is unique in more. */
function covers(is: readonly string[], rule: readonly string[]): boolean {
  return is.every((name) => rule.includes(name))
}

function begins(index: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((name, at) => index[at] === name)
}
