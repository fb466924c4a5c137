import type { Context } from "../../config/context.ts"
import type { RevocableOptions } from "../../contracts/revocations.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { MissingAdapterMethods, RevocationsUnavailable } from "../../errors.ts"
import { onceThere } from "../../web/at-hand.ts"
import { late } from "../../web/late.ts"
import { isOver } from "./lifetime.ts"
import type { FoundToken, LiveToken } from "./live-token.ts"

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
  return onceThere(feeds(), askFeed, { found, options })
}

/** Loaded with the first session that could have ended. */
const feeds = late(() => import("../../revocations/shared.ts"))

interface Asked {
  readonly found: Extract<FoundToken, { status: "ok" }>
  readonly options: RevocableOptions
}

function askFeed(
  { feedOf }: typeof import("../../revocations/shared.ts"),
  { found, options }: Asked,
): MaybePromise<FoundToken> {
  const ended = feedOf(options.store).has(found.live, options)
  if (typeof ended !== "boolean") return whenKnown(ended, found, options)
  return ended ? endedOf(found.live) : found
}

async function whenKnown(
  ended: Promise<boolean>,
  found: Extract<FoundToken, { status: "ok" }>,
  options: RevocableOptions,
): Promise<FoundToken> {
  try {
    return (await ended) ? endedOf(found.live) : found
  } catch (error) {
    throw revocationsUnavailable(options, error)
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

/** The store of ended sessions can't say, or keep, which they are. */
export function revocationsUnavailable(
  { store }: RevocableOptions,
  error: unknown,
): RevocationsUnavailable {
  const cause = error instanceof Error ? { err: error } : {}
  return new RevocationsUnavailable(`The store of revoked sessions failed: ${store.name}`, cause)
}
