import type { OIDCConfig } from "../contracts/provider.ts"
import MicrosoftEntraID, {
  type MicrosoftEntraIDConfig,
  type MicrosoftEntraIDProfile,
} from "./microsoft-entra-id.ts"

export interface AzureADConfig<
  P extends MicrosoftEntraIDProfile = MicrosoftEntraIDProfile,
> extends MicrosoftEntraIDConfig<P> {
  /** The tenant, as NextAuth 4 was told it; `issuer` wins. */
  tenantId?: string
}

/**
 * {@link MicrosoftEntraID} under the id it had before its name changed, which is part of links and stored accounts.
 *
 * Environment: `AUTH_AZURE_AD_ID`, `AUTH_AZURE_AD_SECRET`, `AUTH_AZURE_AD_ISSUER`. Callback URL:
 * `<origin>/api/auth/callback/azure-ad`.
 *
 * @see {@link https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade Register an app}
 * @see {@link https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc Documentation}
 * @example
 * ```ts
 * import AzureAD from "latchkey/providers/azure-ad"
 *
 * AzureAD({ clientId, clientSecret, tenantId: "<tenant>" })
 * ```
 */
export default function AzureAD<P extends MicrosoftEntraIDProfile = MicrosoftEntraIDProfile>(
  config: AzureADConfig<P> = {},
): OIDCConfig<P> {
  const { tenantId, ...options } = config
  const issuer =
    tenantId && `https://login.microsoftonline.com/${encodeURIComponent(tenantId)}/v2.0`
  const provider = MicrosoftEntraID<P>(issuer ? { issuer, ...options } : options)
  return { ...provider, id: "azure-ad", name: "Azure Active Directory" }
}

export type { MicrosoftEntraIDProfile } from "./microsoft-entra-id.ts"
