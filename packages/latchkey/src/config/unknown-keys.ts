import type { LoggerInstance } from "../contracts/logger.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import { DistinctCounter } from "./distinct-counter.ts"

/** Milliseconds between two lines about the same key. */
const QUIET = 60_000
/** So many keys get a line of their own in each such time: made-up ids would else fill the log. */
const NEW_KEYS = 8
/** So many keys are counted apart. */
const KEYS = 64
/** No key id: those are base64url. */
const OTHERS = "*"

interface Count {
  readonly cookies: DistinctCounter
  saidAt: number
  /** The count at which a line is due at once. */
  next: number
}

/** A session cookie that no key opened. */
export interface UnknownCookie {
  /** The key that it names. `none`: it names none. `unreadable`: it is no token of a kind we know. */
  readonly kid: string
  readonly value: string
}

/**
 * Counts the session cookies of keys that we don't have, and says so: at the first, the tenth, the hundredth, and else
 * once a minute for each key while more requests bring them. That is how a secret that was replaced outright shows
 * itself, and how many sessions it ended.
 */
export function noteUnknownCookie(
  { logger }: { readonly logger: Required<LoggerInstance> },
  { kid, value }: UnknownCookie,
): void {
  const now = Date.now()
  const { name, count } = countOf(kid, now)
  count.cookies.add(value)
  const cookies = count.cookies.count
  if (cookies < count.next && now - count.saidAt < QUIET) return
  count.saidAt = now
  while (count.next <= cookies) count.next *= 10
  logger.warn("key-unknown", sentence(name, cookies))
}

function countOf(kid: string, now: number): { name: string; count: Count } {
  const memo = sharedMemo("unknown-keys", () => ({
    counts: new BoundedMap<string, Count>(KEYS),
    since: 0,
    added: 0,
  }))
  const known = memo.counts.get(kid)
  if (known) return { name: kid, count: known }
  if (Math.abs(now - memo.since) >= QUIET) {
    memo.since = now
    memo.added = 0
  }
  const name = memo.added++ < NEW_KEYS ? kid : OTHERS
  const count = memo.counts.get(name) ?? { cookies: new DistinctCounter(), saidAt: 0, next: 1 }
  memo.counts.set(name, count)
  return { name, count }
}

const WAY_BACK =
  "The key may be newer than this instance's. If the secret was replaced, and had not leaked, put the old one beside the new " +
  "one (AUTH_SECRET=<old>, AUTH_SECRET_1=<new>): the cookies were kept, and those people are signed in again."

function sentence(kid: string, count: number): string {
  const cookies = count === 1 ? "1 session cookie" : `${count} session cookies`
  if (kid === "unreadable") return `${cookies} could not be read so far, and stayed.`
  return `${cookies} so far came with ${keyOf(kid)}. ${WAY_BACK}`
}

function keyOf(kid: string): string {
  if (kid === OTHERS) return "still other keys that are not ours"
  return kid === "none"
    ? "a key that is not ours and has no id"
    : `a key that is not ours (kid ${kid.slice(0, 16)})`
}
