import { parseUrl } from "./host.ts"

const number = String.raw`[+-]?(?:\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})(?:%|deg|rad|grad|turn)?`
const separator = String.raw`(?: *[,/] *| +)`
/** CSS Color 4 §4.2: a name, a hex colour, or a colour function of three or four plain numbers. */
const color = new RegExp(
  `^(?:[a-z]{3,24}|#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})` +
    `|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\\( *${number}(?:${separator}${number}){2,3} *\\))$`,
  "i",
)

/**
 * The colour if it is nothing but one; else undefined. What passes can't leave the declaration it stands in (HI-3).
 */
export function safeColor(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 128) return undefined
  const text = value.trim()
  return color.test(text) ? text : undefined
}

/** Long enough for an inlined logo. In characters. */
const MAX_DATA = 262_144
const dataImage =
  /^data:image\/(?:svg\+xml|png|jpe?g|gif|webp|avif|x-icon);base64,[A-Za-z0-9+/]+={0,2}$/i

/**
 * The address if an `<img>` may show it: https, a path of our own origin, or an image inlined in base64 (in which
 * browsers run no script); else undefined.
 */
export function safeImageUrl(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined
  if (/^data:/i.test(value))
    return value.length <= MAX_DATA && dataImage.test(value) ? value : undefined
  if (value.length > 2048 || /[^!-~\u0080-\uffff]|["'<>\\]/.test(value)) return undefined
  if (value.startsWith("/")) return ownPath(value)
  if (!/^https:\/\/[^/]/i.test(value)) return undefined
  const url = parseUrl(value)
  return url && url.username === "" && url.password === "" ? url.href : undefined
}

/** Appended to an origin, so that it can't name another host; the dots may not leave `//` behind. */
function ownPath(path: string): string | undefined {
  const url = path.startsWith("//") ? undefined : parseUrl(`https://host.invalid${path}`)
  if (!url || url.pathname.startsWith("//")) return undefined
  return url.pathname + url.search + url.hash
}
