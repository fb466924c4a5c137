import type { CookieOption, SetCookie } from "../contracts/cookies.ts"
import type { CookieJar } from "../web/cookie.ts"

/** What browsers keep of one cookie, name and attributes included (RFC 6265bis §5.6). */
const COOKIE_LIMIT = 4096
/** Room for the attributes; longer ones (a long domain) get theirs. */
const ATTRIBUTE_ROOM = 160
/** More would not fit the header limits of common servers. */
export const MAX_CHUNKS = 8
/** Of several cookies of one name, so many are tried. */
const MAX_TWINS = 3

/**
 * The value as one cookie, or as `name.0`, `name.1`, … where it is too long for one.
 *
 * @throws RangeError where it is too long for eight
 */
export function toChunks(cookie: CookieOption, value: string): SetCookie[] {
  const { name, options } = cookie
  const room = Math.max(ATTRIBUTE_ROOM, name.length + 2 + (options.domain?.length ?? 0) + 120)
  const size = COOKIE_LIMIT - room
  if (value.length <= size) return [{ name, value, options }]
  const count = Math.ceil(value.length / size)
  if (count > MAX_CHUNKS) {
    throw new RangeError(
      `The session is too large for cookies (${value.length} characters). Keep less in the token, or use a database.`,
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
}

/** The values that may be meant by `name`: exactly `name`, or `name.0`, `name.1`, … without a gap. */
export function candidates(jar: CookieJar, name: string): Candidates | undefined {
  const whole = jar.all(name)
  const first = jar.all(`${name}.0`)
  if (first.length === 0) {
    if (whole.length === 0) return undefined
    return { values: whole.slice(0, MAX_TWINS), plain: whole.length === 1 }
  }
  const chunks: string[] = []
  let plain = whole.length === 0
  for (let i = 0; i < MAX_CHUNKS; i++) {
    const parts = jar.all(`${name}.${i}`)
    if (parts.length === 0) break
    if (parts.length > 1) plain = false
    chunks.push(parts[0]!)
  }
  // A stale or planted piece behind the last one must not spoil the rest: shorter runs are tried too.
  const runs = chunks.map((_, i) => chunks.slice(0, chunks.length - i).join(""))
  return { values: [...whole.slice(0, MAX_TWINS), ...runs], plain }
}

/** The names below which pieces of this cookie lie in the jar. */
export function presentNames(jar: CookieJar, name: string): string[] {
  const present = jar.all(name).length > 0 ? [name] : []
  if (!jar.mentions(`${name}.`)) return present
  for (let i = 0; i <= MAX_CHUNKS; i++) {
    if (jar.all(`${name}.${i}`).length > 0) present.push(`${name}.${i}`)
  }
  return present
}

/** The cookies that carry `value`, and the expiry of pieces in the jar that they don't overwrite. */
export function writeChunks(jar: CookieJar, cookie: CookieOption, value: string): SetCookie[] {
  const written = toChunks(cookie, value)
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
