import type { InstanceRow } from "../../contracts/keys.ts"
import { html, type Html } from "../../web/html.ts"
import type { KeyringStatus } from "../managed/operations.ts"
import { type Block, move, shown, text } from "./svg-text.ts"

/** More than these are drawn as squares, and only those that are behind are named. */
const MANY = 12
const NAMED = 6
const CARD = { height: 46, gap: 10, least: 200 }
const SQUARE = 22
const HEAD = 34

/** The instances that live, and the revision that each holds. */
export function drawInstances(status: KeyringStatus, width: number): Block {
  const { instances, behind } = status
  const head = html`${text("Instances", { x: 0, y: 16, class: "heading" })}${text(summary(status), { x: width, y: 16, anchor: "end", class: "soft" })}`
  if (instances.length === 0) return { height: 22, markup: head }
  const late = new Set(behind)
  const rows = instances.toSorted(
    (a, b) => Number(late.has(b.instance)) - Number(late.has(a.instance)) || compare(a, b),
  )
  const body = rows.length > MANY ? squares(rows, late, width) : cards(rows, late, width)
  return { height: HEAD + body.height, markup: html`${head}${move(0, HEAD, body.markup)}` }
}

function compare(a: InstanceRow, b: InstanceRow): number {
  return a.instance < b.instance ? -1 : 1
}

function summary({ instances, behind, rev }: KeyringStatus): string {
  if (instances.length === 0) return "none is known to live"
  const all = `${instances.length} live`
  if (behind.length > 0) return `${all}, ${behind.length} behind revision ${rev}`
  return `${all}, ${instances.length === 1 ? "" : "all "}at revision ${rev}`
}

function cards(rows: readonly InstanceRow[], late: ReadonlySet<string>, width: number): Block {
  const { height, gap, least } = CARD
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)))
  const each = (width - gap * (columns - 1)) / columns
  const length = Math.floor((each - 48) / 8.2)
  const markup = html`${rows.map((row, index) => {
    const isLate = late.has(row.instance)
    const x = (index % columns) * (each + gap)
    const y = Math.floor(index / columns) * (height + gap)
    const words = `revision ${row.rev}${isLate ? ", behind" : ""}`
    return move(
      x,
      y,
      html`<rect class="card${isLate ? " late" : ""}" width="${each}" height="${height}" rx="9"/>${move(12, 14, mark(isLate))}${text(shown(row.instance, length), { x: 38, y: 20, class: "mono" })}${text(words, { x: 38, y: 36, class: `small ${isLate ? "bad" : "soft"}` })}`,
    )
  })}`
  return { height: Math.ceil(rows.length / columns) * (height + gap) - gap, markup }
}

function squares(rows: readonly InstanceRow[], late: ReadonlySet<string>, width: number): Block {
  const columns = Math.max(1, Math.floor(width / (SQUARE + 4)))
  const lines = Math.ceil(rows.length / columns)
  const each = rows.map((row, index) => {
    const x = (index % columns) * (SQUARE + 4)
    const y = Math.floor(index / columns) * (SQUARE + 4)
    const isLate = late.has(row.instance)
    return move(
      x,
      y,
      html`<title>${shown(row.instance)}, revision ${row.rev}</title><rect class="card${isLate ? " late" : ""}" width="${SQUARE}" height="${SQUARE}" rx="5"/>${move(2, 2, mark(isLate))}`,
    )
  })
  const named = rows.filter(({ instance }) => late.has(instance))
  const top = lines * (SQUARE + 4) + 18
  const names = named.slice(0, NAMED).map(({ instance, rev }, index) =>
    text(`${shown(instance, Math.floor(width / 9) - 14)}, revision ${rev}`, {
      x: 0,
      y: top + index * 20,
      class: "bad",
    }),
  )
  const more = named.length - names.length
  const rest =
    more > 0 ? text(`and ${more} more`, { x: 0, y: top + names.length * 20, class: "soft" }) : null
  const count = names.length + (rest ? 1 : 0)
  return {
    height: lines * (SQUARE + 4) + count * 20 + (count > 0 ? 4 : 0),
    markup: html`${each}${names}${rest}`,
  }
}

/** A tick, or a triangle: told apart by shape. */
function mark(isLate: boolean): Html {
  return isLate
    ? html`<path class="mark late" d="M9 2.5L16 15H2Z"/><path class="mark-text" d="M9 7v4M9 12.8v.4"/>`
    : html`<path class="mark" d="M3.5 9.5L7.5 13.5L14.5 5"/>`
}
