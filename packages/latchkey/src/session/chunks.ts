import type { CookieOption, SetCookie } from "../contracts/cookies.ts"
import type { CookieJar } from "../web/cookie.ts"

/** What browsers keep of one cookie, name and attributes included (RFC 6265bis §5.6). */
const COOKIE_LIMIT = 4096
/** Room for the attributes; longer ones (a long domain) get theirs. */
const ATTRIBUTE_ROOM = 160
/** So many are read, and written through the doors. */
export const MAX_CHUNKS = 8
/**
 * Characters of a session that leave room for what else we set (two sign-ins under way, a callback URL, the token of
 * forms) and for a browser's own headers, within the 16 KiB that Node.js takes of all headers: beyond them it refuses
 * every request with 431, also the one that would sign out.
 */
export const HEADER_BUDGET = 10_240
/** Of several cookies of one name, so many are tried; where there are more, none is. */
const MAX_TWINS = 3

/**
 * The value as one cookie, or as `name.0`, `name.1`, … where it is too long for one.
 *
 * @param limit - Characters that it may have. Default: as many as fit into eight.
 * @throws RangeError where it has more
 */
export function toChunks(
  cookie: CookieOption,
  value: string,
  limit: number = Infinity,
): SetCookie[] {
  const { name, options } = cookie
  const room = Math.max(ATTRIBUTE_ROOM, name.length + 2 + (options.domain?.length ?? 0) + 120)
  const size = COOKIE_LIMIT - room
  if (value.length <= size) return [{ name, value, options }]
  const count = Math.ceil(value.length / size)
  const most = Math.min(limit, MAX_CHUNKS * size)
  if (value.length > most) {
    throw new RangeError(
      `The session is too large for cookies (${value.length} characters, of ${most}): servers refuse requests with such headers. Keep less in the token, or use a database.`,
    )
  }
  return Array.from({ length: count }, (_, i) => ({
    name: `${name}.${i}`,
    value: value.slice(i * size, (i + 1) * size),
    options,
  }))
}

/** What a jar holds under a name. */
export interface Candidates {
  /** Values to be tried, likeliest first. Which one is ours, the seal decides, never the order of cookies. */
  readonly values: readonly string[]
  /** Whether there is but one way to read the jar: only then may a bad value be cleared. */
  readonly plain: boolean
  /** Whether there was more under the name than is tried. If nothing of what is opens, no other name may speak for it. */
  readonly crowded: boolean
}

/** The values that may be meant by `name`: exactly `name`, or `name.0`, `name.1`, … without a gap. */
export function candidates(jar: CookieJar, name: string): Candidates | undefined {
  const found = jar.family(name)
  if (!found) return undefined
  const { whole } = found
  if (!found.pieces[0]) {
    if (whole.length === 0) return undefined
    const values = twinsOf(whole)
    return { values, plain: whole.length === 1, crowded: values.length === 0 }
  }
  const pieces: (readonly string[])[] = []
  let twins = false
  let crowded = twinsOf(whole).length < Math.min(whole.length, 1)
  for (let i = 0; i < MAX_CHUNKS; i++) {
    const parts = distinct(found.pieces[i] ?? [])
    // Of three that say to be one piece, two are not; and which go together, nothing says.
    if (parts.length > 2) crowded = true
    if (parts.length === 0 || parts.length > 2) break
    if (parts.length > 1) twins = true
    pieces.push(parts)
  }
  const firsts = runsOf(pieces.map((parts) => parts[0]!))
  if (whole.length === 0 && !twins) return { values: firsts, plain: pieces.length > 0, crowded }
  const lasts = twins ? runsOf(pieces.map((parts) => parts.at(-1)!)) : []
  return { values: distinct([...twinsOf(whole), ...firsts, ...lasts]), plain: false, crowded }
}

/**
 * The longest first. A stale or planted piece behind the last one must not spoil the rest: shorter runs are tried too.
 * Put together by `+`, so that nothing is copied of a run that is not looked at.
 */
function runsOf(pieces: readonly string[]): string[] {
  let run = ""
  return pieces.map((piece) => (run += piece)).toReversed()
}

/** The values of one name that are to be tried. Not the first few of many: their order is an attacker's to choose. */
export function twinsOf(values: readonly string[]): readonly string[] {
  const twins = distinct(values)
  return twins.length > MAX_TWINS ? [] : twins
}

const distinct = (values: readonly string[]): readonly string[] =>
  values.length < 2 ? values : [...new Set(values)]

/** The names below which pieces of this cookie lie in the jar. */
export function presentNames(jar: CookieJar, name: string): string[] {
  const found = jar.family(name)
  if (!found) return []
  const pieces = found.pieces.slice(0, MAX_CHUNKS + 1).flatMap((_, n) => `${name}.${n}`)
  return found.whole.length > 0 ? [name, ...pieces] : pieces
}

/** The cookies that carry `value`, and the expiry of pieces in the jar that they don't overwrite. */
export function writeChunks(
  jar: CookieJar,
  cookie: CookieOption,
  value: string,
  limit?: number,
): SetCookie[] {
  const written = toChunks(cookie, value, limit)
  const names = new Set(written.map((one) => one.name))
  const present = presentNames(jar, cookie.name)
  const stale = present.filter((name) => !names.has(name))
  return [
    ...present.flatMap((name) => expiredTwin(cookie, name)),
    ...written,
    ...stale.map((name) => expired(cookie, name)),
  ]
}

/** The expiry of every piece of this cookie that the jar holds. */
export function clearChunks(jar: CookieJar, cookie: CookieOption): SetCookie[] {
  return presentNames(jar, cookie.name).flatMap((name) => [
    ...expiredTwin(cookie, name),
    expired(cookie, name),
  ])
}

/**
 * The expiry of the cookie of this name that is for our host alone. A cookie of a domain lies beside it, and which of
 * the two a request brings can't be told (RFC 6265bis §5.7: name, domain and path make a cookie).
 */
export function expiredTwin(cookie: CookieOption, name: string): SetCookie[] {
  const { domain, ...options } = cookie.options
  return domain === undefined ? [] : [expired({ ...cookie, options }, name)]
}

function expired(cookie: CookieOption, name: string): SetCookie {
  const { expires: _, ...options } = cookie.options
  return { name, value: "", options: { ...options, maxAge: 0 } }
}
