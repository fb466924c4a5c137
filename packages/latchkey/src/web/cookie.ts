import type { CookieAttributes, SetCookie } from "../contracts/cookies.ts"

/**
 * The cookies of a request. Names compare by their bytes, so `__host-x` is never `__Host-x` (RFC 6265bis §5.8.3).
 */
export interface CookieJar {
  /** The value; undefined when absent, and when the name came twice with different values (cookie tossing). */
  get(name: string): string | undefined
  /** Every value in the order it came, decoded; for a reader that can tell the right one by authenticating it. */
  all(name: string): readonly string[]
  /** What is there of `name` and of its pieces `name.0` to `name.9`, in one walk; undefined where there is nothing. */
  family(name: string): CookieFamily | undefined
  /** False where no name begins so; true may mean that a value does. */
  mentions(prefix: string): boolean
  /** Each name once. */
  names(): Iterable<string>
}

/** A cookie and the pieces that one too long for a browser is cut into, each with every value that came. */
export interface CookieFamily {
  readonly whole: readonly string[]
  /** By their number; with gaps where the request has gaps. */
  readonly pieces: readonly (readonly string[] | undefined)[]
}

/**
 * Reads a `Cookie` header. It never throws: what is not `name=value` is passed over, a broken percent
 * encoding stays as it came, and quotes mean nothing (RFC 6265bis §5.6, so that a quoted value swallows no other).
 *
 * Each question walks the header once and copies only the values it was asked for, which for the few names of a session
 * check costs a fraction of building a map of all. So ask for names you know, not for each of `names()`.
 *
 * @example
 * ```ts
 * parseCookies(request.headers.get("cookie")).get("authjs.session-token")
 * ```
 */
export function parseCookies(header: string | null | undefined): CookieJar {
  return new HeaderJar(header ?? "")
}

class HeaderJar implements CookieJar {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  get(name: string): string | undefined {
    const [first, ...others] = this.all(name)
    return others.every((value) => value === first) ? first : undefined
  }

  all(name: string): readonly string[] {
    const text = this.#text
    // Nearly every question is about a cookie that is not there.
    if (!text.includes(name)) return NO_VALUES
    const values: string[] = []
    walk(text, (nameFrom, nameTo, from, to) => {
      if (isName(text, name, nameFrom, nameTo)) values.push(decode(trimmed(text, from, to)))
    })
    return values
  }

  family(name: string): CookieFamily | undefined {
    const text = this.#text
    if (!text.includes(name)) return undefined
    const whole: string[] = []
    const pieces: string[][] = []
    walk(text, (nameFrom, nameTo, from, to) => {
      if (!text.startsWith(name, nameFrom)) return
      const rest = nameTo - nameFrom - name.length
      if (rest === 0) whole.push(decode(trimmed(text, from, to)))
      if (rest !== 2 || text.charCodeAt(nameTo - 2) !== DOT) return
      const number = text.charCodeAt(nameTo - 1) - ZERO
      if (number >= 0 && number <= 9) (pieces[number] ??= []).push(decode(trimmed(text, from, to)))
    })
    return whole.length > 0 || pieces.length > 0 ? { whole, pieces } : undefined
  }

  mentions(prefix: string): boolean {
    return this.#text.includes(prefix)
  }

  names(): Iterable<string> {
    const text = this.#text
    const names = new Set<string>()
    walk(text, (nameFrom, nameTo) => names.add(text.slice(nameFrom, nameTo)))
    return names
  }
}

const NO_VALUES: readonly string[] = []
const DOT = 0x2e
const ZERO = 0x30

type Visit = (nameFrom: number, nameTo: number, from: number, to: number) => void

/** Every index only moves forward, so the work is linear in the length of the header, whatever it holds. */
function walk(header: string, visit: Visit): void {
  const { length } = header
  let equals = -1
  for (let start = 0; start < length;) {
    if (equals < start) equals = header.indexOf("=", start)
    if (equals === -1) return
    let end = header.indexOf(";", start)
    if (end === -1) end = length
    if (equals < end) {
      const nameFrom = skipBlanks(header, start, equals)
      const nameTo = cutBlanks(header, nameFrom, equals)
      if (nameFrom < nameTo) visit(nameFrom, nameTo, equals + 1, end)
    }
    start = end + 1
  }
}

function isName(header: string, name: string, from: number, to: number): boolean {
  return to - from === name.length && header.startsWith(name, from)
}

function trimmed(header: string, from: number, to: number): string {
  const start = skipBlanks(header, from, to)
  return header.slice(start, cutBlanks(header, start, to))
}

/** Only SP and HTAB are cut: a browser takes U+00A0 before `__Host-` for a part of the name, and so do we (CK-07). */
function skipBlanks(header: string, from: number, to: number): number {
  let i = from
  while (i < to && isBlank(header.charCodeAt(i))) i++
  return i
}

function cutBlanks(header: string, from: number, to: number): number {
  let i = to
  while (i > from && isBlank(header.charCodeAt(i - 1))) i--
  return i
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

function decode(value: string): string {
  if (!value.includes("%")) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Name and value together, in bytes; a browser drops what is longer (RFC 6265bis §5.7). */
const MAX_PAIR = 4096
/** A browser passes over an attribute that is longer (RFC 6265bis §5.6). */
const MAX_ATTRIBUTE = 1024
/** 400 days; browsers cap it there (RFC 6265bis §5.6.2). */
const MAX_AGE = 34_560_000

/** `token` of RFC 9110 §5.6.2. */
const nameGrammar = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** LDH labels, with the leading dot of old times (RFC 6265bis §4.1.1). */
const domainGrammar = /^\.?[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?$/
/** Printable ASCII without `;` (RFC 6265bis §4.1.1, `path-value`). */
const pathGrammar = /^\/[\x20-\x3a\x3c-\x7e]*$/

/**
 * Writes one `Set-Cookie` value. The value is percent-encoded, the attributes come in the order that existing
 * deployments send, and what could not arrive as meant is refused rather than sent.
 *
 * @throws TypeError for a name, value or attribute outside its grammar, a broken promise of `__Host-` or `__Secure-`
 * (RFC 6265bis §4.1.3), or a name and value of more than 4,096 bytes. The message never holds the value.
 *
 * @example
 * ```ts
 * serializeCookie({ name: "__Host-id", value, options: { path: "/", secure: true, httpOnly: true } })
 * ```
 */
export function serializeCookie(cookie: SetCookie): string {
  const { name, options } = cookie
  if (!nameGrammar.test(name))
    throw new TypeError("A cookie's name must be a token (RFC 9110 §5.6.2)")
  const value = encodeValue(cookie)
  checkPrefix(name, options)

  let text = `${name}=${value}`
  if (options.maxAge !== undefined) text += `; Max-Age=${maxAge(name, options.maxAge)}`
  if (options.domain) text += `; Domain=${attribute(name, "domain", options.domain, domainGrammar)}`
  if (options.path) text += `; Path=${attribute(name, "path", options.path, pathGrammar)}`
  if (options.expires) text += `; Expires=${expires(name, options.expires)}`
  if (options.httpOnly) text += "; HttpOnly"
  if (options.secure) text += "; Secure"
  if (options.partitioned) text += "; Partitioned"
  if (options.priority)
    text += `; Priority=${oneOf(name, "priority", options.priority, priorities)}`
  if (options.sameSite === true) text += "; SameSite=Strict"
  else if (options.sameSite)
    text += `; SameSite=${oneOf(name, "sameSite", options.sameSite, sameSites)}`
  return text
}

/**
 * The cookie that takes a cookie away: same name, path, domain and flags (RFC 6265bis §5.7), empty, and over at once.
 */
export function expireCookie(name: string, attributes: CookieAttributes): SetCookie {
  const { expires: _, ...options } = attributes
  return { name, value: "", options: { ...options, maxAge: 0 } }
}

/** Appends one `Set-Cookie` header for each cookie; a header that is there already stays (CK-12). */
export function appendSetCookies(headers: Headers, cookies: readonly SetCookie[]): void {
  for (const cookie of cookies) headers.append("Set-Cookie", serializeCookie(cookie))
}

const priorities: ReadonlyMap<string, string> = new Map([
  ["low", "Low"],
  ["medium", "Medium"],
  ["high", "High"],
])

const sameSites: ReadonlyMap<string, string> = new Map([
  ["strict", "Strict"],
  ["lax", "Lax"],
  ["none", "None"],
])

/** What `encodeURIComponent` leaves as it is: most of what we write is base64url, and long. */
const unreserved = /^[\w.~!*'()-]*$/

function encodeValue(cookie: SetCookie): string {
  let { value } = cookie
  try {
    if (!unreserved.test(value)) value = encodeURIComponent(value)
  } catch {
    throw refuse(cookie.name, "value")
  }
  if (cookie.name.length + value.length <= MAX_PAIR) return value
  throw new TypeError(
    `The cookie ${cookie.name} is over ${MAX_PAIR} bytes; a browser would drop it`,
  )
}

/** Compared without case, as browsers do (RFC 6265bis §5.7). */
function checkPrefix(name: string, options: CookieAttributes): void {
  const lower = name.toLowerCase()
  if (lower.startsWith("__secure-") && !options.secure) throw refuse(name, "secure")
  if (!lower.startsWith("__host-")) return
  if (!options.secure) throw refuse(name, "secure")
  if (options.path !== "/") throw refuse(name, "path")
  if (options.domain) throw refuse(name, "domain")
}

function maxAge(name: string, seconds: number): number {
  if (!Number.isFinite(seconds)) throw refuse(name, "maxAge")
  return Math.min(Math.floor(seconds), MAX_AGE)
}

function expires(name: string, date: Date): string {
  const year = date instanceof Date ? date.getUTCFullYear() : Number.NaN
  // RFC 6265bis §5.1.1 reads years from 1601; HTTP dates have four digits (RFC 9110 §5.6.7).
  if (!(year >= 1601 && year <= 9999)) throw refuse(name, "expires")
  return date.toUTCString()
}

function attribute(name: string, key: string, value: string, grammar: RegExp): string {
  if (value.length > MAX_ATTRIBUTE || !grammar.test(value)) throw refuse(name, key)
  return value
}

function oneOf(
  name: string,
  key: string,
  value: string,
  words: ReadonlyMap<string, string>,
): string {
  const word = words.get(String(value).toLowerCase())
  if (word === undefined) throw refuse(name, key)
  return word
}

function refuse(name: string, key: string): TypeError {
  return new TypeError(`The cookie ${name} can't be sent with this ${key}`)
}
