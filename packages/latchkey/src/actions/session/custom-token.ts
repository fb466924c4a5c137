import type { Context } from "../../config/context.ts"
import { JWTSessionError } from "../../errors.ts"
import { ringStrings } from "../../keys/ring.ts"
import { candidates } from "../../session/chunks.ts"
import { splitFacts } from "../../session/claims.ts"
import type { FoundToken, LiveToken } from "./live-token.ts"

/** The application's own `jwt.decode`: given the ring's strings, newest first, and the cookie's name as salt. */
export async function readCustomToken(context: Context): Promise<FoundToken> {
  const from = context.sessionCookies[0]!
  const found = candidates(context.jar, from.cookie.name)
  if (!found) return { status: "none" }
  const { ring } = await context.sessionKeys()
  const strings = ringStrings(ring)
  const secret = strings.length === 1 ? strings[0]! : strings
  let live: LiveToken | undefined
  for (const token of found.values) {
    try {
      const salt = context.compat === 4 ? "" : from.cookie.name
      const claims = await context.config.jwt!.decode!({ token, secret, salt })
      if (!claims) continue
      const { token: said, facts, lasting } = splitFacts({ ...claims })
      // Of two that it takes, the order of cookies must not say whose the request is: it is nobody's (CK-09).
      if (live && (said.sub === undefined || said.sub !== live.token.sub)) {
        return { status: "unreadable", from, disputed: true }
      }
      live ??= { token: said, facts, lasting, from, spec: undefined, current: true }
      if (found.plain) break
    } catch (error) {
      context.logger.error(new JWTSessionError(error instanceof Error ? error : String(error)))
    }
  }
  return live ? { status: "ok", live } : { status: "unreadable", from }
}
