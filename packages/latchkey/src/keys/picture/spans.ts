import { html, type Html } from "../../web/html.ts"
import { round, type Scale } from "./scale.ts"
import { text, textWidth } from "./svg-text.ts"
import type { TimelineSpan, TimelineState } from "./timeline.ts"
import { STATE_WORDS } from "./words.ts"

/** States in which a key does something are bars, the others are lines. */
const LINES: ReadonlySet<TimelineState> = new Set(["retired", "revoked", "destroyed"])
const LABEL = 12
/** Narrower than this nothing can be seen. */
const LEAST = 3
/** Narrower than this there is no room for dashes. */
const NARROW = 12

interface Lane {
  readonly axis: Scale
  readonly height: number
  readonly now: number
  /** The prefix of ids in the document. */
  readonly id: string
  readonly expected: boolean
}

/** One span of a key's life: a bar or a line, and its name where there is room. */
export function drawSpan(span: TimelineSpan, lane: Lane): Html {
  const { axis, height } = lane
  const x = axis.x(span.from)
  const width = Math.max(LEAST, round(axis.x(span.to) - x - 1.5))
  // Of a key that is only expected, a moment of its life is nothing to look at.
  if (lane.expected && width < NARROW) return html``
  const shape = LINES.has(span.state)
    ? drawLine(span.state, { x, width, height })
    : html`<rect class="bar ${span.state}${lane.expected ? " expected" : width < NARROW ? " narrow" : ""}" x="${x}" y="0.75" width="${width}" height="${height - 1.5}" rx="${Math.min(5, width / 2)}"/>${grain(span.state, { x, width, height, id: lane.id })}`
  return html`<g>${shape}${drawLabel(span, lane, { x, width })}</g>`
}

interface Box {
  readonly x: number
  readonly width: number
  readonly height: number
}

/** What tells the state without its colour. */
function grain(state: TimelineState, { x, width, height, id }: Box & { id: string }): Html | null {
  if (state !== "overdue" && state !== "registered-only") return null
  return html`<rect x="${x}" y="0.75" width="${width}" height="${height - 1.5}" rx="${Math.min(5, width / 2)}" fill="url(#${id}-${state})"/>`
}

/** Only what was revoked needs to be seen for as long as it lasts. */
const TAIL = 14

function drawLine(state: TimelineState, { x, width, height }: Box): Html {
  const y = height / 2
  const end = round(x + (state === "revoked" ? width : Math.min(width, TAIL)))
  if (state !== "destroyed") {
    const line = html`<line class="line ${state}" x1="${x}" y1="${y}" x2="${end}" y2="${y}"/>`
    return state === "retired" ? line : html`${line}${cross(state, x, y)}`
  }
  return cross(state, x, y)
}

function cross(state: TimelineState, x: number, y: number): Html {
  const [left, right, top, bottom] = [x, round(x + 8), y - 4, y + 4]
  return html`<path class="cross ${state}" d="M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}"/>`
}

function drawLabel(
  { state, from, to }: TimelineSpan,
  { axis, height, now }: Lane,
  { x, width }: Omit<Box, "height">,
): Html | null {
  const word = STATE_WORDS[state]
  const isLine = LINES.has(state)
  const indent = state === "retired" ? TAIL + 5 : isLine ? 15 : 8
  const room = textWidth(word, LABEL) + indent + 6
  if (width < room) return null
  const line = axis.x(now)
  const crossed = from < now && now < to && line - x < room
  const at = { y: height / 2 + 4, class: `label ${isLine ? "halo " : ""}on-${state}` }
  if (!crossed) return text(word, { ...at, x: round(x + indent) })
  // The line of now does not run through the word.
  if (isLine && x > room) return text(word, { ...at, x: round(x - 6), anchor: "end" })
  const start = x + width - line >= room ? line + 2 : x
  return text(word, { ...at, x: round(start + indent) })
}
