import { digits } from "./digits.ts"
import type { Result, Section } from "./section.ts"

/** The result as Markdown, spaced as the formatter would. */
export function table(result: Result): string {
  const { machine, at, command } = result
  const about = Object.entries(machine).map(([name, value]) => `${name} ${value}`)
  return [
    `Measured ${at.slice(0, 10)} by \`${command}\`: ${about.join(", ")}. Contenders in turn on one core; microseconds of CPU per operation (all threads), medians over the rounds; ratios (×) within a round.`,
    ...result.sections.map(sectionText),
  ].join("\n\n")
}

function sectionText({ title, note, columns, lines }: Section): string {
  const filled = columns.filter(({ id }) => lines.some(({ values }) => values[id] !== undefined))
  const shown = filled.length > 0 ? filled : columns
  const rows = lines.map(({ contender, values }) => [
    contender,
    ...shown.map(({ id }) => digits(values[id])),
  ])
  const head = ["contender", ...shown.map((column) => column.title)]
  return [`### ${title}`, ...(note ? [note] : []), grid(head, rows)].join("\n\n")
}

/** A table of Markdown: columns that hold words to the left, the others to the right. */
export function grid(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  words: readonly number[] = [0],
): string {
  const widths = head.map((text, n) =>
    Math.max(3, text.length, ...rows.map((row) => row[n]!.length)),
  )
  const cell = (text: string, n: number): string =>
    words.includes(n) ? text.padEnd(widths[n]!) : text.padStart(widths[n]!)
  const rule = widths.map((width, n) =>
    words.includes(n) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  )
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n")
}
