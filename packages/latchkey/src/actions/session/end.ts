import type { Context } from "../../config/context.ts"
import type { RevocableOptions, SessionRevocation } from "../../contracts/revocations.ts"
import type { RevocationsUnavailable } from "../../errors.ts"
import { STALENESS } from "../../revocations/feed.ts"
import { feedOf } from "../../revocations/shared.ts"
import { newFacts, type SessionFacts } from "../../session/claims.ts"
import type { JWT } from "../../vocabulary/token.ts"
import { aboutToken, revocableOf, revocationsUnavailable } from "./ended.ts"
import type { LiveToken } from "./live-token.ts"
import { forgetRecords } from "./records.ts"
import { forgetSession } from "./register.ts"

/** Which sessions end: one by its id, or all of a user but perhaps one. */
export interface Which extends Pick<SessionRevocation, "kind" | "id" | "except"> {
  /** Milliseconds from now in which a session that begins ends as well. @default 0 */
  readonly margin?: number
}

/**
 * Ends sessions, here at once and everywhere when this is through.
 *
 * @throws RevocationsUnavailable where that could not be kept: they have ended here only, and it is offered again
 * @throws TypeError where sessions can't be ended before their time
 */
export async function endSessions(context: Context, which: Which): Promise<void> {
  const options = revocableOf(context)
  if (!options) throw new TypeError("Sessions can be revoked where session.revocable is set.")
  try {
    await feedOf(options.store).add(revocation(context, options, which))
  } catch (error) {
    throw revocationsUnavailable(options, error)
  }
}

/** Ends the session of someone who signs out. What fails is logged, and offered to the store again. */
export async function endOwnSession(context: Context, live: LiveToken): Promise<void> {
  const { facts, token, lasting } = live
  // An id that was made up now names no copy of the cookie.
  if (!revocableOf(context) || !lasting) return
  try {
    await endSessions(context, { kind: "session", id: facts.sid })
  } catch (error) {
    context.logger.error(error as RevocationsUnavailable)
  }
  if (token.sub !== undefined) await forgetRecords(context, token.sub, [facts.sid])
}

function revocation(
  context: Context,
  { staleness = STALENESS }: RevocableOptions,
  { margin = 0, ...which }: Which,
): SessionRevocation {
  const at = Date.now() + margin
  const lifetime = Math.max(context.maxAge, context.tokenMaxAge)
  // An instance that has not heard of it may seal the session anew once more.
  const late = Number.isFinite(staleness) ? staleness : lifetime
  return { ...which, at, until: at + (lifetime + late) * 1000 }
}

/** Ends the session of a request that its `jwt` callback refused. */
export async function endToken(context: Context, live: LiveToken): Promise<void> {
  await Promise.all([forgetSession(context, live), endOwnSession(context, live)])
  aboutToken(context, live)
  await context.note({
    type: "session-ended",
    outcome: "success",
    details: { by: "jwt callback" },
  })
}

/** The facts of a session that begins now, after all that was ended of this user. */
export function factsFrom(context: Context, token: JWT): SessionFacts {
  const facts = newFacts()
  const options = revocableOf(context)
  if (!options || token.sub === undefined) return facts
  const feed = feedOf(options.store)
  // Times of a sign-in have seconds only: one in the second of an end would pass for one before it.
  const after = Math.floor(feed.lastEndOf(token.sub) / 1000) + 1
  return after > facts.auth_time && after <= facts.auth_time + 1
    ? { ...facts, auth_time: after }
    : facts
}
