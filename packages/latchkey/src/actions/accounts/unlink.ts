import type { Context } from "../../config/context.ts"
import { findProvider, isOAuth, isOAuth1 } from "../../config/providers.ts"
import { AdapterError, InvalidProvider } from "../../errors.ts"
import { requireCsrf } from "../csrf.ts"
import { endOthers } from "../session/end-others.ts"
import { leaseKey, takeLease } from "../lease.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { oauthProvider } from "../signin/oauth.ts"
import { requireRecent } from "./recent.ts"
import { revokeQuietly } from "./revoke-quietly.ts"
import { type AccountRow, accountsOf, methodOf } from "./rows.ts"
import { assertOtherWay } from "./ways-in.ts"

/** Which account. */
export interface UnlinkedAccount {
  readonly provider: string
  /** The user's id there. Needed where they have several accounts at the provider. */
  readonly providerAccountId?: string
}

/** Milliseconds: of the lease, of which so many must be left to delete; and that one waits for it. */
const LEASE = 20_000
const NEEDED = 10_000
const PATIENCE = 5_000

/**
 * Unlinks an account, if the user can still sign in without it. One at a time for each user, so that of two that are
 * unlinked at once one stays.
 *
 * @returns whether there was one
 * @throws LastSignInMethod
 */
export async function unlinkAccountOf(
  context: Context,
  user: string,
  which: UnlinkedAccount,
): Promise<boolean> {
  const row = await alone(context, user, () => removed(context, user, which))
  if (!row) return false
  await endOthers(context, user, "account-unlinked")
  await revoke(context, row)
  const { provider } = row.stored
  await context.note({ type: "account-unlinked", outcome: "success", user, provider })
  return true
}

async function alone<T>(
  context: Context,
  user: string,
  work: () => Promise<() => Promise<T>>,
): Promise<T> {
  const key = await leaseKey("accounts", user)
  for (const until = Date.now() + PATIENCE; Date.now() < until;) {
    const lease = await takeLease(context, key, LEASE)
    if (lease) {
      try {
        const write = await work()
        if (lease.left() < NEEDED) break
        return await write()
      } finally {
        await lease.release()
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 40))
  }
  throw new AdapterError("The user's accounts are being changed, or the database is too slow")
}

/** Looks, and answers what is left to do. */
async function removed(
  context: Context,
  user: string,
  which: UnlinkedAccount,
): Promise<() => Promise<AccountRow | null>> {
  const rows = await accountsOf(context, user)
  const row = choose(rows, which)
  if (!row) return () => Promise.resolve(null)
  if (row.stored.type === "webauthn") {
    throw new InvalidProvider(
      "A passkey is not unlinked as an account: it has an authenticator too",
    )
  }
  await assertOtherWay(context, user, { rows, without: row })
  const { provider, providerAccountId } = row.stored
  return async () => {
    await methodOf(context, "unlinkAccount")({ provider, providerAccountId })
    return row
  }
}

function choose(
  rows: readonly AccountRow[],
  { provider, providerAccountId }: UnlinkedAccount,
): AccountRow | undefined {
  const there = rows.filter(
    ({ stored }) =>
      stored.provider === provider &&
      (providerAccountId === undefined || stored.providerAccountId === providerAccountId),
  )
  if (there.length > 1) {
    throw new InvalidProvider(
      `The user has ${there.length} accounts at ${provider}: say which by \`providerAccountId\``,
    )
  }
  return there[0]
}

/** After the row is gone: nobody gets these tokens any more. */
async function revoke(context: Context, { account }: AccountRow): Promise<void> {
  const config = findProvider(context, account.provider)
  if (!config || !isOAuth(config) || isOAuth1(config)) return
  if (context.config.account?.revokeTokens === undefined) return
  const provider = oauthProvider(
    context,
    config,
    `${context.basePath}/callback/${account.provider}`,
  )
  await revokeQuietly(context, provider, account)
}

/** POST /unlink/:provider, with `providerAccountId` where there are several. */
export async function unlinkAction(
  context: Context,
  request: RequestInternal,
  callbackUrl: string,
): Promise<ResponseInternal> {
  await requireCsrf(context, request)
  const { providerId: provider, body } = request
  if (provider === undefined) throw new InvalidProvider("Which account is to be unlinked?")
  const { user } = await requireRecent(context)
  const { providerAccountId } = body
  await unlinkAccountOf(context, user, {
    provider,
    ...(typeof providerAccountId === "string" && { providerAccountId }),
  })
  return { redirect: callbackUrl }
}
