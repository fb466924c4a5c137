import { html, type Html, unsafeHtml } from "../../web/html.ts"

type Colors = Readonly<Record<string, string>>

const light: Colors = {
  paper: "#fffdf9",
  ink: "#24201a",
  soft: "#655d50",
  line: "#e4ddd0",
  brass: "#8a6216",
  "on-brass": "#fffdf9",
  pale: "#ecdcb8",
  wash: "#f8f2e4",
  good: "#2c6a45",
  bad: "#98301f",
  "on-bad": "#fffdf9",
  "bad-wash": "#fbe9e5",
}

const dark: Colors = {
  paper: "#211e1a",
  ink: "#ece7de",
  soft: "#b3aa9a",
  line: "#3b352c",
  brass: "#e3b968",
  "on-brass": "#221a0a",
  pale: "#57472a",
  wash: "#292419",
  good: "#8fd0a6",
  bad: "#f0a495",
  "on-bad": "#2d120c",
  "bad-wash": "#3a201b",
}

function variables(colors: Colors): string {
  return Object.entries(colors)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";")
}

const SANS = `system-ui,-apple-system,"Segoe UI",sans-serif`
const MONO = `ui-monospace,"SF Mono",Menlo,Consolas,monospace`

/** Rules that hold within one picture: its id goes before each. */
const rules: readonly (readonly [string, string])[] = [
  [
    "",
    `font-family:${SANS};font-size:13px;font-variant-numeric:tabular-nums;max-width:100%;height:auto`,
  ],
  ["text", "fill:var(--ink)"],
  [".soft", "fill:var(--soft)"],
  [".bad", "fill:var(--bad);font-weight:550"],
  [".small", "font-size:12px"],
  [".title", "font-size:21px;font-weight:650;letter-spacing:-.01em"],
  [".heading", "font-size:15px;font-weight:650"],
  [".mono", `font-family:${MONO};font-size:13px`],
  [".name.active", "font-weight:700"],
  [".number", "font-size:12px"],
  [".paper", "fill:var(--paper);stroke:var(--line)"],
  [".next", "fill:var(--wash)"],
  [".next-mark", "fill:var(--brass)"],
  [".next-text", "font-size:14px;font-weight:550"],
  [".rule", "stroke:var(--line)"],
  [".past", "fill:var(--wash)"],
  [".grid", "stroke:var(--line);fill:none"],
  [".line-now", "stroke:var(--ink);stroke-width:1.5"],
  [".now rect", "fill:var(--ink)"],
  [".now text", "fill:var(--paper);font-size:11.5px;font-weight:600"],
  [".label", "font-size:12px;font-weight:550"],
  [".halo", "paint-order:stroke;stroke:var(--paper);stroke-width:5px;stroke-linejoin:round"],
  [".bar.active", "fill:var(--brass)"],
  [".on-active", "fill:var(--on-brass)"],
  [".bar.published", "fill:var(--paper);stroke:var(--brass);stroke-width:1.5;stroke-dasharray:4 3"],
  [".bar.narrow", "stroke-dasharray:none"],
  [".on-published", "fill:var(--brass)"],
  [".bar.verify-only", "fill:var(--pale)"],
  [".bar.overdue", "fill:var(--bad)"],
  [".on-overdue", "fill:var(--on-bad)"],
  [".bar.registered-only", "fill:var(--bad-wash);stroke:var(--bad)"],
  [".bar.data-only", "fill:none;stroke:var(--bad);stroke-dasharray:3 3"],
  [".on-registered-only", "fill:var(--bad)"],
  [
    ".bar.expected",
    "fill:var(--paper);stroke:var(--soft);stroke-dasharray:1.5 3.5;stroke-linecap:round",
  ],
  [".bar.expected~.label", "fill:var(--soft)"],
  [".line", "stroke:var(--soft);stroke-width:1.5;stroke-dasharray:2 4"],
  [".line.revoked", "stroke:var(--bad);stroke-dasharray:none"],
  [".cross", "fill:none;stroke:var(--soft);stroke-width:2;stroke-linecap:round"],
  [".cross.revoked", "stroke:var(--bad)"],
  [".on-revoked", "fill:var(--bad)"],
  [".on-retired,.on-destroyed", "fill:var(--soft)"],
  [".hatch", "stroke:var(--on-bad);stroke-opacity:.35;stroke-width:3"],
  [".dots", "fill:var(--bad);fill-opacity:.35"],
  [".track", "fill:var(--line)"],
  [".share", "fill:var(--brass)"],
  [".card", "fill:none;stroke:var(--line)"],
  [".card.late", "fill:var(--bad-wash);stroke:var(--bad)"],
  [
    ".mark",
    "fill:none;stroke:var(--good);stroke-width:2;stroke-linecap:round;stroke-linejoin:round",
  ],
  [".mark.late", "fill:var(--bad);stroke:var(--bad)"],
  [".mark-text", "fill:none;stroke:var(--on-bad);stroke-width:1.8;stroke-linecap:round"],
]

/** The picture's own style sheet, and patterns that tell states apart without colour. `id` is checked by the caller. */
export function drawStyle(id: string, nonce: string | undefined): Html {
  const scoped = rules.map(([selector, body]) => {
    const names = selector.split(",").map((one) => `#${id} ${one}`.trim())
    return `${names.join(",")}{${body}}`
  })
  const sheet = `#${id}{${variables(light)};color-scheme:light dark}@media (prefers-color-scheme:dark){#${id}{${variables(dark)}}}${scoped.join("")}`
  return html`<style${nonce ? html` nonce="${nonce}"` : null}>${unsafeHtml(sheet)}</style><defs><pattern id="${id}-overdue" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V9"/></pattern><pattern id="${id}-registered-only" width="6" height="6" patternUnits="userSpaceOnUse"><circle class="dots" cx="2" cy="2" r="1.1"/></pattern></defs>`
}
