import type { Context } from "../../config/context.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import { warnOfForeignDomain } from "../../config/session-domain.ts"
import { type MaybePromise, randomToken } from "../../crypto/index.ts"
import { isAtHand } from "../../web/at-hand.ts"
import { MissingAdapter, SessionTokenError } from "../../errors.ts"
import { clearChunks, expiredTwin, presentNames } from "../../session/chunks.ts"
import { publicSessionId } from "../../session/public-id.ts"
import type { SessionCookie } from "../../session/session-cookies.ts"
import type { Session } from "../../vocabulary/session.ts"
import { adapterOf, findRow, type LiveRow } from "./find-row.ts"
import { beganAt, datedId, nextEnd } from "./lifetime.ts"
import {
  type BegunSession,
  forgetRecords,
  noteBegin,
  noteRowUse,
  type SessionOrigin,
} from "./records.ts"
import { NO_SESSION, type ReadOptions, type SessionRead } from "./session-read.ts"
import { clearSession } from "./seal.ts"

/** Reads the session from its row, and slides its expiry where that is due. */
export async function readDatabaseSession(
  context: Context,
  options: ReadOptions,
): Promise<SessionRead> {
  try {
    const finding = findRow(context)
    const row = finding instanceof Promise ? await finding : finding
    if ("stale" in row) {
      return row.stale && options.write
        ? { session: null, cookies: clearSession(context) }
        : NO_SESSION
    }
    const read = present(context, row, options)
    return read instanceof Promise ? await read : read
  } catch (error) {
    if (error instanceof MissingAdapter) throw error
    const reason = new SessionTokenError(error instanceof Error ? error : String(error))
    // A store that does not answer is not the same as nobody.
    if (!context.compat) throw reason
    context.logger.error(reason)
    return NO_SESSION
  }
}

function present(context: Context, row: LiveRow, options: ReadOptions): MaybePromise<SessionRead> {
  const { session } = row
  const now = Date.now()
  const expires = slidTo(context, row, now)
  const dueAt = session.expires.valueOf() - context.maxAge * 1000 + context.updateAge * 1000
  // Where the cookie can't be renewed, the row waits for when both can, or the cookie would end before it.
  const due =
    dueAt <= now && expires > session.expires && (options.write || context.compat !== undefined)
  const shown = { row, until: due ? expires : undefined, options }
  return due ? slide(context, row, expires).then(() => show(context, shown)) : show(context, shown)
}

/** A row that is to be shown; `until` where it was slid just now. */
interface ShownRow {
  readonly row: LiveRow
  readonly until: Date | undefined
  readonly options: ReadOptions
}

function show(context: Context, { row, until, options }: ShownRow): MaybePromise<SessionRead> {
  const { session, user, from } = row
  const source: Record<string, unknown> = { session: { ...session, user }, user }
  if (options.update) Object.assign(source, { newSession: options.update.data, trigger: "update" })
  const request = context.shownTo("session")
  const answer: unknown = context.callback("session")(
    (request ? { ...source, request } : source) as never,
  )
  const written = options.write && (until || context.compat || from.movesTo)
  const read = (session: Session): SessionRead => ({
    session,
    cookies: written
      ? sessionCookie(context, from, row.session.sessionToken, until ?? row.session.expires)
      : [],
    source,
  })
  if (isAtHand(answer) && !context.config.events?.session) return read(answer as Session)
  return told(context, answer as Session | PromiseLike<Session>).then(read)
}

async function told(context: Context, answer: Session | PromiseLike<Session>): Promise<Session> {
  const session = await answer
  await context.emit("session", { session, token: {} })
  return session
}

/** When a row ends that is used now. */
function slidTo(context: Context, { session, value }: LiveRow, now: number): Date {
  if (context.absoluteTimeout === undefined) return nextEnd(context, now, now)
  const began = beganAt(value)
  return began === undefined ? session.expires : nextEnd(context, began, now)
}

async function slide(context: Context, row: LiveRow, expires: Date): Promise<void> {
  const { session, user, value } = row
  const { sessionToken } = session
  const updated = await adapterOf(context).updateSession({ sessionToken, expires })
  // Null: somebody else has ended it at this moment.
  if (updated === null) return
  const seen = session.expires.valueOf() - context.maxAge * 1000
  const times = { began: beganAt(value) ?? seen, expires: expires.valueOf() }
  await noteRowUse(context, { user: user.id, token: value }, times)
}

function sessionCookie(
  { jar }: Context,
  { cookie: from, movesTo }: SessionCookie,
  value: string,
  expires: Date,
): SetCookie[] {
  const { name, options } = movesTo ?? from
  const left = movesTo
    ? clearChunks(jar, from)
    : presentNames(jar, name).flatMap((piece) => expiredTwin(from, piece))
  return [...left, { name, value, options: { ...options, expires } }]
}

/**
 * The row and the cookie of a session that begins now; the browser's older cookie goes with it.
 *
 * @throws RecordsUnavailable: then there is no row
 */
export async function beginDatabaseSession(
  context: Context,
  userId: string,
  origin: SessionOrigin,
): Promise<BegunSession> {
  const generate = context.config.session?.generateSessionToken
  const fallback = context.compat ? globalThis.crypto.randomUUID() : randomToken()
  const sessionToken = datedId(context, (await generate?.()) ?? fallback)
  const expires = nextEnd(context, Date.now())
  warnOfForeignDomain(context)
  const adapter = adapterOf(context)
  const session = { user: userId, id: await publicSessionId(sessionToken) }
  context.about.session = session.id
  // The list comes first: a row that is not on it began before there was one, for whoever counts them meanwhile.
  await noteBegin(context, session, origin, expires.valueOf())
  try {
    await adapter.createSession({ sessionToken, userId, expires })
  } catch (error) {
    await forgetRecords(context, userId, [session.id])
    throw error
  }
  const undo = async (): Promise<void> => void (await adapter.deleteSession(sessionToken))
  const [main] = context.sessionCookies
  const others = clearSession(context).filter((cookie) => cookie.name !== main!.cookie.name)
  const cookies = [...others, ...sessionCookie(context, main!, sessionToken, expires)]
  return { cookies, session, undo }
}
