import type { LoggerInstance } from "../contracts/logger.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import { processName } from "../keys/process-name.ts"
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

/** A cookie that no key opened, or proved. */
export interface UnknownCookie {
  readonly cookie: "session" | "CSRF"
  /** The key that it names. `none`: it names none. `unreadable`: it is no token of a kind we know. */
  readonly kid: string
  readonly value: string
  /** The id of the key that seals here. */
  readonly active: string
}

/**
 * Counts the cookies of keys that we don't have, and says so: at the first, the tenth, the hundredth, and else once a
 * minute for each key while more requests bring them. That is how a secret that was replaced outright shows itself, and
 * how many sessions it ended; and how an instance that holds another secret is found, since both ids are told, and the
 * name of this process.
 */
export function noteUnknownCookie(
  { logger }: { readonly logger: Required<LoggerInstance> },
  { cookie, kid, value, active }: UnknownCookie,
): void {
  const now = Date.now()
  const { name, count } = countOf(cookie, kid, now)
  count.cookies.add(value)
  const cookies = count.cookies.count
  if (cookies < count.next && now - count.saidAt < QUIET) return
  count.saidAt = now
  while (count.next <= cookies) count.next *= 10
  logger.warn("key-unknown", sentence({ cookie, kid: name, count: cookies, active }))
}

function countOf(cookie: string, kid: string, now: number): { name: string; count: Count } {
  const memo = sharedMemo("unknown-keys", () => ({
    counts: new BoundedMap<string, Count>(KEYS),
    since: 0,
    added: 0,
  }))
  const known = memo.counts.get(`${cookie} ${kid}`)
  if (known) return { name: kid, count: known }
  if (Math.abs(now - memo.since) >= QUIET) {
    memo.since = now
    memo.added = 0
  }
  const name = memo.added++ < NEW_KEYS ? kid : OTHERS
  const count = memo.counts.get(`${cookie} ${name}`) ?? {
    cookies: new DistinctCounter(),
    saidAt: 0,
    next: 1,
  }
  memo.counts.set(`${cookie} ${name}`, count)
  return { name, count }
}

const WAY_BACK =
  "Another instance may hold another secret, or a newer one: compare their health answers. If the secret was replaced, and had " +
  "not leaked, put the old one beside the new one (AUTH_SECRET=<old>, AUTH_SECRET_1=<new>): the cookies were kept, and those " +
  "people are signed in again."
const REPLACED =
  "They were replaced. Another instance holds another secret, or a newer one: compare their health answers."

interface Said {
  readonly cookie: UnknownCookie["cookie"]
  readonly kid: string
  readonly count: number
  readonly active: string
}

function sentence({ cookie, kid, count, active }: Said): string {
  const cookies = count === 1 ? `1 ${cookie} cookie` : `${count} ${cookie} cookies`
  if (kid === "unreadable") return `${cookies} could not be read so far, and stayed.`
  const here = `this instance (${processName()}) seals with ${active}`
  return `${cookies} so far came with ${keyOf(kid)}; ${here}. ${cookie === "CSRF" ? REPLACED : WAY_BACK}`
}

function keyOf(kid: string): string {
  if (kid === OTHERS) return "still other keys that are not ours"
  return kid === "none"
    ? "a key that is not ours and has no id"
    : `a key that is not ours (kid ${kid.slice(0, 16)})`
}
