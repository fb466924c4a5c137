import type { Row, SqlValue } from "../../databases/database.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import type { Form } from "./forms.ts"
import type { FoundColumn } from "./inspect.ts"
import type { TableKey } from "./schema.ts"

/** A column that is none of ours: it is read with its row, and written where it is given. */
export interface OwnColumn {
  /** What the database calls it. */
  readonly name: string
  /** The value as the client is given it. */
  write(value: unknown): SqlValue
  /** The value as the application knows it. */
  read(value: unknown): unknown
}

/** What an application's own description of its tables adds to ours. */
export interface OwnColumns {
  /** Tells it from another of the same database. */
  readonly id: string
  /** Columns that are none of ours, by what the application calls them. */
  of(
    table: TableKey,
    found: ReadonlyMap<string, FoundColumn>,
  ): Awaitable<ReadonlyMap<string, OwnColumn>>
  /** What columns get, ours or not, that are not given in a new row, or one that changes. Asked for each row. */
  defaults?(table: TableKey, when: "insert" | "update"): Readonly<Record<string, unknown>>
}

/** Nothing is found by such a column. */
export const ownForm = ({ write }: OwnColumn): Form => ({
  mark: "?",
  write,
  read: (column) => column,
  holds: () => true,
  among: () => ({ sql: "1 = 0", values: [] }),
})

type Own = ReadonlyMap<string, Pick<OwnColumn, "read">>

/** The values of a row that are the application's own. `prefix` stands before their names in the answer. */
export function readOwn(own: Own, row: Row, prefix = ""): Record<string, unknown> {
  return Object.fromEntries(
    Array.from(own, ([property, { read }]) => [property, read(row[prefix + property])]),
  )
}

/** What is given for them. */
export function givenOwn(own: Own, values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([property, value]) => own.has(property) && value !== undefined),
  )
}
