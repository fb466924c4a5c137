import { endSessions, type Which } from "../actions/session/ended.ts"
import { findToken } from "../actions/session/token.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"

/** Which sessions to end: the one that a request came with, the one of that id, or all of a user but perhaps one. */
export type RevokedSessions =
  | { readonly session: Request | string }
  | {
      /** The user's id, as it is in `session.user.id` (the claim `sub`). */
      readonly user: string
      /** The session that goes on: its id, or a request that came with it. */
      readonly except?: Request | string
    }

/**
 * Ends sessions in cookies before their time.
 *
 * @throws RevocationsUnavailable where it could not be kept; KeysUnavailable, MissingSecret
 * @throws TypeError where `session.revocable` is not set
 */
export async function revokeSessions(
  config: AuthConfig,
  door: Door,
  which: RevokedSessions,
): Promise<void> {
  if ("session" in which) {
    const [context, sid] = await idOf(config, door, which.session)
    if (sid !== undefined) await endSessions(context, { kind: "session", id: sid })
    return
  }
  const [context, except] = await idOf(config, door, which.except)
  const all: Which = { kind: "user", id: which.user }
  await endSessions(context, except === undefined ? all : { ...all, except })
}

/** The id of a session; undefined where the request came without one. */
async function idOf(
  config: AuthConfig,
  door: Door,
  said: Request | string | undefined,
): Promise<[Context, string | undefined]> {
  if (typeof said !== "object") {
    return [new Context(config, door, { headers: new Headers() }), said]
  }
  const { headers, url } = said
  const context = new Context(config, door, { headers, url, request: said })
  const found = await findToken(context)
  return [context, found.status === "ok" ? found.live.facts.sid : undefined]
}
