import type { TokenSet } from "../../vocabulary/account.ts"
import type { AccountChange, AccountRow } from "./rows.ts"

/** What names an account or says whose it is; never changed by what a provider answers. */
const FIXED: ReadonlySet<string> = new Set([
  "id",
  "userId",
  "user_id",
  "type",
  "provider",
  "providerAccountId",
])

/**
 * What to write of new tokens: all that the provider's `account` callback keeps. A refresh token stays where no new one
 * came (RFC 6749 §6), as do scope and ID token; an end that is not said is none.
 */
export function tokenChange(kept: TokenSet, { account }: AccountRow): AccountChange {
  const given = Object.entries(kept).filter(
    ([name, value]) => !FIXED.has(name) && value !== undefined,
  ) as [string, string][]
  return {
    ...Object.fromEntries(given),
    refresh_token: kept.refresh_token ?? account.refresh_token,
    expires_at: kept.expires_at ?? null,
  }
}
