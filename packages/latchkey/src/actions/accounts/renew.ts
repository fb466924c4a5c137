import type { Context } from "../../config/context.ts"
import type { AdapterAccount } from "../../contracts/adapter.ts"
import { ConsentRequired, TokenUnavailable } from "../../errors.ts"
import type { OAuthTokens } from "../../oauth/callback.ts"
import type { OAuthProvider } from "../../oauth/provider.ts"
import { GrantEnded, refreshTokens } from "../../oauth/refresh.ts"
import type { Lease } from "../lease.ts"
import { revokeQuietly } from "./revoke-quietly.ts"
import { unavailable } from "./refresh-failure.ts"
import { type AccountRow, readAgain, writeTokens } from "./rows.ts"
import { markYoung } from "./young.ts"
import { tokenChange } from "./token-change.ts"

/** Milliseconds of the lease that must be left before the provider is asked: its deadlines, and some for the row. */
const NEEDED = 22_000
/** Pauses between tries to write, in milliseconds: what the provider has given is given once. */
const WRITES = [0, 100, 400]

/**
 * Asks the provider for new tokens, and writes them before anybody gets them. Only for whoever holds the lease.
 *
 * @throws ConsentRequired, TokenUnavailable
 */
export async function renew(
  context: Context,
  provider: OAuthProvider,
  row: AccountRow,
  lease: Lease,
): Promise<AccountRow> {
  const { account } = row
  if (lease.left() < NEEDED) {
    throw new TokenUnavailable("The database is too slow", { provider: provider.id, retryAfter: 2 })
  }
  let tokens: OAuthTokens
  try {
    tokens = await refreshTokens(provider, {
      refreshToken: account.refresh_token!,
      idToken: account.id_token ?? undefined,
    })
  } catch (error) {
    if (error instanceof GrantEnded) return ended(context, row, error)
    const reason = unavailable(provider.id, error)
    await note(context, row, "failure", { reason: reason.type })
    throw reason
  }
  return written(context, provider, row, tokens)
}

async function written(
  context: Context,
  provider: OAuthProvider,
  row: AccountRow,
  tokens: OAuthTokens,
): Promise<AccountRow> {
  const change = tokenChange(provider.account(tokens) ?? {}, row)
  // First: whoever reads the new row is not to refresh it at once.
  await markYoung(context, { ...row.account, ...change } as AdapterAccount)
  const isKept = await persist(context, row, change)
  const now = await readAgain(context, row)
  if (isKept && now) {
    const rotated = tokens.refresh_token !== undefined
    await note(context, row, "success", { details: { rotated } })
    return now
  }
  // A sign-in was faster. Its tokens may be of the same grant, so that nothing is revoked here.
  if (now) return now
  await revokeQuietly(context, provider, tokens)
  const { provider: id } = row.stored
  throw new ConsentRequired(`The account at ${id} was unlinked`, {
    provider: id,
    reason: "account",
  })
}

async function persist(
  context: Context,
  row: AccountRow,
  change: ReturnType<typeof tokenChange>,
): Promise<boolean> {
  for (const [at, pause] of WRITES.entries()) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    try {
      return await writeTokens(context, row, change)
    } catch (error) {
      if (at === WRITES.length - 1) throw error
    }
  }
  return false
}

/** Remembers on the row that the provider is not to be asked again: it has no tokens any more. */
async function ended(context: Context, row: AccountRow, error: GrantEnded): Promise<AccountRow> {
  const emptied = { access_token: null, refresh_token: null, expires_at: null }
  if (!(await writeTokens(context, row, emptied))) {
    const now = await readAgain(context, row)
    // Somebody wrote other tokens meanwhile: those count.
    if (now) return now
  }
  const { provider } = row.stored
  await note(context, row, "failure", { reason: error.error })
  throw new ConsentRequired(
    `${provider} takes the refresh token no more: the user has to sign in there again`,
    { provider, reason: "revoked" },
  )
}

async function note(
  context: Context,
  { stored }: AccountRow,
  outcome: "success" | "failure",
  more: { readonly reason?: string; readonly details?: Readonly<Record<string, boolean>> },
): Promise<void> {
  const { provider, userId } = stored
  await context.note({ type: "token-refreshed", outcome, user: String(userId), provider, ...more })
}
