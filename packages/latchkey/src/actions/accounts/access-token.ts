import type { Context } from "../../config/context.ts"
import { findProvider, isOAuth, isOAuth1 } from "../../config/providers.ts"
import { ConsentRequired, InvalidProvider, TokenUnavailable } from "../../errors.ts"
import type { OAuthProvider } from "../../oauth/provider.ts"
import { oauthProvider } from "../signin/oauth.ts"
import { refreshOnce } from "./refresh-once.ts"
import { type AccountRow, accountsOf } from "./rows.ts"
import { isYoung } from "./young.ts"
import { type AccessToken, assertScope, livingToken, scopesOf } from "./usable.ts"

/** Which token is wanted. */
export interface AccessTokenOptions {
  /** Scopes that must have been granted, space-separated or as a list. */
  readonly scope?: string | readonly string[]
  /** Which account, where the user has several at the provider. */
  readonly providerAccountId?: string
  /** Seconds that the token must still live; younger ones are refreshed. @default 60 */
  readonly minValidity?: number
}

/** Often enough for whoever meets another refresh at each turn. */
const ROUNDS = 4

/**
 * A living access token of the user's account at the provider: the stored one, else a refreshed one.
 *
 * @throws ConsentRequired, TokenUnavailable, InvalidProvider, MissingAdapterMethods
 */
export async function accessTokenOf(
  context: Context,
  user: string,
  id: string,
  { scope = [], providerAccountId, minValidity = 60 }: AccessTokenOptions,
): Promise<AccessToken> {
  const provider = providerOf(context, id)
  const wanted = scopesOf(scope)
  let row = choose(await accountsOf(context, user), id, providerAccountId)
  for (let round = 0; round < ROUNDS; round++) {
    assertScope(row.account, provider.authorization.params["scope"], wanted)
    const token = livingToken(row.account, minValidity * 1000)
    if (token) return token
    const still = livingToken(row.account, 0)
    const refresh = refreshable(row)
    // Without a refresh token it is used for as long as it lives.
    if (still && (refresh === undefined || (await isYoung(context, row.account)))) return still
    assertRefreshable(row)
    try {
      row = await refreshOnce(context, provider, row)
    } catch (error) {
      if (still && error instanceof TokenUnavailable) return still
      throw error
    }
    // A provider may give less than is asked for; what was just refreshed is as good as it gets.
    const fresh = livingToken(row.account, 0)
    if (fresh && row.account.access_token !== still?.accessToken) {
      assertScope(row.account, provider.authorization.params["scope"], wanted)
      return fresh
    }
  }
  throw new TokenUnavailable(`The account at ${id} changes all the time`, {
    provider: id,
    retryAfter: 1,
  })
}

function providerOf(context: Context, id: string): OAuthProvider {
  const config = findProvider(context, id)
  if (!config) throw new InvalidProvider(`There is no provider ${JSON.stringify(id)}`)
  if (!isOAuth(config) || isOAuth1(config)) {
    throw new InvalidProvider(`${id} is not a provider of OAuth 2: it has no access tokens`)
  }
  return oauthProvider(context, config, `${context.basePath}/callback/${id}`)
}

function choose(
  rows: readonly AccountRow[],
  provider: string,
  providerAccountId: string | undefined,
): AccountRow {
  const there = rows.filter(
    ({ stored }) =>
      stored.provider === provider &&
      (providerAccountId === undefined || stored.providerAccountId === providerAccountId),
  )
  if (there.length > 1) {
    throw new TypeError(
      `The user has ${there.length} accounts at ${provider}: say which by \`providerAccountId\`.`,
    )
  }
  if (there[0]) return there[0]
  const message = `The user has no account at ${provider}: link one`
  throw new ConsentRequired(message, { provider, reason: "account" })
}

function refreshable({ account }: AccountRow): string | undefined {
  return account.refresh_token || undefined
}

/** @throws TokenUnavailable, ConsentRequired */
function assertRefreshable(row: AccountRow): void {
  if (refreshable(row) !== undefined) return
  const { provider, access_token } = row.account
  const sealed = row.unopened.filter((field) => field !== "id_token")
  if (sealed.length > 0) {
    throw new TokenUnavailable(`The stored ${sealed.join(" and ")} can't be opened: see the log`, {
      provider,
    })
  }
  // Both are emptied when the provider ends the grant.
  if (access_token) {
    throw new ConsentRequired(
      `The access token of ${provider} is over, and it gave no refresh token: ask for offline access`,
      { provider, reason: "expired" },
    )
  }
  throw new ConsentRequired(
    `There is no token of ${provider}: the user has to sign in there again`,
    {
      provider,
      reason: "revoked",
    },
  )
}
