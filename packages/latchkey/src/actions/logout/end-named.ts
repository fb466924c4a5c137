import type { Context } from "../../config/context.ts"
import type { SessionRecord, SessionRecords } from "../../contracts/session-records.ts"
import { AdapterError, MissingAdapterMethods, UnsupportedStrategy } from "../../errors.ts"
import type { LogoutToken } from "../../oauth/logout-claims.ts"
import { stableId } from "../../session/stable-id.ts"
import { endSessions, revocableOf } from "../session/ended.ts"

/** Whose sessions a provider ends: those of one session there, or of one person. */
export type Named = Pick<LogoutToken, "sid" | "sub">

/** What came of it. */
export interface Ended {
  /** What they were found by. */
  readonly by: "sid" | "sub"
  /** The users whose sessions ended. */
  readonly users: readonly string[]
  /** How many; absent where all of a user ended and nobody counted. */
  readonly sessions?: number
}

/** The list of sessions, each method of which throws `AdapterError`; undefined where none is kept. */
export function recordsOf(context: Context): SessionRecords | undefined {
  const given = context.config.session?.records
  if (!given) return undefined
  const records = given === true ? context.config.adapter?.records : given
  if (records) return records
  throw new MissingAdapterMethods(
    "session.records is true, and the adapter keeps no list of sessions: give it one",
  )
}

/**
 * Ends the sessions that a provider names. By the id of its own session where it gives one and a list of sessions is
 * kept; else all of the person, of which that session is one.
 *
 * @throws AdapterError, RevocationsUnavailable where that could not be kept
 * @throws UnsupportedStrategy, MissingAdapterMethods where nothing is configured that could end them
 */
export async function endNamed(
  context: Context,
  provider: string,
  { sid, sub }: Named,
): Promise<Ended> {
  assertEndable(context)
  const records = recordsOf(context)
  if (sid !== undefined && records) return endOfSession(context, records, provider, sid)
  if (sub === undefined) {
    throw new MissingAdapterMethods(
      `Provider "${provider}" names a session of its own, and session.records is not set: nobody knows which it is here`,
    )
  }
  return endOfPerson(context, records, provider, sub)
}

/** @throws UnsupportedStrategy, MissingAdapterMethods */
function assertEndable(context: Context): void {
  if (context.strategy === "database") {
    if (context.adapter?.deleteSessionsByUserId) return
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
): Promise<Ended> {
  const which = { provider, providerSession: sid }
  const found = await asked(() => records.find(which, Date.now()))
  for (const record of found) await endRecorded(context, records, record)
  const users = [...new Set(found.map(({ user }) => user))]
  return { by: "sid", users, sessions: found.length }
}

async function endRecorded(
  context: Context,
  records: SessionRecords,
  { id, user }: SessionRecord,
): Promise<void> {
  if (context.strategy === "database") {
    await context.adapter!.deleteSessionsByUserId!(user, { only: id })
  } else {
    await endSessions(context, { kind: "session", id })
  }
  await asked(() => records.remove(user, { only: id }))
}

async function endOfPerson(
  context: Context,
  records: SessionRecords | undefined,
  provider: string,
  sub: string,
): Promise<Ended> {
  const user = await userOf(context, provider, sub)
  if (user === null) return { by: "sub", users: [], sessions: 0 }
  let ended: readonly string[] | undefined
  if (context.strategy === "database") ended = await context.adapter!.deleteSessionsByUserId!(user)
  else await endSessions(context, { kind: "user", id: user })
  if (records) await asked(() => records.remove(user))
  return { by: "sub", users: [user], ...(ended && { sessions: ended.length }) }
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

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new AdapterError(
      "The list of sessions failed",
      error instanceof Error ? { err: error } : {},
    )
  }
}
