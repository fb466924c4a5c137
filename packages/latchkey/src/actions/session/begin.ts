import type { Context } from "../../config/context.ts"
import { limitOf, recordsOf } from "../../config/listing.ts"
import { TooManySessions } from "../../errors.ts"
import { publicSessionId } from "../../session/public-id.ts"
import { currentOf, endOne, liveSessions, noteEnd } from "./control.ts"
import { adapterOf, findRow } from "./find-row.ts"
import { revocableOf } from "./ended.ts"
import { type BegunSession, forgetRecords, type NamedSession } from "./records.ts"

/** A session that is about to be replaced, and its row where it has one. */
export interface FormerSession extends NamedSession {
  readonly row?: string
}

/**
 * The session that this browser has already; it ends with the one that begins, whose cookie takes its place
 * (OWASP ASVS 7.2.4): whoever has a copy of the old cookie is out. Looked up only where a session can be ended.
 */
export async function formerSession(context: Context): Promise<FormerSession | undefined> {
  try {
    if (context.strategy === "database") return await formerRow(context)
    if (!revocableOf(context) && !recordsOf(context)) return undefined
    const { user, id } = (await currentOf(context)) ?? {}
    return user === undefined || id === undefined ? undefined : { user, id }
  } catch (error) {
    // Who proved anew who they are does not depend on what they had.
    context.logger.error(error as Error)
    return undefined
  }
}

async function formerRow(context: Context): Promise<FormerSession | undefined> {
  const found = await findRow(context)
  if ("stale" in found) return undefined
  const { session, user, value } = found
  return { user: user.id, id: await publicSessionId(value), row: session.sessionToken }
}

/**
 * Ends what a session that has just begun leaves no room for. Each sign-in is listed before it counts, and all count in
 * one order: of any number at once the newest stay, and no more than the limit.
 *
 * @throws TooManySessions where it is the one that there is no room for
 * @throws RecordsUnavailable, RevocationsUnavailable, AdapterError: where there is a limit, not knowing is no leave
 */
export async function settleSession(
  context: Context,
  { session: { user, id }, undo }: BegunSession,
  former: FormerSession | undefined,
): Promise<void> {
  const limit = limitOf(context)
  if (limit && user !== undefined) {
    try {
      await keepLimit(context, { user, id }, { ...limit, former })
    } catch (error) {
      await undo()
      await forgetRecords(context, user, [id])
      throw error
    }
  }
  if (!former) return
  try {
    await endFormer(context, former)
  } catch (error) {
    context.logger.error(error as Error)
  }
}

/** Adapters of others delete a row by its own name only. */
async function endFormer(context: Context, { row, user, id }: FormerSession): Promise<void> {
  if (row === undefined || context.config.adapter?.deleteSessionsByUserId) {
    await endOne(context, { user, id }, "replaced")
    return
  }
  await adapterOf(context).deleteSession(row)
  await forgetRecords(context, user, [id])
  await noteEnd(context, user, { ids: [id], complete: true }, "replaced")
}

interface Limit {
  readonly max: number
  readonly onExceeded?: "end-oldest" | "refuse"
  readonly former: NamedSession | undefined
}

async function keepLimit(
  context: Context,
  { user }: NamedSession,
  { max, onExceeded, former }: Limit,
): Promise<void> {
  const all = (await liveSessions(context, user)).filter(({ id }) => id !== former?.id)
  if (all.length <= max) return
  if (onExceeded === "refuse") {
    throw new TooManySessions(`The user has ${max} sessions already`, { user })
  }
  for (const { id } of all.slice(max)) await endOne(context, { user, id }, "limit")
}
