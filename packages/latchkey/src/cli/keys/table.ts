/** A cell: its text, and how it is painted. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string }

const textOf = (cell: Cell): string => (typeof cell === "string" ? cell : cell.text)

/** Rows as lines whose columns stand below each other; a column that is empty in all of them is left out. */
export function table(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) {
      widths[at] = Math.max(widths[at] ?? 0, textOf(cell).length)
    }
  }
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => textOf(cell) !== "")
    const cells = row.slice(0, last + 1).map((cell, at) => {
      const text = textOf(cell)
      if (widths[at] === 0) return ""
      const gap = at === last ? "" : " ".repeat(widths[at]! - text.length + 2)
      return (typeof cell === "string" || text === "" ? text : cell.paint(text)) + gap
    })
    return cells.join("")
  })
}
