import { aboutToken, endSessions, type Which } from "../actions/session/ended.ts"
import { findToken } from "../actions/session/token.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { AuthError } from "../errors.ts"

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
    if (sid !== undefined) await endNoted(context, { kind: "session", id: sid })
    return
  }
  const [context, except] = await idOf(config, door, which.except)
  const all: Which = { kind: "user", id: which.user }
  await endNoted(context, except === undefined ? all : { ...all, except })
}

async function endNoted(context: Context, which: Which): Promise<void> {
  const { kind, id, except } = which
  const details = { which: kind === "session" ? "one" : except === undefined ? "all" : "others" }
  const noted = { type: "session-ended", [kind]: id, details } as const
  try {
    await endSessions(context, which)
  } catch (error) {
    if (error instanceof AuthError) {
      await context.note({ ...noted, outcome: "failure", reason: error.type })
    }
    throw error
  }
  await context.note({ ...noted, outcome: "success" })
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
  if (found.status === "ok") aboutToken(context, found.live)
  return [context, found.status === "ok" ? found.live.facts.sid : undefined]
}
