import { html } from "../../web/html.ts"
import { scale } from "./scale.ts"
import { drawSpan } from "./spans.ts"
import { type Block, move, text, textWidth } from "./svg-text.ts"
import { EXPECTED_KEY, type Timeline, type TimelineState } from "./timeline.ts"
import { STATE_MEANINGS, STATE_WORDS } from "./words.ts"

const SWATCH = 26
const LINE = 22
const ORDER = Object.keys(STATE_WORDS) as TimelineState[]

/** What the bars and lines mean: those that are there. */
export function drawLegend(
  timeline: Timeline,
  { width, id }: { width: number; id: string },
): Block {
  const used = new Set(
    timeline.rows
      .filter((row) => row.id !== EXPECTED_KEY)
      .flatMap(({ spans }) => spans.map(({ state }) => state)),
  )
  const entries = ORDER.filter((state) => used.has(state)).map((state) => ({
    state,
    words: `${STATE_WORDS[state]}: ${STATE_MEANINGS[state]}`,
  }))
  const columns = width < 560 ? 1 : 2
  const rows = Math.ceil(entries.length / columns)
  const axis = scale(0, SWATCH, SWATCH)
  const lane = { axis, height: 12, now: -1, id, expected: false }
  const cell = width / columns
  const markup = html`${entries.map(({ state, words }, index) => {
    const length = textWidth(words, 12) > cell - SWATCH ? STATE_WORDS[state] : words
    return move(
      Math.floor(index / rows) * cell,
      (index % rows) * LINE,
      html`${move(0, 2, drawSpan({ state, from: 0, to: SWATCH }, lane))}${text(length, { x: SWATCH + 10, y: 12, class: "soft small" })}`,
    )
  })}`
  return { height: rows * LINE - 6, markup }
}
