import type { Context } from "../../config/context.ts"
import { MissingAdapterMethods, ReauthenticationRequired } from "../../errors.ts"
import { type Identity, requireIdentity } from "./identity.ts"

/** Seconds. */
const RECENT = 900

/**
 * Who is signed in, if they proved it lately (OWASP ASVS 7.5.1: before what they sign in with is changed).
 *
 * @throws SessionRequired, ReauthenticationRequired
 * @throws MissingAdapterMethods where nobody knows when database sessions began
 */
export async function requireRecent(context: Context): Promise<Identity> {
  const identity = await requireIdentity(context)
  const limit = context.config.account?.recentSignIn ?? RECENT
  if (limit === Infinity) return identity
  const { authTime } = identity
  if (authTime === undefined && context.strategy === "database") {
    throw new MissingAdapterMethods(
      "Nobody knows when a database session began: set session.records, or account.recentSignIn to Infinity",
    )
  }
  const age = Date.now() / 1000 - (authTime ?? 0)
  // Clocks of instances differ a little; what is not a number is not recent.
  if (age >= -60 && age <= limit) return identity
  throw new ReauthenticationRequired(
    `This needs a sign-in within the last ${limit} seconds: sign in again, then once more`,
    { limit },
  )
}
