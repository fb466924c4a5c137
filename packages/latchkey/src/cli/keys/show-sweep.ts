import type { SweepProgress, SweepReport } from "../../keys/data/sweep.ts"
import type { Paint, Terminal } from "../terminal.ts"
import { type Cell, table } from "./table.ts"
import { spanOf } from "./times.ts"

/** Milliseconds between two lines where nobody looks on. */
const QUIET = 10_000

const number = (count: number): string => count.toLocaleString("en")

/** Shows how far a sweep is: over one line for a person, a line now and then for a log. */
export function sweepProgress(
  terminal: Terminal,
  name: string,
  reached: (key: string) => void,
): (progress: SweepProgress) => void {
  const began = performance.now()
  let said = began
  return (progress) => {
    reached(progress.after)
    const now = performance.now()
    const line = `${name}: ${progressText(progress, now - began)}`
    if (terminal.interactive) terminal.progress(line)
    else if (now - said >= QUIET) {
      said = now
      terminal.note(line)
    }
  }
}

/** `5,000 of 20,000 rows (25 %), 5,000 sealed anew, 1,240 a second, 12 seconds left`. */
export function progressText(progress: SweepProgress, ms: number): string {
  const { rows, resealed, total } = progress
  const rate = ms > 0 ? (rows / ms) * 1_000 : 0
  const known = total !== null && total >= rows && total > 0
  const left = known && rate > 0 ? ((total - rows) / rate) * 1_000 : null
  return [
    known
      ? `${number(rows)} of ${number(total)} rows (${Math.floor((rows / total) * 100)} %)`
      : `${number(rows)} rows`,
    ...(resealed > 0 ? [`${number(resealed)} sealed anew`] : []),
    `${number(Math.round(rate))} a second`,
    ...(left === null ? [] : [`${spanOf(left)} left`]),
  ].join(", ")
}

/** What a sweep found and did, for people. */
export function reportLines(report: SweepReport, paint: Paint): string[] {
  const { data, rows, active, applied, resealed } = report
  const anew = applied ? "sealed anew" : "to be sealed anew"
  const gone = "can't be opened, left as it is"
  const line = (count: number, what: string, then: Cell): Cell[] => [
    `  ${number(count)}`,
    what,
    then,
  ]
  const kinds: readonly (readonly [number, string, Cell])[] = [
    [report.current, `sealed by ${active}, which seals now`, ""],
    [report.older, "sealed by an older key", anew],
    [report.revoked, "sealed by a revoked key", { text: anew, paint: paint.yellow }],
    [report.plain, "never sealed", anew],
    [report.unknown, "sealed by a key that is not here", { text: gone, paint: paint.red }],
    [report.destroyed, "sealed by a key that is gone for good", { text: gone, paint: paint.red }],
    [report.forged, "forged or moved", { text: gone, paint: paint.red }],
    [report.malformed, "cut off or garbled", { text: gone, paint: paint.red }],
    [report.changed, "written by others meanwhile", "run it again"],
  ]
  const keys = Object.entries(report.keys).map(([kid, count]) => `${kid} ${number(count)}`)
  return [
    `${paint.bold(data)}  ${number(rows)} rows${applied ? `, ${number(resealed)} sealed anew` : ""}`,
    ...table(kinds.filter(([count]) => count > 0).map((kind) => line(...kind))),
    ...(keys.length > 0 ? [paint.dim(`  by key, as found: ${keys.join(", ")}`)] : []),
    ...exposedLines(report, paint),
    ...report.problems.map(({ key, status, kid }) => {
      const about = kid === null ? status : `${status}, key ${kid}`
      return `  ${paint.red("✗")} ${key}  ${about}`
    }),
  ]
}

function exposedLines({ revoked, exposed, applied }: SweepReport, paint: Paint): string[] {
  const count = exposed + (applied ? revoked : 0)
  if (count === 0) return []
  const text = `${number(count)} were once sealed by a key that was revoked, and are marked so: whoever has it may have read them`
  return [paint.yellow(`  ${text}`)]
}
