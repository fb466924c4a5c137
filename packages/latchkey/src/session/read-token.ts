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
  /** Not readable, and not certainly ours; the cookie stays. */
  | { readonly status: "unreadable"; readonly from: SessionCookie }

/**
 * Finds and opens the session token: the first cookie, in the given order, that holds one in force. One of a revoked
 * key comes after all others.
 */
export async function readToken(
  jar: CookieJar,
  cookies: readonly SessionCookie[],
  keys: ResolvedKeys,
  now?: number,
): Promise<TokenRead> {
  let worst: TokenRead = { status: "none" }
  for (const from of cookies) {
    const found = candidates(jar, from.cookie.name)
    if (!found) continue
    const read = await tryEach(found, from, keys, now)
    if (read.status === "ok" && !read.revocation) return read
    if (worst.status === "none" || (read.status === "ok" && worst.status !== "ok")) worst = read
  }
  return worst
}

async function tryEach(
  found: Candidates,
  from: SessionCookie,
  keys: ResolvedKeys,
  now?: number,
): Promise<TokenRead> {
  let last: Opened | undefined
  let kept: OpenedRegistered | null = null
  for (const value of found.values) {
    // Before the source is asked, which knows nothing of revoked keys.
    if (keys.ring.registered) kept ??= await openRegistered(keys.ring, from.specs, value, now)
    if (kept) continue
    const opened = await openLatest(keys, from.specs, value, now)
    if (opened.status === "ok") return { ...opened, from }
    last ??= opened
  }
  return kept ? { ...kept, from } : judge(last!, found, from)
}

function judge(opened: Opened, found: Candidates, from: SessionCookie): TokenRead {
  if (opened.status === "unknown") return { status: "unknown", kid: opened.kid, from }
  const { status } = opened
  if (status === "expired" || status === "revoked" || (status === "forged" && found.plain)) {
    return { status: "ended", why: status, from }
  }
  return { status: "unreadable", from }
}
