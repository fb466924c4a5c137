import type { Figure, Result, RowResult } from "../harness/measure.ts"

/** The result as Markdown. */
export function table(result: Result): string {
  const { machine, rounds, slice, at, command } = result
  const about = Object.entries(machine).map(([name, value]) => `${name} ${value}`)
  return [
    `Measured ${at.slice(0, 10)} by \`${command}\`: ${about.join(", ")}. ${rounds} rounds of ${slice} ms each, contenders in turn on one core. Microseconds of CPU per operation (all threads), medians; ratios within a round.`,
    ...result.rows.map(section),
  ].join("\n\n")
}

function section({ title, figures }: RowResult): string {
  const floor = figures[0]?.contender ?? ""
  const lines = figures.map(
    (one) =>
      `| ${one.contender} | ${digits(one.cpu)} | ${digits(one.least)} to ${digits(one.most)} | ${times(one, figures)} | ${kilobytes(one.bytes)} |`,
  )
  return [
    `### ${title}`,
    "",
    `| contender | µs | least to most | times ${floor} | kB allocated |`,
    "| --- | --: | --: | --: | --: |",
    ...lines,
  ].join("\n")
}

function times(figure: Figure, figures: readonly Figure[]): string {
  return figure === figures[0] ? "1" : digits(figure.ratio)
}

/** Three digits that mean something. */
function digits(value: number): string {
  if (value >= 100) return value.toFixed(0)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function kilobytes(bytes: number): string {
  return digits(bytes / 1000)
}
