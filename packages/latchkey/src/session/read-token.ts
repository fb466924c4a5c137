import type { MaybePromise } from "../crypto/index.ts"
import type { ResolvedKeys } from "../keys/resolve.ts"
import type { Opened } from "../keys/open.ts"
import { openLatest } from "../keys/open-latest.ts"
import { type OpenedRegistered, openRegistered } from "../keys/open-registered.ts"
import type { CookieJar } from "../web/cookie.ts"
import { type Candidates, candidates } from "./chunks.ts"
import type { SessionCookie } from "./session-cookies.ts"

/** A token that opened; where its key was revoked, only a register can say whether it counts. */
type InForce = Extract<Opened, { status: "ok" }> & Partial<OpenedRegistered>

/** What the jar says about a session token. */
export type TokenRead =
  | { readonly status: "none" }
  /** Opened: the claims, and the cookie they came in. */
  | (InForce & { readonly from: SessionCookie })
  /** A key we don't know; the cookie stays. */
  | { readonly status: "unknown"; readonly kid: string | undefined; readonly from: SessionCookie }
  /** Expired, forged, or of a revoked key; the cookie may go. */
  | {
      readonly status: "ended"
      readonly why: "expired" | "forged" | "revoked"
      readonly from: SessionCookie
    }
  /** Not readable, and not certainly ours; the cookie stays. Where it is `disputed`, nothing else in the jar decides. */
  | { readonly status: "unreadable"; readonly from: SessionCookie; readonly disputed?: true }

/**
 * Finds and opens the session token: the first cookie, in the given order, that holds one in force. One of a revoked
 * key comes after all others.
 */
export function readToken(
  jar: CookieJar,
  cookies: readonly SessionCookie[],
  keys: ResolvedKeys,
  now?: number,
): MaybePromise<TokenRead> {
  return readFrom(0, NONE, { jar, cookies, keys, now })
}

const NONE: TokenRead = { status: "none" }

interface Search {
  readonly jar: CookieJar
  readonly cookies: readonly SessionCookie[]
  readonly keys: ResolvedKeys
  readonly now: number | undefined
}

function readFrom(first: number, before: TokenRead, search: Search): MaybePromise<TokenRead> {
  let worst = before
  for (let at = first; at < search.cookies.length; at++) {
    const from = search.cookies[at]!
    const found = candidates(search.jar, from.cookie.name)
    if (!found) continue
    const read = tryEach(found, from, search)
    if (read instanceof Promise) return readOn(read, at, worst, search)
    if (isLast(read)) return read
    worst = better(worst, read)
  }
  return worst
}

async function readOn(
  reading: Promise<TokenRead>,
  at: number,
  worst: TokenRead,
  search: Search,
): Promise<TokenRead> {
  const read = await reading
  return isLast(read) ? read : readFrom(at + 1, better(worst, read), search)
}

/** Whether it is in force, or is to be nobody's whatever the next cookie says. */
function isLast(read: TokenRead): boolean {
  return read.status === "unreadable"
    ? read.disputed === true
    : read.status === "ok" && !read.revocation
}

/** What is said of a jar that holds no token in force. */
function better(worst: TokenRead, read: TokenRead): TokenRead {
  return worst.status === "none" || (read.status === "ok" && worst.status !== "ok") ? read : worst
}

/** At once in the usual case: the first value opens. */
function tryEach(found: Candidates, from: SessionCookie, search: Search): MaybePromise<TokenRead> {
  const { keys, now } = search
  if (keys.ring.registered || !found.plain) return tryAll(found, from, search)
  const opened = openLatest(keys, from.specs, found.values[0]!, now)
  if (opened instanceof Promise || opened.status !== "ok") {
    return tryAll(found, from, search, opened)
  }
  const { claims, key, format, current } = opened
  return { status: "ok", claims, key, format, current, from }
}

/** `first` is what became of the first value, where that was opened already. */
async function tryAll(
  found: Candidates,
  from: SessionCookie,
  { keys, now }: Search,
  first?: MaybePromise<Opened>,
): Promise<TokenRead> {
  let underway = first
  let last: Opened | undefined
  let ok: Extract<Opened, { status: "ok" }> | undefined
  let kept: OpenedRegistered | null = null
  let contested = false
  for (const value of found.values) {
    // Before the source is asked, which knows nothing of revoked keys.
    if (!underway && keys.ring.registered) {
      const registered = await openRegistered(keys.ring, from.specs, value, now)
      if (registered && kept && !isSamePerson(kept, registered)) contested = true
      kept ??= registered
      if (registered && found.plain) break
      if (registered) continue
    }
    const opened = await (underway ?? openLatest(keys, from.specs, value, now))
    underway = undefined
    if (opened.status !== "ok") last ??= opened
    // Of two that are in force, the order of cookies must not say whose the request is: it is nobody's.
    else if (ok && !isSamePerson(ok, opened)) return disputed(from)
    else ok ??= opened
    if (ok && found.plain) break
  }
  if (ok) return { ...ok, from }
  // Neither is in force, so a cookie of another name may still say whose the request is.
  if (contested) return { status: "unreadable", from }
  if (kept) return { ...kept, from }
  return found.crowded || !last ? disputed(from) : judge(last, found, from)
}

const disputed = (from: SessionCookie): TokenRead => ({
  status: "unreadable",
  from,
  disputed: true,
})

/** One that names nobody is the same as its own copy only, and that is not asked twice. */
function isSamePerson(a: Extract<Opened, { status: "ok" }>, b: typeof a): boolean {
  return a.claims["sub"] !== undefined && a.claims["sub"] === b.claims["sub"]
}

function judge(opened: Opened, found: Candidates, from: SessionCookie): TokenRead {
  if (opened.status === "unknown") return { status: "unknown", kid: opened.kid, from }
  const { status } = opened
  if (status === "expired" || status === "revoked" || (status === "forged" && found.plain)) {
    return { status: "ended", why: status, from }
  }
  return { status: "unreadable", from }
}
