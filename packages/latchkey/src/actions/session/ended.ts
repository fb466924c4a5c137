import type { Context } from "../../config/context.ts"
import type { RevocableOptions, SessionRevocation } from "../../contracts/revocations.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { MissingAdapterMethods, RevocationsUnavailable } from "../../errors.ts"
import { newFacts, type SessionFacts } from "../../session/claims.ts"
import { STALENESS } from "../../revocations/feed.ts"
import { feedOf } from "../../revocations/shared.ts"
import type { JWT } from "../../vocabulary/token.ts"
import { isOver } from "./lifetime.ts"
import type { FoundToken, LiveToken } from "./live-token.ts"
import { forgetRecords } from "./records.ts"

/**
 * The options, where sessions in cookies can be ended before their time. Rows are ended by deleting them.
 *
 * @throws MissingAdapterMethods
 */
export function revocableOf(context: Context): RevocableOptions | undefined {
  const revocable = context.config.session?.revocable
  if (!revocable || context.strategy === "database") return undefined
  if (revocable !== true) return revocable
  const store = context.config.adapter?.revocations
  if (store) return { store }
  throw new MissingAdapterMethods(
    "session.revocable is true, and the adapter keeps no revocations: give it a store, such as postgresRevocations(pool)",
  )
}

/**
 * The session, if it has not ended: by its absolute timeout, or before its time. That is told from memory, at once, unless nothing is known that is young
 * enough.
 *
 * @throws RevocationsUnavailable
 */
export function unlessEnded(found: FoundToken, context: Context): MaybePromise<FoundToken> {
  if (found.status !== "ok") return found
  const { live } = found
  if (context.absoluteTimeout !== undefined && isOver(context, live.facts))
    return { status: "ended", why: "expired", from: live.from }
  const options = revocableOf(context)
  if (!options) return found
  const ended = feedOf(options.store).has(live, options)
  if (typeof ended !== "boolean") return whenKnown(ended, found, options)
  return ended ? endedOf(live) : found
}

async function whenKnown(
  ended: Promise<boolean>,
  found: Extract<FoundToken, { status: "ok" }>,
  options: RevocableOptions,
): Promise<FoundToken> {
  try {
    return (await ended) ? endedOf(found.live) : found
  } catch (error) {
    throw unavailable(options, error)
  }
}

function endedOf(whose: LiveToken): FoundToken {
  return { status: "ended", why: "revoked", from: whose.from, whose }
}

/** Whose session it is, for the security events of this request. */
export function aboutToken(context: Context, { facts, token }: LiveToken): void {
  context.about.session = facts.sid
  if (token.sub !== undefined) context.about.user = token.sub
}

function unavailable({ store }: RevocableOptions, error: unknown): RevocationsUnavailable {
  const cause = error instanceof Error ? { err: error } : {}
  return new RevocationsUnavailable(`The store of revoked sessions failed: ${store.name}`, cause)
}

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
    throw unavailable(options, error)
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
