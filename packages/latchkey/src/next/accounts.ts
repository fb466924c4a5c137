import type { AccessTokenOptions } from "../actions/accounts/access-token.ts"
import type { LinkedAccount } from "../actions/accounts/list.ts"
import type { UnlinkedAccount } from "../actions/accounts/unlink.ts"
import type { AccessToken } from "../actions/accounts/usable.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import type { Incoming } from "../config/context.ts"
import * as accounts from "../core/accounts.ts"
import { configOf, nextBasePath, placeOf, type Site } from "./place.ts"
import { requestScope } from "./scope.ts"

/** Whose accounts, where it is not whoever sent the request that Next.js is answering. */
export interface NextWhose {
  /** The user's id; for work that no request stands behind. */
  readonly user?: string
  /** The request, in a proxy and wherever Next.js does not know it. */
  readonly request?: Request
}

/** Linked accounts, in server components, server actions and route handlers. */
export interface NextAccounts {
  /**
   * The user's linked accounts, without their tokens.
   *
   * @throws SessionRequired; MissingAdapterMethods where the adapter can't list them
   * @example
   * ```ts
   * const accounts = await auth.accounts.list()
   * ```
   */
  list(whose?: NextWhose): Promise<LinkedAccount[]>
  /**
   * Unlinks an account; false where there was none.
   *
   * @throws LastSignInMethod, ReauthenticationRequired, SessionRequired
   * @example
   * ```ts
   * await auth.accounts.unlink({ provider: "github" })
   * ```
   */
  unlink(which: UnlinkedAccount, whose?: NextWhose): Promise<boolean>
}

/** The methods of `auth` that concern accounts. */
export interface NextAccountMethods {
  readonly accounts: NextAccounts
  accessToken(provider: string, options?: AccessTokenOptions & NextWhose): Promise<AccessToken>
}

export function accountMethods(site: Site): NextAccountMethods {
  return {
    accounts: {
      list: async (whose) => accounts.listAccounts(...(await asked(site, whose))),
      unlink: async (which, whose) => accounts.unlinkAccount(...(await asked(site, whose)), which),
    },
    accessToken: async (provider, options = {}) =>
      accounts.accessToken(...(await asked(site, options)), provider, options),
  }
}

async function asked(
  site: Site,
  { user, request }: NextWhose = {},
): Promise<[accounts.Place, Incoming | { readonly user: string }]> {
  const named = user === undefined ? undefined : { user }
  // First, and outside of any `try`: see `requestScope`.
  const headers = named || request ? request?.headers : (await requestScope()).headers
  const incoming: Incoming = { headers: headers ?? new Headers(), url: request?.url, request }
  const config = await configOf(site.source, undefined)
  const place = placeOf(config, site.door, incoming, nextBasePath(request))
  return [{ config: place.config as AuthConfig, door: place.door }, named ?? incoming]
}
