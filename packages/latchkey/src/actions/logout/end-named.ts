import type { Context } from "../../config/context.ts"
import { recordsOf } from "../../config/listing.ts"
import type { SessionRecords } from "../../contracts/session-records.ts"
import { MissingAdapterMethods, UnsupportedStrategy } from "../../errors.ts"
import type { LogoutToken } from "../../oauth/logout-claims.ts"
import { stableId } from "../../session/stable-id.ts"
import { endAll, endOne } from "../session/control.ts"
import { revocableOf } from "../session/ended.ts"
import { askRecords } from "../session/records.ts"

/** Whose sessions a provider ends: those of one session there, or of one person. */
export type Named = Pick<LogoutToken, "sid" | "sub">

/** What came of it. */
export interface EndedByProvider {
  /** What they were found by. */
  readonly by: "sid" | "sub"
  /** The users whose sessions ended. */
  readonly users: readonly string[]
  /** How many; absent where all of a user ended and nobody counted. */
  readonly sessions?: number
}

/** For the audit trail. */
const REASON = "provider-logout"

/**
 * Ends the sessions that a provider names. By the id of its own session where it gives one and a list of sessions is
 * kept; else all of the person, of which that session is one.
 *
 * @throws RecordsUnavailable, AdapterError, RevocationsUnavailable where that could not be kept
 * @throws UnsupportedStrategy, MissingAdapterMethods where nothing is configured that could end them
 */
export async function endNamed(
  context: Context,
  provider: string,
  { sid, sub }: Named,
): Promise<EndedByProvider> {
  assertEndable(context)
  const records = recordsOf(context)
  if (sid !== undefined && records) return endOfSession(context, records, provider, sid)
  if (sub === undefined) {
    throw new MissingAdapterMethods(
      `Provider "${provider}" names a session of its own, and session.records is not set: nobody knows which it is here`,
    )
  }
  return endOfPerson(context, provider, sub)
}

/** @throws UnsupportedStrategy, MissingAdapterMethods */
function assertEndable(context: Context): void {
  if (context.strategy === "database") {
    if (context.config.adapter?.deleteSessionsByUserId) return
    throw new MissingAdapterMethods(
      "A provider can end sessions in the database where the adapter has deleteSessionsByUserId",
    )
  }
  if (revocableOf(context)) return
  throw new UnsupportedStrategy(
    "A provider can end sessions in cookies where session.revocable is set",
  )
}

async function endOfSession(
  context: Context,
  records: SessionRecords,
  provider: string,
  sid: string,
): Promise<EndedByProvider> {
  const which = { provider, providerSession: sid }
  const found = await askRecords(records, () => records.find(which, Date.now()))
  for (const session of found) await endOne(context, session, REASON)
  return { by: "sid", users: [...new Set(found.map(({ user }) => user))], sessions: found.length }
}

async function endOfPerson(
  context: Context,
  provider: string,
  sub: string,
): Promise<EndedByProvider> {
  const user = await userOf(context, provider, sub)
  if (user === null) return { by: "sub", users: [], sessions: 0 }
  const { ids, complete } = await endAll(context, user, { reason: REASON })
  return { by: "sub", users: [user], ...(complete && { sessions: ids.length }) }
}

/** The user's id that belongs to a person at a provider, as a sign-in would find it; null where nobody ever came. */
async function userOf(context: Context, provider: string, sub: string): Promise<string | null> {
  const { adapter } = context
  if (adapter?.getUserByAccount) {
    const user = await adapter.getUserByAccount({ provider, providerAccountId: sub })
    return user?.id ?? null
  }
  return context.compat === 4 && !context.config.adapter ? sub : stableId(provider, sub)
}
