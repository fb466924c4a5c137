import type { Context } from "../../config/context.ts"
import { limitOf, recordsOf } from "../../config/listing.ts"
import { TooManySessions } from "../../errors.ts"
import { currentOf, endOne, liveSessions } from "./control.ts"
import { type BegunSession, forgetRecords, type NamedSession } from "./records.ts"

/**
 * The session that this browser has already; it ends with the one that begins, whose cookie takes its place. Looked up
 * only where sessions are listed, since there it would stay on the list as a device that nobody has.
 */
export async function formerSession(context: Context): Promise<NamedSession | undefined> {
  if (!recordsOf(context)) return undefined
  try {
    const { user, id } = (await currentOf(context)) ?? {}
    return user === undefined || id === undefined ? undefined : { user, id }
  } catch (error) {
    // Who proved anew who they are does not depend on what they had.
    context.logger.error(error as Error)
    return undefined
  }
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
  former: NamedSession | undefined,
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
    await endOne(context, former, "replaced")
  } catch (error) {
    context.logger.error(error as Error)
  }
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
