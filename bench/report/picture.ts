import { digits } from "./digits.ts"
import { nameOf } from "./names.ts"
import { type Result, valueOf } from "./section.ts"

interface Bar {
  readonly contender: string
  readonly name: string
  readonly value: number
  readonly label: string
  /** Part of the width. */
  readonly length: number
}

const WIDTH = 840
const LEFT = 200
const SPACE = WIDTH - LEFT - 110
const BAR = 16
const STEP = 25

const order = [
  "floor-gcm",
  "floor-wire",
  "latchkey-own",
  "latchkey-door",
  "next-auth-4",
  "iron-session",
  "better-auth-jwt",
  "better-auth-compact",
  "better-auth-jwe",
  "auth-core",
]

const style = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 }
  .small { font-size: 12px; fill: #59636e }
  .page { fill: #ffffff }
  .line { stroke: #d1d9e0 }
  .floor { fill: #afb8c1 }
  .own { fill: #0969da }
  .peer { fill: #d4a27f }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .page { fill: #0d1117 }
    .line { stroke: #3d444d }
    .floor { fill: #656c76 }
    .own { fill: #4493f8 }
    .peer { fill: #a5714c }
  }`

/** What a check leaves of a server, and what it costs: ours, by hand, and the others. No scripts, light and dark. */
export function picture(result: Result): string {
  const kept = barsOf(result, "server", "share of CPU", (value) => value / 100, "%")
  const cost = barsOf(result, "check-small", "x floor-gcm", logarithmic, "×")
  const first = panel(
    "Requests per second that a node:http server keeps",
    "with the documented session check, of one that checks nothing",
    kept,
    24,
  )
  const second = panel(
    "CPU of a session check",
    "times AES-256-GCM by hand; the scale is logarithmic",
    cost,
    first.end + 34,
  )
  const height = second.end + 40
  const about = `Node ${String(result.machine["node"]).slice(1)}, one core, ${result.at.slice(0, 10)}. Grey: the least that can be written by hand.`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="What a session check costs: Latchkey, floors written by hand, and other libraries">
<style>${style}
</style>
<rect class="page" width="${WIDTH}" height="${height}" rx="8"/>
${first.text}
${second.text}
<text class="small" x="20" y="${height - 14}">${escaped(about)}</text>
</svg>
`
}

/** One is the left edge, a hundred and fifty the right one. */
function logarithmic(ratio: number): number {
  return Math.min(1, (Math.log(ratio) + 0.15) / (Math.log(150) + 0.15))
}

function barsOf(
  result: Result,
  section: string,
  column: string,
  scale: (value: number) => number,
  unit: string,
): Bar[] {
  return order.flatMap((contender) => {
    const value = valueOf(result, section, contender, column)
    if (value === undefined) return []
    const label = unit === "%" ? `${digits(value)} %` : `${digits(value)}×`
    const length = Math.max(0.004, Math.min(1, scale(value)))
    return [{ contender, name: nameOf(contender), value, label, length }]
  })
}

function panel(title: string, note: string, bars: readonly Bar[], top: number) {
  const start = top + 40
  const end = start + bars.length * STEP
  const rows = bars.map(({ contender, name, label, length }, n) => {
    const y = start + n * STEP
    const width = (length * SPACE).toFixed(1)
    const middle = y + BAR - 4
    return `<text x="${LEFT - 10}" y="${middle}" text-anchor="end">${escaped(name)}</text>
<rect class="${kindOf(contender)}" x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="2"/>
<text x="${(LEFT + Number(width) + 8).toFixed(1)}" y="${middle}">${label}</text>`
  })
  const text = `<text class="title" x="20" y="${top + 6}">${escaped(title)}</text>
<text class="small" x="20" y="${top + 24}">${escaped(note)}</text>
<line class="line" x1="${LEFT}" x2="${LEFT}" y1="${start - 4}" y2="${end - 4}"/>
${rows.join("\n")}`
  return { text, end }
}

function kindOf(contender: string): string {
  if (contender.startsWith("floor-")) return "floor"
  return contender.startsWith("latchkey-") ? "own" : "peer"
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
