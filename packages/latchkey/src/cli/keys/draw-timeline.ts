import {
  EXPECTED_KEY,
  type Timeline,
  type TimelineRow,
  type TimelineState,
} from "../../keys/picture/timeline.ts"
import type { Paint, Terminal } from "../terminal.ts"
import { isoMinute } from "./times.ts"

interface Look {
  readonly unicode: string
  readonly ascii: string
  readonly paint: keyof Paint
  /** In the legend. */
  readonly words: string
}

const LOOKS: Readonly<Record<TimelineState, Look>> = {
  published: { unicode: "┄", ascii: ".", paint: "cyan", words: "published" },
  active: { unicode: "━", ascii: "=", paint: "green", words: "seals" },
  overdue: { unicode: "━", ascii: "!", paint: "red", words: "seals past its time" },
  "verify-only": { unicode: "─", ascii: "-", paint: "yellow", words: "only opens" },
  "registered-only": { unicode: "╌", ascii: "~", paint: "red", words: "revoked, registered only" },
  "data-only": { unicode: "╌", ascii: "~", paint: "red", words: "revoked, opens stored data" },
  retired: { unicode: " ", ascii: " ", paint: "dim", words: "" },
  revoked: { unicode: "×", ascii: "x", paint: "red", words: "revoked" },
  destroyed: { unicode: " ", ascii: " ", paint: "dim", words: "" },
}

const GUTTER = 2
const MOST = 120
const LEAST = 24

/** The keys of a ring over time, as lines that fit the terminal. */
export function drawTimeline(
  timeline: Timeline,
  { width, unicode, paint }: Pick<Terminal, "width" | "unicode" | "paint">,
): string[] {
  const { from, to, now, rows } = timeline
  const label = Math.max(...rows.map(({ id }) => id.length), 0)
  const columns = Math.max(LEAST, Math.min(width, MOST) - label - 2 * GUTTER)
  const columnOf = (time: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor(((time - from) / (to - from)) * columns)))
  const here = columnOf(now)
  const indent = " ".repeat(GUTTER + label + GUTTER)
  const lines = rows.map((row) => {
    const cells = cellsOf(row, columns, columnOf)
    const drawn = painted(cells, here, { unicode, paint })
    const name = row.id.padEnd(label)
    const padded = row.id === EXPECTED_KEY ? paint.dim(name) : name
    return `${" ".repeat(GUTTER)}${padded}${" ".repeat(GUTTER)}${drawn}`
  })
  return [
    `${indent}${paint.dim(scale(timeline, columns, here))}`,
    ...lines,
    `${" ".repeat(GUTTER)}${legend(rows, unicode, paint)}`,
  ]
}

/** One row: what is alike is painted at once. */
function painted(
  cells: readonly (TimelineState | null)[],
  here: number,
  { unicode, paint }: Pick<Terminal, "unicode" | "paint">,
): string {
  const runs: { text: string; color: keyof Paint | null }[] = []
  for (const [at, state] of cells.entries()) {
    const look = state === null ? null : LOOKS[state]
    const color = at === here ? "bold" : (look?.paint ?? null)
    const mark = unicode ? "│" : "|"
    const text = at === here ? mark : look ? look[unicode ? "unicode" : "ascii"] : " "
    const last = runs.at(-1)
    if (last && last.color === color) last.text += text
    else runs.push({ text, color })
  }
  while (runs.at(-1)?.text.trim() === "") runs.pop()
  return runs.map(({ text, color }) => (color === null ? text : paint[color](text))).join("")
}

/** What each column shows: the state at its beginning, but no span so short that it is not seen. */
function cellsOf(
  { spans }: TimelineRow,
  columns: number,
  columnOf: (time: number) => number,
): (TimelineState | null)[] {
  const cells = Array.from<TimelineState | null>({ length: columns }).fill(null)
  for (const { state, from, to } of spans) {
    const first = columnOf(from)
    const last = Math.max(first, columnOf(to) - 1)
    for (let at = first; at <= last; at += 1) cells[at] = state
  }
  const end = spans.at(-1)
  // The last column belongs to what lasts until the end.
  if (end && columnOf(end.to) === columns - 1) cells[columns - 1] = end.state
  return cells
}

/** The dates of both ends, and `now` between them where there is room. */
function scale({ from, to }: Timeline, columns: number, here: number): string {
  const short = to - from < 3 * 86_400_000
  const name = (time: number): string =>
    short ? isoMinute(time).slice(5, 16).replace("T", " ") : isoMinute(time).slice(0, 10)
  const cells = Array.from<string>({ length: columns }).fill(" ")
  const put = (text: string, at: number): void => {
    const start = Math.max(0, Math.min(columns - text.length, at))
    const around = cells.slice(Math.max(0, start - 1), start + text.length + 1)
    if (around.some((cell) => cell !== " ")) return
    for (const [index, letter] of [...text].entries()) cells[start + index] = letter
  }
  put("now", here - 1)
  put(name(from), 0)
  put(name(to), columns)
  return cells.join("").trimEnd()
}

function legend(rows: readonly TimelineRow[], unicode: boolean, paint: Paint): string {
  const used = new Set(rows.flatMap(({ spans }) => spans.map(({ state }) => state)))
  return (Object.keys(LOOKS) as TimelineState[])
    .filter((state) => used.has(state) && LOOKS[state].words !== "")
    .map((state) => {
      const look = LOOKS[state]
      return `${paint[look.paint](unicode ? look.unicode : look.ascii)} ${look.words}`
    })
    .join("   ")
}
