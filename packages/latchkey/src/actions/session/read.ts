import type { Context } from "../../config/context.ts"
import { readDatabaseSession } from "./database.ts"
import type { ReadOptions, SessionRead } from "./session-read.ts"
import { readTokenSession } from "./token.ts"

/**
 * The session of this request, or null.
 *
 * @throws KeysUnavailable, RegisterUnavailable, MissingSecret, UntrustedHost: not knowing is not the same as nobody
 */
export function readSession(context: Context, options: ReadOptions): Promise<SessionRead> {
  return context.strategy === "database"
    ? readDatabaseSession(context, options)
    : readTokenSession(context, options)
}
