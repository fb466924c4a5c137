import type { TableSpec } from "../../../databases/ddl.ts"
import type { TypeName } from "./types.ts"

/** A column of ours. */
export interface Column {
  readonly name: string
  readonly type: TypeName
  /** It may be empty. */
  readonly optional?: true
  /** It is the id of a user, who takes the row along. */
  readonly owner?: true
  /** What it is where nobody says. SQL, the same in each database. */
  readonly default?: string
  /** The migration that brought it, where that is later than its table's. */
  readonly since?: number
}

/** A table of ours: what it is called here, what its name is there, and what it must have. */
export interface Table {
  /** What it is called here, whatever its name: `users`. */
  readonly key: string
  readonly name: string
  /** The migration that brought it. */
  readonly since: number
  readonly columns: readonly Column[]
  readonly primary: readonly string[]
  /** What else must be unique. */
  readonly unique: readonly (readonly string[])[]
  /** What is looked for. */
  readonly indexes: readonly (readonly string[])[]
  /** Columns without which a table of that name is somebody else's. */
  readonly telling: readonly string[]
}

/** A column; `?` at the end of a name says that it may be empty. */
export const column = (name: string, type: TypeName, more: Partial<Column> = {}): Column =>
  name.endsWith("?")
    ? { name: name.slice(0, -1), type, optional: true, ...more }
    : { name, type, ...more }

/** What must be unique in a table, its primary key among it. */
export const rulesOf = (table: Table): readonly (readonly string[])[] =>
  [table.primary, ...table.unique].filter((columns) => columns.length > 0)

/** A table that a store describes. */
export function fromSpec(spec: TableSpec, about: Pick<Table, "key" | "name" | "since">): Table {
  const columns = Object.entries(spec.columns).map(([name, { type, nullable, owner }]): Column => ({
    name,
    type,
    ...(nullable ? { optional: true } : {}),
    ...(owner === undefined ? {} : { owner: true }),
  }))
  const { primaryKey, unique = [], index = [] } = spec
  return { ...about, columns, primary: primaryKey, unique, indexes: index, telling: primaryKey }
}
