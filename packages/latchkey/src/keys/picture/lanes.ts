import { html, type Html } from "../../web/html.ts"
import type { KeyringStatus } from "../managed/operations.ts"
import { round, scale, type Scale, ticks } from "./scale.ts"
import { drawSpan } from "./spans.ts"
import { type Block, move, shown, text } from "./svg-text.ts"
import { EXPECTED_KEY, type Timeline, type TimelineRow } from "./timeline.ts"
import { percent, STATE_WORDS } from "./words.ts"

/** How a row is laid out: beside its name, or below it. Pixels. */
interface Layout {
  readonly width: number
  readonly narrow: boolean
  /** Where the lane begins. */
  readonly left: number
  readonly lane: number
  readonly row: number
  readonly bar: number
  /** Where the bar lies within the row. */
  readonly top: number
}

/** A part of the height that the lanes take. */
interface Band {
  readonly y: number
  readonly height: number
}

const AXIS = 34
const MANY = 10
const SHARE = 104

/** The keys over time: an axis, a lane for each key, and the line of now. */
export function drawLanes(
  status: KeyringStatus,
  timeline: Timeline,
  { width, narrow, id }: { width: number; narrow: boolean; id: string },
): Block {
  const shares = status.keys.some(({ share }) => share !== null)
  const at = layout(timeline.rows.length, { width, narrow, shares })
  const axis = scale(timeline.from, timeline.to, at.lane)
  const bands = bandsOf(at, timeline.rows.length)
  const now = axis.x(timeline.now)
  const rows = timeline.rows.map((row, index) => {
    const share = status.keys.find((key) => key.id === row.id)?.share ?? null
    const spans = drawSpans(row, { axis, at, now: timeline.now, id })
    const name = drawName(row, { status, at, share })
    const part = narrow ? null : drawShare(share, at)
    return move(0, AXIS + index * at.row, html`${name}${move(at.left, at.top, spans)}${part}`)
  })
  const title =
    shares && !narrow
      ? text("share of traffic", { x: width, y: 16, anchor: "end", class: "soft small" })
      : null
  const below = move(at.left, 0, html`${drawPast(now, bands)}${drawAxis(axis, now, bands)}`)
  return {
    height: AXIS + timeline.rows.length * at.row + 4,
    markup: html`${below}${title}${rows}${move(at.left, 0, drawNow(now, bands))}`,
  }
}

function layout(
  rows: number,
  { width, narrow, shares }: { width: number; narrow: boolean; shares: boolean },
): Layout {
  if (narrow) return { width, narrow, left: 0, lane: width, row: 56, bar: 20, top: 25 }
  const left = 138
  const lane = width - left - (shares ? SHARE + 24 : 0)
  const many = rows > MANY
  const [row, bar] = many ? [34, 20] : [48, 24]
  return { width, narrow, left, lane, row, bar, top: (row - bar) / 2 }
}

/** All lanes together, or each by itself below its name. */
function bandsOf(at: Layout, rows: number): Band[] {
  if (!at.narrow) return [{ y: AXIS - 6, height: rows * at.row + 6 }]
  return Array.from({ length: rows }, (_, index) => ({
    y: AXIS + index * at.row + at.top - 3,
    height: at.bar + 6,
  }))
}

function drawPast(now: number, bands: readonly Band[]): Html {
  return html`${bands.map(
    ({ y, height }) => html`<rect class="past" x="0" y="${y}" width="${now}" height="${height}"/>`,
  )}`
}

function drawAxis(axis: Scale, now: number, bands: readonly Band[]): Html {
  return html`${ticks(axis).map(({ x, label }) => {
    const anchor = x < 20 ? "start" : x > axis.width - 24 ? "end" : "middle"
    // The word "now" stands there.
    const hidden = Math.abs(x - now) < 46
    const words = hidden ? null : text(label, { x, y: 16, anchor, class: "soft small" })
    return html`${upright("grid", x, bands)}${words}`
  })}`
}

function drawNow(x: number, bands: readonly Band[]): Html {
  const [first] = bands
  const whole = bands.length === 1 ? [{ y: 20, height: first!.y + first!.height - 20 }] : bands
  return html`<g class="now">${upright("line-now", x, whole)}<rect x="${round(x - 18)}" y="3" width="36" height="18" rx="9"/><text x="${x}" y="16" text-anchor="middle">now</text></g>`
}

function upright(name: string, x: number, bands: readonly Band[]): Html {
  const path = bands.map(({ y, height }) => `M${x} ${y}v${height}`).join("")
  return html`<path class="${name}" d="${path}"/>`
}

function drawSpans(
  row: TimelineRow,
  { axis, at, now, id }: { axis: Scale; at: Layout; now: number; id: string },
): Html {
  const lane = { axis, height: at.bar, now, id, expected: row.id === EXPECTED_KEY }
  return html`${row.spans.map((span) => drawSpan(span, lane))}`
}

function drawName(
  row: TimelineRow,
  { status, at, share }: { status: KeyringStatus; at: Layout; share: number | null },
): Html {
  const expected = row.id === EXPECTED_KEY
  const now = row.spans.find(({ from, to }) => from <= status.now && status.now < to)
  const word = expected ? "expected" : now ? STATE_WORDS[now.state] : ""
  const words = row.imported ? `${word}, imported` : word
  const name = expected ? "the next key" : shown(row.id, 12)
  const style = `name${expected ? " soft" : " mono"}${row.id === status.active ? " active" : ""}`
  const soft = { class: "soft small" }
  if (at.narrow) {
    const part = share === null ? words : `${words}, ${percent(share)} of traffic`
    return html`${text(name, { x: 0, y: 15, class: style })}${text(part, { x: at.width, y: 15, anchor: "end", ...soft })}`
  }
  if (at.row < 40) return text(name, { x: 0, y: at.row / 2 + 5, class: style })
  return html`${text(name, { x: 0, y: 21, class: style })}${text(words, { x: 0, y: 38, ...soft })}`
}

/** The part of the traffic that a key has: a bar, and the number. */
function drawShare(share: number | null, { width, row }: Layout): Html | null {
  if (share === null) return null
  const [x, y] = [width - SHARE, row / 2]
  const track = SHARE - 46
  const filled = share > 0 ? Math.max(2, round(share * track)) : 0
  const number = text(percent(share), { x: width, y: y + 4, anchor: "end", class: "number" })
  return html`<rect class="track" x="${x}" y="${y - 4}" width="${track}" height="8" rx="4"/><rect class="share" x="${x}" y="${y - 4}" width="${filled}" height="8" rx="${Math.min(4, filled / 2)}"/>${number}`
}
