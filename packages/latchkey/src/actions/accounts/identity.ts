import type { Context } from "../../config/context.ts"
import { recordsOf } from "../../config/listing.ts"
import { SessionRequired } from "../../errors.ts"
import { publicSessionId } from "../../session/public-id.ts"
import { findRow } from "../session/find-row.ts"
import { beganAt } from "../session/lifetime.ts"
import { askRecords } from "../session/records.ts"
import { readSession } from "../session/read.ts"
import { findToken } from "../session/token.ts"

/** Who is signed in, and by which session. */
export interface Identity {
  readonly user: string
  /**
   * The session's public id. Absent for a cookie that has none, neither ours nor the `jti` of NextAuth.
   */
  readonly session?: string
  /** When they proved who they are, seconds since the epoch; absent where nobody knows. */
  readonly authTime?: number
}

/**
 * Who sent this request; null: nobody who is signed in.
 *
 * @throws KeysUnavailable, RevocationsUnavailable, SessionTokenError …: not knowing is not the same as nobody
 */
export async function identify(context: Context): Promise<Identity | null> {
  return context.strategy === "database" ? byRow(context) : byToken(context)
}

/** @throws SessionRequired */
export async function requireIdentity(context: Context): Promise<Identity> {
  const identity = await identify(context)
  if (identity) return identity
  throw new SessionRequired("Nobody is signed in")
}

async function byToken(context: Context): Promise<Identity | null> {
  // Through the callbacks: one of them may have ended the session.
  const { session } = await readSession(context, { write: false })
  const found = session ? await findToken(context) : null
  if (found?.status !== "ok") return null
  const { token, facts, lasting } = found.live
  if (typeof token.sub !== "string" || token.sub === "") return null
  const user = token.sub
  if (!lasting) return { user }
  // Of a session that NextAuth began nobody knows when: `iat` is when its cookie was sealed last.
  const isTheirs = facts.sid.startsWith("jti:")
  return { user, session: facts.sid, ...(!isTheirs && { authTime: facts.auth_time }) }
}

async function byRow(context: Context): Promise<Identity | null> {
  const row = await findRow(context)
  if ("stale" in row) return null
  const session = await publicSessionId(row.value)
  const began = beganAt(row.value) ?? (await recordedTime(context, row.user.id, session))
  return {
    user: row.user.id,
    session,
    ...(began !== undefined && { authTime: Math.floor(began / 1000) }),
  }
}

async function recordedTime(
  context: Context,
  user: string,
  session: string,
): Promise<number | undefined> {
  const records = recordsOf(context)
  if (!records) return undefined
  const listed = await askRecords(records, () => records.list(user, Date.now()))
  // One without a provider was noted at a later use: nobody knows when it began.
  return listed.find(({ id, provider }) => id === session && provider !== "")?.created
}
