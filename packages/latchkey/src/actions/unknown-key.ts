import type { Context } from "../config/context.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import { processName } from "../keys/process-name.ts"
import { activeKey, type Ring } from "../keys/ring.ts"

/** Milliseconds between two warnings about one key: a wrong secret would else fill the log. */
const INTERVAL = 60_000
/** Of a key id that came from outside, so much is logged. */
const SHOWN = 16

/**
 * Says that a session cookie came whose key this instance does not have, with both ids and its own name, so that the
 * logs of several instances tell which of them differs.
 *
 * @param kid the id that the cookie names; undefined where it names none
 */
export function warnAboutSession(context: Context, kid: string | undefined, ring: Ring): void {
  if (!isDue(kid ?? "none")) return
  const said = strange("session", kid, ring)
  context.logger.warn("key-unknown", `${said} It was kept. ${CAUSES}`)
}

/** The same for a CSRF cookie. */
export function warnAboutCsrf(context: Context, kid: string, ring: Ring): void {
  if (!isDue(kid)) return
  const said = strange("CSRF", kid, ring)
  context.logger.warn("key-unknown", `${said} It was replaced. ${CAUSES}`)
}

/** Says that a session cookie could not be read at all. */
export function warnAboutUnreadable(context: Context): void {
  if (!isDue("unreadable")) return
  context.logger.warn("key-unknown", "A session cookie could not be read; it was left alone.")
}

const CAUSES =
  "Another instance holds another secret or a newer one, or the secret was replaced: compare the health answers of all instances."

function strange(cookie: "session" | "CSRF", kid: string | undefined, ring: Ring): string {
  const key = kid === undefined ? "a key that it does not name" : `key ${kid.slice(0, SHOWN)}`
  return `A ${cookie} cookie was sealed with ${key}, which this instance (${processName()}) does not have: it seals with ${activeKey(ring).id}.`
}

/** Once a minute per key id. */
function isDue(id: string): boolean {
  const seen = sharedMemo("unknown-kids", () => new BoundedMap<string, number>(256))
  const now = Date.now()
  if (now - (seen.get(id) ?? 0) < INTERVAL) return false
  seen.set(id, now)
  return true
}
