import type { Context } from "../../config/context.ts"
import { crypto, randomToken } from "../../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../../crypto/memo.ts"
import { Question } from "../../crypto/question.ts"
import { ConsentRequired, TokenUnavailable } from "../../errors.ts"
import { discovered } from "../../oauth/discover.ts"
import type { OAuthProvider } from "../../oauth/provider.ts"
import { leaseKey, takeLease } from "../lease.ts"
import { unavailable } from "./refresh-failure.ts"
import { renew } from "./renew.ts"
import { type AccountRow, readAgain } from "./rows.ts"

/** Milliseconds of a lease: longer than a request to the token endpoint, one for its keys, and the database around. */
const LEASE = 30_000
/** Milliseconds that those wait who find it taken. */
const PATIENCE = 12_000

/** One question for all callers of this process, by the refresh token; and since when not to ask again. */
const memo = sharedMemo("token-refreshes", () => ({
  salt: randomToken(),
  questions: new Map<string, Question<AccountRow>>(),
  failures: new BoundedMap<string, { readonly until: number; readonly error: TokenUnavailable }>(
    1000,
  ),
}))

/**
 * Refreshes the tokens of an account once, however many ask: one question in this process, one lease among all. Whoever
 * finds the lease taken waits for the row to change. Answers the row as it is then.
 *
 * @throws ConsentRequired, TokenUnavailable
 */
export async function refreshOnce(
  context: Context,
  provider: OAuthProvider,
  row: AccountRow,
): Promise<AccountRow> {
  const key = await nameOf(provider, row)
  const failed = memo.failures.get(key)
  if (failed && failed.until > Date.now()) throw later(failed)
  const question = memo.questions.get(key) ?? new Question<AccountRow>()
  memo.questions.set(key, question)
  try {
    return await question.ask(() => refreshAlone(context, provider, row))
  } catch (error) {
    if (error instanceof TokenUnavailable) {
      memo.failures.set(key, { until: Date.now() + (error.retryAfter ?? 2) * 1000, error })
    }
    throw error
  } finally {
    if (question.waiting === 0) memo.questions.delete(key)
  }
}

/** A refresh token belongs to one account of one client; kept in memory as a hash that is of no use elsewhere. */
async function nameOf(provider: OAuthProvider, { account }: AccountRow): Promise<string> {
  const parts = [memo.salt, provider.id, provider.clientId, account.providerAccountId]
  const text = JSON.stringify([...parts, account.refresh_token])
  return crypto.toBase64url(await crypto.sha256(text))
}

function later({ until, error }: { until: number; error: TokenUnavailable }): TokenUnavailable {
  const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000))
  const { retryAfter } = error
  return new TokenUnavailable("The provider did not answer a moment ago", {
    ...error.cause,
    ...(retryAfter !== undefined && { retryAfter: seconds }),
  })
}

async function refreshAlone(
  context: Context,
  provider: OAuthProvider,
  row: AccountRow,
): Promise<AccountRow> {
  // Before the lease: what is slow here holds nobody up.
  await discovered(provider).catch((error: unknown) => {
    throw unavailable(provider.id, error)
  })
  const { providerAccountId } = row.stored
  const key = await leaseKey("token", provider.id, providerAccountId)
  const patience = Date.now() + PATIENCE
  for (let pause = 25; ; pause = Math.min(pause * 2, 250)) {
    const lease = await takeLease(context, key, LEASE)
    if (lease) {
      try {
        return (await changed(context, row)) ?? (await renew(context, provider, row, lease))
      } finally {
        await lease.release()
      }
    }
    if (Date.now() > patience) {
      const message = `Another instance is refreshing the token of ${provider.id}, and takes long`
      throw new TokenUnavailable(message, { provider: provider.id, retryAfter: 2 })
    }
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())))
    const now = await changed(context, row)
    if (now) return now
  }
}

/**
 * The row, if somebody has written it since it was read.
 *
 * @throws ConsentRequired where the account was unlinked
 */
async function changed(context: Context, row: AccountRow): Promise<AccountRow | null> {
  const now = await readAgain(context, row)
  if (!now) {
    const { provider } = row.stored
    const message = `The account at ${provider} was unlinked`
    throw new ConsentRequired(message, { provider, reason: "account" })
  }
  const { access_token, refresh_token } = row.account
  const isSame =
    (now.account.refresh_token ?? null) === (refresh_token ?? null) &&
    (now.account.access_token ?? null) === (access_token ?? null)
  return isSame ? null : now
}
