import { type Aim, aims } from "./aims.ts"
import { digits } from "./digits.ts"
import { nameOf } from "./names.ts"
import { type Result, valueOf } from "./section.ts"
import { grid } from "./table.ts"

/** Whether a figure is at its aim; undefined where it was not measured, or is only to know. */
export function reached(result: Result, aim: Aim): boolean | undefined {
  const value = valueOf(result, aim.section, aim.contender, aim.column)
  if (value === undefined) return undefined
  if (aim.most !== undefined) return value <= aim.most
  return aim.least === undefined ? undefined : value >= aim.least
}

/** Each aim with its figure, and where the peers are. */
export function summary(result: Result): string {
  const rows = aims.map((aim) => {
    const { section, column, contender, unit, most, least } = aim
    const show = (value: number | undefined): string =>
      value === undefined ? "—" : `${digits(value)}${unit ? ` ${unit}` : ""}`
    const [sign, limit] = most === undefined ? ["≥ ", least] : ["≤ ", most]
    const bound = limit === undefined ? "—" : sign + show(limit)
    const word = { true: "yes", false: "no", undefined: "—" }[String(reached(result, aim))]!
    const others = aim.peers.flatMap((peer) => {
      const value = valueOf(result, section, peer, column)
      return value === undefined ? [] : [`${nameOf(peer)} ${show(value)}`]
    })
    const figure = show(valueOf(result, section, contender, column))
    return [aim.title, bound, figure, word, others.join(", ")]
  })
  return grid(["what", "aim", "Latchkey", "there?", "others"], rows, [0, 3, 4])
}

/** Where a peer is ahead of us in the same row, by the first figure of its table. */
export function ahead(result: Result): string {
  const lines = aims.flatMap((aim) => {
    const { section, column, contender, title, unit, least } = aim
    const ours = valueOf(result, section, contender, column)
    if (ours === undefined) return []
    const better = aim.peers.flatMap((peer) => {
      const value = valueOf(result, section, peer, column)
      const isBetter = value !== undefined && (least === undefined ? value < ours : value > ours)
      return isBetter ? [`${nameOf(peer)} ${digits(value)}${unit ? ` ${unit}` : ""}`] : []
    })
    return better.length > 0
      ? [`- ${title}: ${better.join(", ")}; Latchkey ${digits(ours)}${unit ? ` ${unit}` : ""}.`]
      : []
  })
  return lines.length > 0 ? lines.join("\n") : "- None in this run."
}
