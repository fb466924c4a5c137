import type { IssuerTenancy, OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The claims of B2C's ID token; which ones, the user flow's "Application claims" say. */
export interface AzureADB2CProfile {
  iss: string
  /** The person's object id. */
  sub: string
  aud: string
  exp: number
  nbf: number
  iat: number
  auth_time?: number
  ver?: string
  oid?: string
  /** The user flow, for tokens that name it so. */
  tfp?: string
  acr?: string
  name?: string
  preferred_username?: string
  given_name?: string
  family_name?: string
  /** Of user flows. As the person or the administrator wrote it, verified only where the flow asks for it. */
  emails?: string[]
  /** Of custom policies. */
  email?: string
  country?: string
  postalCode?: string
  [claim: string]: unknown
}

export interface AzureADB2CConfig<
  P extends AzureADB2CProfile = AzureADB2CProfile,
> extends OIDCUserConfig<P> {
  /** The tenant's name, without `.onmicrosoft.com`. With {@link primaryUserFlow} in the place of `issuer`. */
  tenantId?: string
  /** The user flow or custom policy, e.g. `B2C_1_signin`. */
  primaryUserFlow?: string
}

/**
 * Azure AD B2C. The user flow has to give the claims "Display Name" and "Email Addresses".
 * B2C answers with an access token only if an API is asked for, so the app asks for itself. To ask for your own API,
 * name its scopes in `authorization.params.scope`; with `openid offline_access` alone there is no access token.
 *
 * Environment: `AUTH_AZURE_AD_B2C_ID`, `AUTH_AZURE_AD_B2C_SECRET`, `AUTH_AZURE_AD_B2C_ISSUER`
 * (`https://<tenant>.b2clogin.com/<tenant>.onmicrosoft.com/<user flow>/v2.0`).
 * Callback URL: `<origin>/api/auth/callback/azure-ad-b2c`.
 *
 * @see {@link https://portal.azure.com/#view/Microsoft_AAD_B2CAdmin/TenantManagementMenuBlade/~/registeredApps Register an app}
 * @see {@link https://learn.microsoft.com/azure/active-directory-b2c/authorization-code-flow Documentation}
 * @example
 * ```ts
 * import AzureADB2C from "latchkey/providers/azure-ad-b2c"
 *
 * AzureADB2C({ tenantId: "acme", primaryUserFlow: "B2C_1_signin" })
 * ```
 */
export default function AzureADB2C<P extends AzureADB2CProfile = AzureADB2CProfile>(
  config: AzureADB2CConfig<P> = {},
): OIDCConfig<P> {
  const { tenantId: tenant, primaryUserFlow: flow } = config
  const userFlow =
    tenant && flow
      ? `https://${tenant}.b2clogin.com/${tenant}.onmicrosoft.com/${encodeURIComponent(flow)}/v2.0`
      : undefined
  return {
    id: "azure-ad-b2c",
    name: "Azure AD B2C",
    type: "oidc",
    tenancy: userFlowTenancy,
    token: { accessToken: "optional" },
    [derivedInternal]: ({ clientId, issuer }) => ({
      authorization: { params: { scope: `openid profile email ${clientId}` } },
      ...(!issuer && userFlow && { issuer: userFlow }),
    }),
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name ?? profile.preferred_username ?? null,
      email: profile.emails?.[0] ?? profile.email ?? null,
      image: null,
    }),
    style: { bg: "#0072c6", text: "#ffffff", logo: monogram("B2", "#0072c6") },
    console:
      "https://portal.azure.com/#view/Microsoft_AAD_B2CAdmin/TenantManagementMenuBlade/~/registeredApps",
    options: config,
  }
}

/** `/<tenant id>/v2.0/`, or `/tfp/<tenant id>/<flow>/v2.0/`: which one, the flow's "Issuer (iss) claim" says. */
const issuerPath =
  /^\/(?:tfp\/)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\/([\w-]+))?\/v2\.0\/?$/i

/** The metadata of a user flow names its issuer by the tenant's id, whatever it was asked by; the host is the same. */
const userFlowTenancy: IssuerTenancy = {
  accepts: (named, configured) => {
    const wanted = new URL(configured)
    const found =
      new URL(named).origin === wanted.origin && issuerPath.exec(new URL(named).pathname)
    if (!found) return false
    const flows = wanted.pathname.toLowerCase().split("/")
    return found[1] === undefined || flows.includes(found[1].toLowerCase())
  },
  issuerOf: (named) => named,
}
