import type { Context } from "../../config/context.ts"
import type { Adapter, AdapterSession, AdapterUser } from "../../contracts/adapter.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import { warnOfForeignDomain } from "../../config/session-domain.ts"
import { randomToken } from "../../crypto/index.ts"
import { MissingAdapter, SessionTokenError } from "../../errors.ts"
import { clearChunks, expiredTwin, presentNames } from "../../session/chunks.ts"
import type { SessionCookie } from "../../session/session-cookies.ts"
import type { Session } from "../../vocabulary/session.ts"
import { beganAt, datedId, lastMoment, nextEnd } from "./lifetime.ts"
import {
  type BegunSession,
  forgetRecords,
  noteBegin,
  noteRowUse,
  publicId,
  type SessionOrigin,
} from "./records.ts"
import { NO_SESSION, type ReadOptions, type SessionRead } from "./session-read.ts"
import { clearSession } from "./seal.ts"

/** A row, its user, and the cookie that named it. */
export interface LiveRow {
  readonly session: AdapterSession
  readonly user: AdapterUser
  readonly from: SessionCookie
  /** What the cookie says: the session's token, however the adapter names it. */
  readonly value: string
}

/** The adapter, which this strategy can't do without. */
export function adapterOf(context: Context): Required<Adapter> {
  if (!context.adapter) throw new MissingAdapter("Database sessions need an adapter")
  return context.adapter as Required<Adapter>
}

/** Longer than any session id we or Auth.js make; a sealed token of another strategy is not looked up. */
const MAX_ID_LENGTH = 256

/** What stores cut or refuse, each in its way. No session id has it. */
// oxlint-disable-next-line no-control-regex
const UNSTORABLE = /[\0-\x1f\x7f\p{Surrogate}]/u

/** The session's row, looked up by the cookie's value. */
export async function findRow(context: Context): Promise<LiveRow | { readonly stale: boolean }> {
  const adapter = adapterOf(context)
  let stale = false
  for (const from of context.sessionCookies) {
    for (const value of context.jar.all(from.cookie.name).slice(0, 3)) {
      if (value === "" || value.length > MAX_ID_LENGTH || UNSTORABLE.test(value)) continue
      const found = await adapter.getSessionAndUser(value)
      if (found && !lives(context, found.session, value)) {
        await tidied(adapter, value)
        stale = true
      } else if (found) {
        return { ...found, from, value }
      } else {
        stale = true
      }
    }
  }
  return { stale }
}

/** An id that does not say when its session began is of before there was an absolute timeout: it slides no more. */
function lives(context: Context, { expires }: AdapterSession, value: string): boolean {
  const now = Date.now()
  const began = beganAt(value)
  return expires.valueOf() > now && (began === undefined || now < lastMoment(context, began))
}

/** Takes a row away that is over. Another request may have done so first, which some stores call an error. */
async function tidied(adapter: Required<Adapter>, sessionToken: string): Promise<void> {
  try {
    await adapter.deleteSession(sessionToken)
  } catch {
    // It lets nobody in. A store that fails says so at what matters.
  }
}

/** Reads the session from its row, and slides its expiry where that is due. */
export async function readDatabaseSession(
  context: Context,
  options: ReadOptions,
): Promise<SessionRead> {
  try {
    const row = await findRow(context)
    if ("stale" in row) {
      return row.stale && options.write
        ? { session: null, cookies: clearSession(context) }
        : NO_SESSION
    }
    return await present(context, row, options)
  } catch (error) {
    if (error instanceof MissingAdapter) throw error
    const reason = new SessionTokenError(error instanceof Error ? error : String(error))
    // A store that does not answer is not the same as nobody.
    if (!context.compat) throw reason
    context.logger.error(reason)
    return NO_SESSION
  }
}

async function present(context: Context, row: LiveRow, options: ReadOptions): Promise<SessionRead> {
  const { session, user, from } = row
  const now = Date.now()
  const expires = slidTo(context, row, now)
  const dueAt = session.expires.valueOf() - context.maxAge * 1000 + context.updateAge * 1000
  // Where the cookie can't be renewed, the row waits for when both can, or the cookie would end before it.
  const due =
    dueAt <= now && expires > session.expires && (options.write || context.compat !== undefined)
  if (due) await slide(context, row, expires)
  const source = {
    session: { ...session, user },
    user,
    ...(options.update ? { newSession: options.update.data, trigger: "update" as const } : {}),
  }
  const { request } = context.incoming
  const shown = (await context.callback("session")({
    ...source,
    ...(request ? { request } : {}),
  } as never)) as Session
  if (context.config.events?.session) {
    await context.emit("session", { session: shown, token: {} })
  }
  const cookies =
    options.write && (due || context.compat || from.movesTo)
      ? sessionCookie(context, from, session.sessionToken, due ? expires : session.expires)
      : []
  return { session: shown, cookies, source }
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
  const session = { user: userId, id: await publicId(sessionToken) }
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
