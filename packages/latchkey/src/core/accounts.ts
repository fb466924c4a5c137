import type { AccessTokenOptions } from "../actions/accounts/access-token.ts"
import type { LinkedAccount } from "../actions/accounts/list.ts"
import type { UnlinkedAccount } from "../actions/accounts/unlink.ts"
import type { AccessToken } from "../actions/accounts/usable.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door, type Incoming } from "../config/context.ts"

/** Whose accounts: of whoever sent this request, or of the user with that id. */
export type Whose = Request | { readonly user: string }

/** A configuration, and the door that it came in by. */
export interface Place {
  readonly config: AuthConfig
  readonly door: Door
}

type Asked = Incoming | { readonly user: string }

/** @see `accessToken` of the package */
export async function accessToken(
  place: Place,
  whose: Asked,
  provider: string,
  options: AccessTokenOptions = {},
): Promise<AccessToken> {
  // Loaded when it is needed, with the protocol: most requests only ask for the session.
  const { accessTokenOf } = await import("../actions/accounts/access-token.ts")
  const [context, user] = await userOf(place, whose)
  return accessTokenOf(context, user, provider, options)
}

/** @see `listAccounts` of the package */
export async function listAccounts(place: Place, whose: Asked): Promise<LinkedAccount[]> {
  const { listAccountsOf } = await import("../actions/accounts/list.ts")
  const [context, user] = await userOf(place, whose)
  return listAccountsOf(context, user)
}

/** @see `unlinkAccount` of the package */
export async function unlinkAccount(
  place: Place,
  whose: Asked,
  which: UnlinkedAccount,
): Promise<boolean> {
  const { unlinkAccountOf } = await import("../actions/accounts/unlink.ts")
  const [context, user] = await userOf(place, whose, "recently")
  return unlinkAccountOf(context, user, which)
}

/** What surrounds a request, for callbacks and events. */
export function incomingOf(whose: Whose): Asked {
  if ("user" in whose) return whose
  return { headers: whose.headers, url: whose.url, request: whose }
}

/** The user; one that is named is taken at the word of the application's own code. */
async function userOf(
  { config, door }: Place,
  whose: Asked,
  when?: "recently",
): Promise<[Context, string]> {
  if ("user" in whose) return [new Context(config, door, { headers: new Headers() }), whose.user]
  const context = new Context(config, door, whose)
  const { requireIdentity } = await import("../actions/accounts/identity.ts")
  const { requireRecent } = await import("../actions/accounts/recent.ts")
  const { user } = await (when ? requireRecent(context) : requireIdentity(context))
  return [context, user]
}
