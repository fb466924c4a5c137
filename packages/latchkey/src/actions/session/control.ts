import type { Context } from "../../config/context.ts"
import { recordsOf } from "../../config/listing.ts"
import type { SessionRecord } from "../../contracts/session-records.ts"
import { MissingAdapterMethods } from "../../errors.ts"
import { feedOf } from "../../revocations/shared.ts"
import { newestFirst } from "../../records/shared.ts"
import { adapterOf, findRow } from "./find-row.ts"
import { endSessions } from "./end.ts"
import { revocableOf } from "./ended.ts"
import { publicSessionId } from "../../session/public-id.ts"
import { askRecords, forgetRecords, type NamedSession } from "./records.ts"
import { findToken } from "./token.ts"

/** Why a session ended before its time, for the audit trail. */
export type EndReason = string

/** The session that a request came with. Without an id where its cookie was written elsewhere and has none. */
export interface CurrentSession {
  readonly user: string | undefined
  readonly id: string | undefined
}

/**
 * Whose session this request came with; null where it came with none.
 *
 * @throws KeysUnavailable, RevocationsUnavailable and the like: not knowing is not the same as nobody
 */
export async function currentOf(context: Context): Promise<CurrentSession | null> {
  if (context.strategy === "database") {
    const row = await findRow(context)
    return "stale" in row ? null : { user: row.user.id, id: await publicSessionId(row.value) }
  }
  const found = await findToken(context)
  if (found.status !== "ok") return null
  const { token, facts, lasting } = found.live
  return { user: token.sub, id: lasting ? facts.sid : undefined }
}

/**
 * The sessions of a user that live now, newest first. What the list says is held against what lets people in: rows, or
 * what has ended of the cookies.
 *
 * @throws RecordsUnavailable, AdapterError, RevocationsUnavailable
 * @throws TypeError where sessions are not listed
 */
export async function liveSessions(context: Context, user: string): Promise<SessionRecord[]> {
  const records = recordsOf(context)
  if (!records) throw new TypeError("Sessions are listed where session.records is set.")
  const listed = await askRecords(records, () => records.list(user, Date.now()))
  return context.strategy === "database"
    ? withRows(context, user, listed)
    : withoutEnded(context, listed)
}

/** A row that nobody noted lets somebody in as well. */
async function withRows(
  context: Context,
  user: string,
  listed: readonly SessionRecord[],
): Promise<SessionRecord[]> {
  const rows = await adapterOf(context).listSessionsByUserId?.(user)
  if (!rows) return [...listed]
  const known = new Map(listed.map((record) => [record.id, record]))
  return rows
    .filter(({ expires }) => expires.valueOf() > Date.now())
    .map(({ id, expires: until }) => {
      const expires = until.valueOf()
      // Its end was put off when it was used last.
      const seen = Math.max(0, expires - context.maxAge * 1000)
      const record = known.get(id) ?? { id, user, created: seen, seen, provider: "", amr: [] }
      return { ...record, expires }
    })
    .sort(newestFirst)
}

async function withoutEnded(
  context: Context,
  listed: readonly SessionRecord[],
): Promise<SessionRecord[]> {
  const options = revocableOf(context)
  if (!options) return [...listed]
  const feed = feedOf(options.store)
  const ended = await Promise.all(
    listed.map(async ({ id: sid, created, user: sub }) =>
      // The second of a sign-in may have been put after an end of before.
      feed.has(
        { facts: { sid, auth_time: Math.floor(created / 1000) + 1 }, token: { sub } },
        options,
      ),
    ),
  )
  return listed.filter((_, n) => !ended[n])
}

/**
 * Ends one session. Whether it is the user's is for whoever calls to know; a row is looked for among theirs.
 *
 * @returns whether it ended by this
 * @throws RevocationsUnavailable, AdapterError
 */
export async function endOne(
  context: Context,
  { user, id }: NamedSession,
  reason: EndReason,
): Promise<boolean> {
  if (context.strategy === "database") {
    const ids = await deleteRows(context, user, { only: id })
    if (ids.length === 0) {
      // A line of the list without a row lets nobody in, and is no device.
      await forgetRecords(context, user, [id])
      return false
    }
  } else await endSessions(context, { kind: "session", id })
  await forgetRecords(context, user, [id])
  await noteEnd(context, user, { ids: [id], complete: true }, reason)
  return true
}

/** What ended, and of whom. */
export interface Ended {
  readonly ids: readonly string[]
  /** Whether these are all: of sessions in cookies that are not listed nobody knows the ids. */
  readonly complete: boolean
}

/**
 * Ends all sessions of a user that began until now, but perhaps one.
 *
 * @throws RevocationsUnavailable, AdapterError
 */
export async function endAll(
  context: Context,
  user: string,
  { except, reason }: { readonly except?: string | undefined; readonly reason: EndReason },
): Promise<Ended> {
  const ended =
    context.strategy === "database"
      ? {
          ids: await deleteRows(context, user, except === undefined ? {} : { except }),
          complete: true,
        }
      : await endCookies(context, user, except)
  await forgetRecords(context, user, ended.ids)
  await noteEnd(context, user, ended, reason)
  return ended
}

async function endCookies(
  context: Context,
  user: string,
  except: string | undefined,
): Promise<Ended> {
  // Looked up ahead: a session that begins meanwhile stays, and stays on the list. Ends come first, lists after.
  const listed = recordsOf(context)
    ? await liveSessions(context, user).catch((error: unknown) => {
        context.logger.error(error as Error)
        return undefined
      })
    : undefined
  await endSessions(context, {
    kind: "user",
    id: user,
    ...(except === undefined ? {} : { except }),
  })
  const ids = (listed ?? []).map(({ id }) => id).filter((id) => id !== except)
  return { ids, complete: listed !== undefined }
}

async function deleteRows(
  context: Context,
  user: string,
  which: { readonly only?: string; readonly except?: string },
): Promise<readonly string[]> {
  if (!context.config.adapter?.deleteSessionsByUserId) {
    throw new MissingAdapterMethods("The adapter has no deleteSessionsByUserId")
  }
  return adapterOf(context).deleteSessionsByUserId(user, which)
}

/** Notes in the audit trail what ended, and why. */
export async function noteEnd(
  context: Context,
  user: string,
  { ids, complete }: Ended,
  reason: EndReason,
): Promise<void> {
  if (complete && ids.length === 0) return
  await context.note({
    type: "session-ended",
    outcome: "success",
    user,
    ...(ids.length === 1 ? { session: ids[0]! } : {}),
    details: { reason, ...(complete ? { sessions: ids.length } : {}) },
  })
}
