import type { Context } from "../../config/context.ts"
import {
  allProviders,
  findProvider,
  isOAuth,
  isOAuth1,
  providerId,
  type OAuthObject,
} from "../../config/providers.ts"
import { openStoredAccount } from "../../config/stored-data.ts"
import type { AdapterAccount } from "../../contracts/adapter.ts"
import { SignOutError } from "../../errors.ts"
import { saysTrue } from "../../web/query.ts"
import { findRow } from "../session/find-row.ts"
import { findToken } from "../session/token.ts"
import { openHint } from "./cookies.ts"

/** Which provider: of that id, or the one that the session began with. */
export type Wish = true | string

/** A provider to sign out at, and what tells it whose session that is. */
export interface Departure {
  readonly id: string
  readonly config: OAuthObject
  readonly idToken?: string | undefined
}

/** What the form says: `true` for the provider of the session, an id for another one; undefined for none. */
export function wishOf(said: unknown): Wish | undefined {
  if (saysTrue(said)) return true
  return typeof said === "string" && said !== "" && said !== "false" ? said : undefined
}

/**
 * Where to sign out; undefined where nobody knows, or it is no provider of this kind. Asked while the session is still
 * there. What can't be had is left out: a store that is down keeps nobody from signing out.
 */
export async function departureOf(context: Context, wish: Wish): Promise<Departure | undefined> {
  const hint = await openHint(context)
  const accounts = await tolerate(context, () => accountsOf(context))
  const id = wish === true ? (hint?.provider ?? soleOf(context, accounts)) : wish
  const config = id === undefined ? undefined : findProvider(context, id)
  if (id === undefined || !config || !isOAuth(config) || isOAuth1(config)) return undefined
  if (hint?.provider === id && hint.idToken !== undefined) {
    return { id, config, idToken: hint.idToken }
  }
  // Of two accounts there, nobody knows which one the session is of.
  const [account, other] = accounts?.filter(({ provider }) => provider === id) ?? []
  if (!account || other || !account.id_token) return { id, config }
  const plain = await tolerate(context, () => openStoredAccount(context, account))
  return { id, config, idToken: plain?.id_token ?? undefined }
}

/** The accounts of whoever is signed in; undefined where they can't be listed. */
async function accountsOf(context: Context): Promise<AdapterAccount[] | undefined> {
  const list = context.adapter?.listAccountsByUserId
  if (!list) return undefined
  const user = await userOf(context)
  return user === undefined ? undefined : list(user)
}

async function userOf(context: Context): Promise<string | undefined> {
  if (context.strategy === "database") {
    const row = await findRow(context)
    return "stale" in row ? undefined : row.user.id
  }
  const found = await findToken(context)
  return found.status === "ok" ? found.live.token.sub : undefined
}

/** The one provider that it can be: of the person's accounts, else of those that are configured. */
function soleOf(context: Context, accounts: AdapterAccount[] | undefined): string | undefined {
  const signsOut = (one: ReturnType<typeof allProviders>[number]): boolean =>
    isOAuth(one) && !isOAuth1(one) && (one.type === "oidc" || hasEndSession(one))
  const known = allProviders(context).filter(signsOut).map(providerId)
  const own = accounts && new Set(accounts.map(({ provider }) => provider))
  const possible = own ? known.filter((id) => own.has(id)) : known
  return possible.length === 1 ? possible[0] : undefined
}

function hasEndSession({ endSession, options }: OAuthObject): boolean {
  return (options?.endSession ?? endSession) !== undefined
}

async function tolerate<T>(context: Context, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    context.logger.error(new SignOutError(error instanceof Error ? error : String(error)))
    return undefined
  }
}
