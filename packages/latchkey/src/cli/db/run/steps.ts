import type { DatabaseKind } from "../../../databases/database.ts"
import type { TableState } from "../compare/compare.ts"
import type { FoundTables } from "../inspect/found.ts"
import { addColumn, createIndex, createTable, indexName, type Owners } from "../tables/ddl.ts"
import type { Table } from "../tables/table.ts"

/** What a step makes: enough to undo it later, whatever the tables look like by then. */
export interface Made {
  readonly what: "table" | "column" | "index"
  readonly table: string
  /** Of the column or index. */
  readonly name?: string
}

/** One statement and what it makes. */
export interface Step extends Made {
  readonly sql: string
  readonly words: string
}

/** Where the rows of others belong to, with the type that the users' ids have. */
export function ownersOf(users: Table | undefined, found: FoundTables): Owners {
  const table = users?.name ?? "users"
  const id = found.get(table)?.columns.find(({ name }) => name === "id")
  return id ? { table, type: id.type } : { table }
}

/** The statements that bring a database where it should be. */
export function stepsFor(
  kind: DatabaseKind,
  states: readonly TableState[],
  owners: Owners,
): readonly Step[] {
  return states.flatMap((state) => {
    const { table, found } = state
    const made: Step[] = []
    if (!found) {
      const sql = createTable(kind, table, owners)
      made.push({ what: "table", table: table.name, sql, words: `make ${table.name}` })
    }
    for (const name of found ? state.columns : []) {
      const column = table.columns.find((one) => one.name === name)!
      const sql = addColumn(kind, table.name, column, owners)
      const words = `add ${table.name}.${name}`
      made.push({ what: "column", table: table.name, name, sql, words })
    }
    const unique = found ? state.unique : table.unique
    for (const columns of unique) made.push(indexStep(kind, state, columns, true))
    for (const columns of state.indexes) made.push(indexStep(kind, state, columns, false))
    return made
  })
}

function indexStep(
  kind: DatabaseKind,
  { table, found }: TableState,
  columns: readonly string[],
  unique: boolean,
): Step {
  const name = indexName(table.name, columns, unique)
  const long = columns.filter((column) =>
    found?.columns.some((is) => is.name === column && is.long),
  )
  const sql = createIndex(kind, { table: table.name, name, columns, unique, long })
  const which = `${table.name} (${columns.join(", ")})`
  const words = unique ? `make ${which} unique` : `index ${which}`
  return { what: "index", table: table.name, name, sql, words }
}
