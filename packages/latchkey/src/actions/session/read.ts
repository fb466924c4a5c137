import type { Context } from "../../config/context.ts"
import { isAtHand } from "../../web/at-hand.ts"
import { late } from "../../web/late.ts"
import type { ReadOptions, SessionRead } from "./session-read.ts"
import { readTokenSession } from "./token.ts"

/** What reads rows is loaded with the first: an application whose sessions are in cookies has none. */
const rows = late(() => import("./database.ts"))

/**
 * The session of this request, or null.
 *
 * @throws KeysUnavailable, RegisterUnavailable, MissingSecret, UntrustedHost: not knowing is not the same as nobody
 */
export function readSession(context: Context, options: ReadOptions): Promise<SessionRead> {
  if (context.strategy !== "database") return readTokenSession(context, options)
  const ready = rows()
  return isAtHand(ready)
    ? ready.readDatabaseSession(context, options)
    : ready.then((loaded) => loaded.readDatabaseSession(context, options))
}
