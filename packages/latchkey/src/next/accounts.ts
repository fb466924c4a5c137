import type { AccessTokenOptions } from "../actions/accounts/access-token.ts"
import type { AccessToken } from "../actions/accounts/usable.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import type { Incoming } from "../config/context.ts"
import * as accounts from "../core/accounts.ts"
import type { NextAccounts, NextWhose } from "./account-types.ts"
import { configOf, nextBasePath, placeOf, type Site } from "./place.ts"
import { requestScope } from "./scope.ts"

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
