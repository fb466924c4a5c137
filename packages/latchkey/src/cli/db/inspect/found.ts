import type { Family } from "../tables/types.ts"

/** A column as the database has it. */
export interface FoundColumn {
  readonly name: string
  /** In the database's words, so that another column can be made the same. */
  readonly type: string
  readonly family: Family | "other"
  /** An index on it needs to be told how much of it to look at. */
  readonly long: boolean
}

/** A table as the database has it. */
export interface FoundTable {
  readonly name: string
  readonly columns: readonly FoundColumn[]
  /** The columns of each unique index and of the primary key, those with conditions apart. */
  readonly unique: readonly (readonly string[])[]
  /** The columns of every index, in their order. */
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[] }[]
}

export type FoundTables = ReadonlyMap<string, FoundTable>

/** Rows of `{ table, index, column, unique }`, in the order of the columns, put together. */
export interface IndexRow {
  readonly name: string
  readonly column: string
  readonly unique: boolean
}

export function indexesOf(rows: readonly IndexRow[]): Pick<FoundTable, "unique" | "indexes"> {
  const found = new Map<string, { columns: string[]; unique: boolean }>()
  for (const { name, column, unique } of rows) {
    const index = found.get(name) ?? { columns: [], unique }
    index.columns.push(column)
    found.set(name, index)
  }
  const all = [...found].map(([name, index]) => ({ name, ...index }))
  return {
    unique: all.filter(({ unique }) => unique).map(({ columns }) => columns),
    indexes: all.map(({ name, columns }) => ({ name, columns })),
  }
}

/** Rows by what they are about. */
export function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}
