import { html, type Html } from "../../web/html.ts"
import type { KeyringStatus } from "../managed/operations.ts"
import { drawInstances } from "./instances.ts"
import { drawLanes } from "./lanes.ts"
import { drawLegend } from "./legend.ts"
import { drawStyle } from "./style.ts"
import { type Block, move, shown, text, textWidth } from "./svg-text.ts"
import { type Timeline, timelineOf } from "./timeline.ts"
import { description, nextLines, nextSentence, timeOf } from "./words.ts"

export interface PictureOptions {
  /** Pixels, 320 to 2400; below 640 it is laid out for a phone. It scales with what it stands in. Default 960. */
  readonly width?: number
  /** The id of the element, and what other ids begin with; two pictures on a page need two. Default `keyring`. */
  readonly id?: string
  /** For the style sheet, where the page has a Content-Security-Policy with `style-src 'nonce-…'`. */
  readonly nonce?: string
}

const NARROW = 640

/**
 * A ring as a picture: each key over time, its share of the traffic, the instances and the revision they hold, and what
 * happens next. An SVG element that needs nothing else: light and dark, no script, no fonts from elsewhere, and nothing
 * that only a colour tells. What is in it is described in words too, for those who don't see it. Holds nothing secret.
 *
 * @returns the element; save it as a file, or put it into a page
 * @throws TypeError where `id` can't be one: letters, digits, `-` and `_`, beginning with a letter
 * @example
 * ```ts
 * const markup = ringPicture(await ring.status())
 * ```
 */
export function ringPicture(status: KeyringStatus, options: PictureOptions = {}): string {
  const { id = "keyring", nonce } = options
  if (!/^[A-Za-z][\w-]*$/.test(id)) throw new TypeError("`id` takes letters, digits, - and _.")
  const width = Math.min(2400, Math.max(320, Math.round(options.width ?? 960)))
  const narrow = width < NARROW
  const pad = narrow ? 18 : 32
  const inner = width - 2 * pad
  const timeline = timelineOf(status)
  const blocks = [
    drawHead(status, inner),
    drawNext(timeline, inner),
    drawLanes(status, timeline, { width: inner, narrow, id }),
    drawLegend(timeline, { width: inner, id }),
    drawInstances(status, inner),
  ]
  const { height, markup } = stack(blocks, { pad, gap: narrow ? 20 : 26 })
  return html`<svg xmlns="http://www.w3.org/2000/svg" id="${id}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-description"><title id="${id}-title">Keys of ring ${shown(status.ring)}</title><desc id="${id}-description">${shown(description(status, timeline), 4000)}</desc>${drawStyle(id, nonce)}<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="14"/>${markup}</svg>`.toString()
}

function stack(blocks: readonly Block[], { pad, gap }: { pad: number; gap: number }): Block {
  let y = pad
  const placed = blocks.map((block) => {
    const here = y
    y += block.height + gap
    return move(pad, here, block.markup)
  })
  return { height: Math.ceil(y - gap + pad), markup: html`${placed}` }
}

function drawHead({ ring, rev, at, now }: KeyringStatus, width: number): Block {
  const changed = `Revision ${rev}, written ${timeOf(at)}`
  const drawn = `drawn ${timeOf(now)}`
  const title = text(`Ring ${shown(ring, 24)}`, { x: 0, y: 18, class: "title" })
  const fits = textWidth(changed + drawn, 13) + 20 < width
  const lines: Html = fits
    ? html`${text(changed, { x: 0, y: 42, class: "soft" })}${text(drawn, { x: width, y: 42, anchor: "end", class: "soft" })}`
    : html`${text(changed, { x: 0, y: 42, class: "soft" })}${text(drawn, { x: 0, y: 61, class: "soft" })}`
  return { height: fits ? 46 : 65, markup: html`${title}${lines}` }
}

/** What happens next by itself, and when that is. */
function drawNext(timeline: Timeline, width: number): Block {
  const sentence = nextSentence(timeline)
  const when = timeline.next ? timeOf(timeline.next.at) : ""
  const fits = textWidth(sentence, 15) + textWidth(when, 13) + 80 < width
  const height = fits ? 44 : 62
  const [first, second] = fits ? [sentence, when] : nextLines(timeline)
  const time = fits
    ? text(second, { x: width - 16, y: 27, anchor: "end", class: "soft" })
    : text(second, { x: 38, y: 47, class: "soft small" })
  return {
    height,
    markup: html`<rect class="next" width="${width}" height="${height}" rx="10"/><path class="next-mark" d="M16 15.5L26 22L16 28.5Z"/>${text(first, { x: 38, y: 27, class: "next-text" })}${time}`,
  }
}
