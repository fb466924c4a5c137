import type { CookieAttributes, SetCookie } from "../contracts/cookies.ts"
import { CookiePairs } from "./cookie-pairs.ts"

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
  /** What was found last, and under which name: who reads a session asks again to write it. */
  #name: string | undefined
  #found: CookieFamily | undefined

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
    const pairs = new CookiePairs(text)
    while (pairs.next()) {
      if (pairs.isNamed(name)) values.push(pairs.value)
    }
    return values
  }

  family(name: string): CookieFamily | undefined {
    if (this.#name === name) return this.#found
    const text = this.#text
    if (!text.includes(name)) return undefined
    let whole = NO_VALUES
    const pieces: (readonly string[])[] = []
    const pairs = new CookiePairs(text)
    while (pairs.next()) {
      if (pairs.isNamed(name)) whole = [...whole, pairs.value]
      const piece = pairs.pieceOf(name)
      if (piece >= 0) pieces[piece] = [...(pieces[piece] ?? NO_VALUES), pairs.value]
    }
    if (whole.length === 0 && pieces.length === 0) return undefined
    this.#name = name
    return (this.#found = { whole, pieces })
  }

  names(): Iterable<string> {
    const names = new Set<string>()
    const pairs = new CookiePairs(this.#text)
    while (pairs.next()) names.add(pairs.name)
    return names
  }
}

const NO_VALUES: readonly string[] = []
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

/**
 * A value as it stands in a header.
 *
 * @throws URIError for half of a surrogate pair
 */
export function encodeCookieValue(value: string): string {
  return unreserved.test(value) ? value : encodeURIComponent(value)
}

function encodeValue(cookie: SetCookie): string {
  let value: string
  try {
    value = encodeCookieValue(cookie.value)
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
