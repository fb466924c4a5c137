import type { SealedRow } from "../../contracts/data.ts"

/** A field of a row in a table, by what names it. */
export interface Field {
  /** The row's key, as text: one part for each of its columns. */
  readonly parts: readonly string[]
  readonly column: string
}

/** A row of a table: its key, and its sealed columns, by name. */
export interface FieldRow {
  readonly parts: readonly string[]
  readonly values: Readonly<Record<string, unknown>>
}

/** Parts as one text. No two lists have the same, whatever they hold. */
export function joinParts(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll("%", "%25").replaceAll("/", "%2F")).join("/")
}

/** What names a field for good: the parts of its row's key, and its column. */
export function fieldKey({ parts, column }: Field): string {
  return joinParts([...parts, column])
}

/** @throws TypeError for what names no field of such a table */
export function fieldOf(key: string, columns: readonly string[], keyColumns: number): Field {
  const all = key.split("/").map((part) => part.replaceAll("%2F", "/").replaceAll("%25", "%"))
  const column = all.pop()
  if (column === undefined || !columns.includes(column) || all.length !== keyColumns) {
    throw new TypeError(
      `There is no such row: its key has ${keyColumns + 1} parts, with / between.`,
    )
  }
  return { parts: all, column }
}

/**
 * The sealed fields of rows that come in order, one row at a time, its columns in a fixed order.
 *
 * @param after - The row of this field comes first, and the fields up to it are left out.
 */
export function fieldsAfter(
  rows: readonly FieldRow[],
  columns: readonly string[],
  after: Field | null,
): SealedRow[] {
  return rows.flatMap(({ parts, values }) => {
    const isSame = after !== null && fieldKey({ ...after, parts }) === fieldKey(after)
    const from = isSame ? columns.indexOf(after.column) + 1 : 0
    return columns.slice(from).flatMap((column) => {
      const text = values[column]
      return typeof text === "string" ? [{ key: fieldKey({ parts, column }), text }] : []
    })
  })
}
