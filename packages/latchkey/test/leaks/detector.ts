/** A value that must be seen nowhere. */
export interface Canary {
  readonly name: string
  readonly value: string
}

/** Where a value may be seen, and why that is no leak. */
export interface Allowed {
  readonly canary: string
  readonly channel: RegExp
  readonly why: string
}

export interface Leak {
  readonly canary: string
  readonly channel: string
  /** How it was written there. */
  readonly encoding: string
}

interface Needle {
  readonly canary: string
  readonly encoding: string
  readonly text: string
}

type Found = Omit<Leak, "channel">

/** Characters of a piece of a value that count as the value: parsers quote pieces of what they can't read. */
const PIECE = 14
/** Characters by which a needle is looked up: a text is gone through once, however many needles there are. */
const HEAD = 11
/** Longer texts come once. */
const MEMO = 100_000
/** Encodings whose letters may be of either case. */
const ANY_CASE: ReadonlySet<string> = new Set(["hex", "percent", "unicode"])

/** Each way of writing a value down. */
export const encodings: Readonly<Record<string, (value: string) => string[]>> = {
  utf8: (value) => pieces(value),
  base64: (value) => forms(value).flatMap(base64),
  base64url: (value) => forms(value).flatMap(base64).map(urlSafe),
  hex: (value) => [Buffer.from(value).toString("hex")],
  percent: (value) => [
    [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
    encodeURIComponent(value),
    new URLSearchParams({ "": value }).toString().slice(1),
  ],
  unicode: (value) => [
    [...value].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(value).slice(1, -1).replaceAll("/", "\\/"),
  ],
  "base64 of base64": (value) => [value, Buffer.from(value).toString("base64")].flatMap(twice),
}

/** As it is, in JSON, in a URL, and as for HTTP Basic (RFC 6749 §2.3.1), where each sign is escaped. */
function forms(value: string): string[] {
  const basic = encodeURIComponent(value).replaceAll(
    /[-_.!~*'()]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return [...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), basic])]
}

function twice(value: string): string[] {
  return base64(value).flatMap((once) => [...base64(once), ...base64(once).map(urlSafe)])
}

/** The value within longer text in base64: it may begin at any of three places, and its edges mix with what is beside. */
function base64(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "")
    const mixed = (bytes.length + offset) % 3 === 0 ? 0 : 1
    return text.slice(offset === 0 ? 0 : offset + 1, text.length - mixed)
  })
}

function urlSafe(text: string): string {
  return text.replaceAll("+", "-").replaceAll("/", "_")
}

function pieces(value: string): string[] {
  if (value.length <= PIECE) return [value]
  return Array.from({ length: value.length - PIECE + 1 }, (_, at) => value.slice(at, at + PIECE))
}

/** Text that escapes were taken out of, each way; where some characters only are escaped, that is what finds the value. */
function readings(text: string): string[] {
  const unpercented = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
  )
  const unescaped = text
    .replace(/\\u\{?([0-9a-f]{2,6})\}?|\\x([0-9a-f]{2})/gi, (_, long?: string, short?: string) =>
      String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(long ?? short!, 16))),
    )
    .replace(/\\(["'\\/])/g, "$1")
  const unmarked = text
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, code: string) => point(Number.parseInt(code, 16)))
    .replace(/&#(\d{1,7});/g, (_, code: string) => point(Number(code)))
    .replaceAll("&amp;", "&")
  // What is written with two bytes for a character, as V8 does for some strings.
  const wide = text.replaceAll("\0", "")
  return [...new Set([text, unpercented, unescaped, unmarked, wide])]
}

function point(code: number): string {
  return String.fromCodePoint(Math.min(0x10ffff, code))
}

/** Looks for canaries in whatever comes out anywhere, in every encoding. */
export class Detector {
  /** By their first characters; those of any case apart. */
  readonly #exact = new Map<string, Needle[]>()
  readonly #anyCase = new Map<string, Needle[]>()
  /** What was found in a text: the same one comes by many ways. */
  readonly #known = new Map<string, Found[]>()
  readonly #allowed: readonly Allowed[]
  readonly leaks: Leak[] = []
  /** How many texts each channel has given. */
  readonly searched = new Map<string, number>()
  /** Allowances that something made use of. */
  readonly used = new Set<Allowed>()

  constructor(canaries: readonly Canary[] = [], allowed: readonly Allowed[] = []) {
    this.#allowed = allowed
    for (const canary of canaries) this.add(canary)
  }

  /** A value that is known from now on, e.g. one that was made on the way. */
  add(canary: Canary): void {
    if (canary.value.length < 12) throw new Error(`${canary.name} is too short to look for.`)
    for (const [encoding, encode] of Object.entries(encodings)) {
      const anyCase = ANY_CASE.has(encoding)
      const index = anyCase ? this.#anyCase : this.#exact
      for (const written of encode(canary.value)) {
        const text = anyCase ? written.toLowerCase() : written
        const head = text.slice(0, HEAD)
        index.set(head, [...(index.get(head) ?? []), { canary: canary.name, encoding, text }])
      }
    }
    this.#known.clear()
  }

  /** Searches what came out of a channel; answers what it found, and keeps what is not allowed there. */
  search(channel: string, output: string | Uint8Array): Leak[] {
    const kind = channel.split(":")[0]!
    this.searched.set(kind, (this.searched.get(kind) ?? 0) + 1)
    const text = typeof output === "string" ? output : Buffer.from(output).toString("latin1")
    const found = this.#find(text).map((one) => ({ ...one, channel }))
    const bad = found.filter((leak) => !this.#allows(leak))
    this.leaks.push(...bad)
    return bad
  }

  #find(output: string): readonly Found[] {
    const known = this.#known.get(output)
    if (known) return known
    const found = new Map<string, Found>()
    for (const text of readings(output)) {
      const hits = [...look(text, this.#exact), ...look(text.toLowerCase(), this.#anyCase)]
      for (const one of hits) if (!found.has(one.canary)) found.set(one.canary, one)
    }
    const all = [...found.values()]
    if (output.length < MEMO) this.#known.set(output, all)
    return all
  }

  #allows({ canary, channel }: Leak): boolean {
    const allowance = this.#allowed.find(
      (one) => one.canary === canary && one.channel.test(channel),
    )
    if (allowance) this.used.add(allowance)
    return allowance !== undefined
  }
}

function look(text: string, index: ReadonlyMap<string, readonly Needle[]>): Found[] {
  const found: Found[] = []
  // Builds are large: most places are passed over by their first two characters.
  const begins = new Uint8Array(65_536)
  for (const head of index.keys()) begins[pairAt(head, 0)] = 1
  for (let at = 0; at + HEAD <= text.length; at++) {
    if (begins[pairAt(text, at)] === 0) continue
    for (const needle of index.get(text.slice(at, at + HEAD)) ?? []) {
      if (!text.startsWith(needle.text, at)) continue
      found.push({ canary: needle.canary, encoding: needle.encoding })
    }
  }
  return found
}

function pairAt(text: string, at: number): number {
  return ((text.charCodeAt(at) & 255) << 8) | (text.charCodeAt(at + 1) & 255)
}
