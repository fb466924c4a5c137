import type { Row } from "../../databases/database.ts"

/**
 * The rows of an answer: mysql2 has them before its fields, postgres.js is the list itself, others say `rows`.
 *
 * @throws Error for rows without the names of their columns, which a proxy may answer: read as no row, they would be
 *   an empty answer where there is one.
 */
export function rowsOf(answer: unknown): Row[] {
  const inner = Array.isArray(answer) && isMysql(answer) ? answer[0] : answer
  const rows: unknown = Array.isArray(inner) ? inner : (inner as { rows?: unknown } | null)?.rows
  if (!Array.isArray(rows)) return []
  if (rows.some((row) => typeof row !== "object" || row === null || Array.isArray(row))) {
    throw new Error("The driver answers rows without the names of their columns.")
  }
  return [...rows] as Row[]
}

/** How many rows a statement wrote, in the words of the drivers. */
export function countOf(answer: unknown): number {
  const inner: unknown = Array.isArray(answer) && isMysql(answer) ? answer[0] : answer
  if (typeof inner !== "object" || inner === null) return 0
  const { rowCount, affectedRows, rowsAffected, changes, count, meta } = inner as Record<
    string,
    unknown
  >
  const said = rowCount ?? affectedRows ?? rowsAffected ?? changes ?? count
  return Number(said ?? (meta as { changes?: unknown } | undefined)?.changes ?? 0)
}

/** `[rows or header, fields]`; an INSERT has no fields. */
function isMysql(answer: readonly unknown[]): boolean {
  const [first, fields] = answer
  if (answer.length !== 2 || typeof first !== "object" || first === null) return false
  return Array.isArray(first) || (fields === undefined && "affectedRows" in first)
}
