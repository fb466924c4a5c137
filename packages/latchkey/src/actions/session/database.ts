import type { Context } from "../../config/context.ts"
import type { Adapter, AdapterSession, AdapterUser } from "../../contracts/adapter.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import { warnOfForeignDomain } from "../../config/session-domain.ts"
import { randomToken } from "../../crypto/index.ts"
import { MissingAdapter, SessionTokenError } from "../../errors.ts"
import { clearChunks, expiredTwin, presentNames } from "../../session/chunks.ts"
import type { SessionCookie } from "../../session/session-cookies.ts"
import type { Session } from "../../vocabulary/session.ts"
import { NO_SESSION, type ReadOptions, type SessionRead } from "./session-read.ts"
import { clearSession } from "./seal.ts"

/** A row, its user, and the cookie that named it. */
export interface LiveRow {
  readonly session: AdapterSession
  readonly user: AdapterUser
  readonly from: SessionCookie
  /** The cookie's value. */
  readonly token: string
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
      if (found && !(found.session.expires.valueOf() > Date.now())) {
        await tidied(adapter, value)
        stale = true
      } else if (found) {
        return { ...found, from, token: value }
      } else {
        stale = true
      }
    }
  }
  return { stale }
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
  const expires = new Date(now + context.maxAge * 1000)
  const dueAt = session.expires.valueOf() - context.maxAge * 1000 + context.updateAge * 1000
  // Where the cookie can't be renewed, the row waits for when both can, or the cookie would end before it.
  const due = dueAt <= now && (options.write || context.compat !== undefined)
  if (due) await adapterOf(context).updateSession({ sessionToken: session.sessionToken, expires })
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

/** 32 random bytes, then when the sign-in was. As a part of what is looked up, the time can't be changed. */
const TIMED = /^[\w-]{43}~([0-9a-z]{6,8})$/

function newSessionToken(): string {
  return `${randomToken()}~${Math.floor(Date.now() / 1000).toString(36)}`
}

/** Seconds since the epoch, where the session's token is of our making; rows have no place for it. */
export function signInTime({ token }: LiveRow): number | undefined {
  const [, said] = TIMED.exec(token) ?? []
  return said === undefined ? undefined : Number.parseInt(said, 36)
}

/** The row and the cookie of a session that begins now; the browser's older one ends with it. */
export async function beginDatabaseSession(context: Context, userId: string): Promise<SetCookie[]> {
  const generate = context.config.session?.generateSessionToken
  const fallback = context.compat ? globalThis.crypto.randomUUID() : newSessionToken()
  const sessionToken = (await generate?.()) ?? fallback
  const expires = new Date(Date.now() + context.maxAge * 1000)
  warnOfForeignDomain(context)
  await adapterOf(context).createSession({ sessionToken, userId, expires })
  const [main] = context.sessionCookies
  const others = clearSession(context).filter((cookie) => cookie.name !== main!.cookie.name)
  return [...others, ...sessionCookie(context, main!, sessionToken, expires)]
}
