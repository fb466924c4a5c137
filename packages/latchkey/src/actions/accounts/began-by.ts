import type { Context } from "../../config/context.ts"
import { InvalidCheck } from "../../errors.ts"
import { identify, type Identity } from "./identity.ts"
import { linksImplicitly } from "./linking.ts"
import { requireRecent } from "./recent.ts"

/** Who was signed in when a flow began: sealed into its checks, so that nobody else's session ends it. */
export interface BeganBy {
  readonly user: string
  /** See `Identity.session`. */
  readonly session?: string
  /** Whether the account is to be linked to that user. */
  readonly link?: true
}

/**
 * Who begins this flow, where that matters at its end.
 *
 * @param link - Whether the person asked to link an account.
 * @throws SessionRequired, ReauthenticationRequired where they did, and may not
 */
export async function beginBy(context: Context, link: boolean): Promise<BeganBy | undefined> {
  if (link) return { ...nameOf(await requireRecent(context)), link: true }
  if (!linksImplicitly(context)) return undefined
  // Who can't be told links nothing; they may sign in all the same.
  const identity = await identify(context).catch(() => null)
  return identity ? nameOf(identity) : undefined
}

function nameOf({ user, session }: Identity): BeganBy {
  return { user, ...(session !== undefined && { session }) }
}

/** What was sealed, if it is of our making. */
export function readBeganBy(claim: unknown): BeganBy | undefined {
  const { user, session, link } = (claim ?? {}) as { [name: string]: unknown }
  if (typeof user !== "string") return undefined
  return {
    user,
    ...(typeof session === "string" && { session }),
    ...(link === true && { link }),
  }
}

/**
 * Ensure that the session which ends a flow is the one that began it. Otherwise who plants their own half-finished flow
 * in another's browser would have their account linked to that person (login CSRF, RFC 6749 §10.12).
 *
 * @throws InvalidCheck
 */
export async function assertSameSession(
  context: Context,
  by: BeganBy | undefined,
): Promise<Identity> {
  const now = await identify(context)
  const isSame =
    by !== undefined &&
    now !== null &&
    by.user === now.user &&
    (by.session === undefined || by.session === now.session)
  if (isSame) return now
  throw new InvalidCheck(
    "Linking was begun by another session than the one that it came back to: begin again",
    { check: "session" },
  )
}
