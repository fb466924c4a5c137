import type { Context } from "../../config/context.ts"
import { findProvider } from "../../config/providers.ts"
import type { ProviderType } from "../../vocabulary/account.ts"
import type { ResponseInternal } from "../result.ts"
import { requireIdentity } from "./identity.ts"
import { type AccountRow, accountsOf } from "./rows.ts"

/** A linked account as its user sees it. There is no token in it. */
export interface LinkedAccount {
  /** The provider's id in the configuration. */
  readonly provider: string
  /** What the provider is called; its id, where it is no longer configured. */
  readonly name: string
  /** The user's id there. */
  readonly providerAccountId: string
  readonly type: ProviderType
  /** Scopes that were granted, where the provider said so. */
  readonly scope?: string
  /** Whether the user has to sign in there again before there is an access token. */
  readonly needsConsent: boolean
}

export async function listAccountsOf(context: Context, user: string): Promise<LinkedAccount[]> {
  return (await accountsOf(context, user)).map((row) => shown(context, row))
}

function shown(context: Context, { stored }: AccountRow): LinkedAccount {
  const { provider, providerAccountId, type, scope, access_token, refresh_token } = stored
  const config = findProvider(context, provider)
  const isOAuth = type === "oauth" || type === "oidc"
  return {
    provider,
    name: (config?.options as { name?: string } | undefined)?.name ?? config?.name ?? provider,
    providerAccountId,
    type,
    ...(typeof scope === "string" && scope !== "" && { scope }),
    needsConsent: isOAuth && !access_token && !refresh_token,
  }
}

/** GET /accounts */
export async function accountsAction(context: Context): Promise<ResponseInternal> {
  const { user } = await requireIdentity(context)
  return { body: { accounts: await listAccountsOf(context, user) } }
}
