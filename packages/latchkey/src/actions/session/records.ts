import { publicSessionId } from "../../session/public-id.ts"
import type { Context } from "../../config/context.ts"
import { limitOf, recordsOf } from "../../config/listing.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import type { SessionRecord, SessionRecords } from "../../contracts/session-records.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { RecordsUnavailable } from "../../errors.ts"
import type { SessionFacts } from "../../session/claims.ts"
import type { JWT } from "../../vocabulary/token.ts"
import { lastMoment } from "./lifetime.ts"

/** Milliseconds that a list has to answer. */
const PATIENCE = 5_000
/** Longer than any browser's, and what a store keeps of it. */
const MAX_AGENT = 512
/** Ids of providers that are longer are not kept: nothing could be found by half of one. */
const MAX_ID = 255

/** How a session began. */
export type SessionOrigin = Pick<
  SessionRecord,
  "provider" | "providerAccountId" | "providerSession" | "amr"
>

/** Whose session it is, and its public id. */
export interface NamedSession {
  readonly user: string
  readonly id: string
}

/** A session that has begun, and what says so to the browser. */
export interface BegunSession {
  readonly cookies: SetCookie[]
  /** A token need not name a user. */
  readonly session: { readonly user: string | undefined; readonly id: string }
  /** Takes back what was stored, before the browser was told. */
  undo(): Promise<void>
}

/**
 * Notes a session that begins. A list that is down keeps nobody from signing in, unless it is what a limit is counted
 * by: who can bring it down would be rid of the limit.
 *
 * @returns whether it is listed
 * @throws RecordsUnavailable where there is a limit
 */
export async function noteBegin(
  context: Context,
  session: NamedSession,
  origin: SessionOrigin,
  expires: number,
): Promise<boolean> {
  const records = recordsOf(context)
  if (!records) return false
  const now = Date.now()
  const record = {
    ...began(origin),
    ...session,
    created: now,
    seen: now,
    expires,
    ...from(context),
  }
  const add = async (): Promise<boolean> => records.add(record).then(() => true)
  if (limitOf(context)) return askRecords(records, add)
  return (await tolerate(context, records, add)) ?? false
}

/** The facts to seal anew, once the list knows of the use. One that began before there was a list joins it. */
export function noteUse(
  context: Context,
  { token, facts }: { readonly token: JWT; readonly facts: SessionFacts },
  expires: Date,
): MaybePromise<SessionFacts> {
  const end = expires.valueOf()
  if (facts.rec !== undefined && end < facts.rec * 1000) return facts
  const records = recordsOf(context)
  const { sub: user } = token
  if (!records || user === undefined) return facts
  return noteIn(records, context, { user, facts, end })
}

async function noteIn(
  records: SessionRecords,
  context: Context,
  {
    user,
    facts,
    end,
  }: { readonly user: string; readonly facts: SessionFacts; readonly end: number },
): Promise<SessionFacts> {
  const { sid: id, auth_time: authTime } = facts
  const rec = listedUntil(context, facts, end)
  const noted = await tolerate(context, records, async () => {
    const use = { id, seen: Date.now(), expires: rec * 1000, ...from(context) }
    if (facts.rec === undefined) await records.add({ ...use, ...unknown(user, authTime * 1000) })
    else await records.touch(use)
    return true
  })
  return noted ? { ...facts, rec } : facts
}

/** Notes the use of a row; one that began before there was a list joins it. */
export async function noteRowUse(
  context: Context,
  row: { readonly user: string; readonly token: string },
  times: { readonly began: number; readonly expires: number },
): Promise<void> {
  const records = recordsOf(context)
  if (!records) return
  await tolerate(context, records, async () => {
    const id = await publicSessionId(row.token)
    const use = { id, seen: Date.now(), expires: times.expires, ...from(context) }
    if (await records.touch(use)) return
    await records.add({ ...use, ...unknown(row.user, times.began) })
  })
}

/**
 * Until when the list has a session in a cookie, seconds since the epoch: a little longer than its cookie, since one
 * that is sealed again and again is not noted each time.
 */
export function listedUntil(context: Context, facts: SessionFacts, end: number): number {
  const slack = Math.min(context.updateAge, context.maxAge / 20) * 1000
  return Math.ceil(Math.min(end + slack, lastMoment(context, facts.auth_time * 1000)) / 1000)
}

/** Takes sessions that have ended off the list. What fails is logged: a list says who ended, it ends nobody. */
export async function forgetRecords(
  context: Context,
  user: string,
  ids: readonly string[],
): Promise<void> {
  const records = recordsOf(context)
  if (!records) return
  await Promise.all(
    ids.map((only) => tolerate(context, records, () => records.remove(user, { only }))),
  )
}

/** @throws RecordsUnavailable */
export async function askRecords<T>(records: SessionRecords, work: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE} ms`)), PATIENCE)
  })
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    const cause = error instanceof Error ? { err: error } : {}
    throw new RecordsUnavailable(`The list of sessions failed: ${records.name}`, cause)
  } finally {
    clearTimeout(timer)
  }
}

async function tolerate<T>(
  context: Context,
  records: SessionRecords,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await askRecords(records, work)
  } catch (error) {
    context.logger.error(error as RecordsUnavailable)
    return undefined
  }
}

function began({
  provider,
  providerAccountId,
  providerSession,
  amr,
}: SessionOrigin): SessionOrigin {
  const fits = (id: string | undefined): id is string => id !== undefined && id.length <= MAX_ID
  return {
    provider,
    amr,
    ...(fits(providerAccountId) ? { providerAccountId } : {}),
    ...(fits(providerSession) ? { providerSession } : {}),
  }
}

/** A session that nobody noted when it began. */
function unknown(
  user: string,
  created: number,
): Pick<SessionRecord, "user" | "created" | "provider" | "amr"> {
  return { user, created, provider: "", amr: [] }
}

/** Where a request came from, as far as it is known. */
function from(context: Context): Pick<SessionRecord, "ip" | "userAgent"> {
  const { ip } = context
  const agent = context.incoming.headers.get("user-agent")?.slice(0, MAX_AGENT)
  return { ...(ip === undefined ? {} : { ip }), ...(agent ? { userAgent: agent } : {}) }
}
