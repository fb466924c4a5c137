import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

/** The claims of FusionAuth's ID token: {@link https://fusionauth.io/docs/lifecycle/authenticate-users/oauth/tokens}. */
export interface FusionAuthProfile {
  aud: string
  exp: number
  iat: number
  iss: string
  sub: string
  jti?: string
  authenticationType?: string
  email?: string
  email_verified?: boolean
  preferred_username?: string
  name?: string
  given_name?: string
  middle_name?: string
  family_name?: string
  at_hash?: string
  c_hash?: string
  scope?: string
  sid?: string
  tid?: string
  picture?: string
  [claim: string]: unknown
}

export interface FusionAuthConfig<
  P extends FusionAuthProfile = FusionAuthProfile,
> extends OIDCUserConfig<P> {
  /** Needed where the server has more than one tenant. */
  tenantId?: string
}

/**
 * FusionAuth. Two of its defaults have to be changed: the tenant's issuer (`acme.com`) to the address of the server,
 * and the application's key for ID tokens (HMAC) to an RSA or elliptic curve key.
 *
 * Environment: `AUTH_FUSIONAUTH_ID`, `AUTH_FUSIONAUTH_SECRET`, `AUTH_FUSIONAUTH_ISSUER` (the server's address).
 * Callback URL: `<origin>/api/auth/callback/fusionauth`.
 *
 * @see {@link https://fusionauth.io/docs/lifecycle/authenticate-users/oauth/ Documentation}
 * @example
 * ```ts
 * import FusionAuth from "latchkey/providers/fusionauth"
 *
 * FusionAuth({ issuer: "https://id.acme.example", tenantId: "00000000-0000-0000-0000-000000000000" })
 * ```
 */
export default function FusionAuth<P extends FusionAuthProfile = FusionAuthProfile>(
  config: FusionAuthConfig<P> = {},
): OIDCConfig<P> {
  const { tenantId } = config
  return {
    id: "fusionauth",
    name: "FusionAuth",
    type: "oidc",
    checks: ["pkce", "state"],
    authorization: {
      params: { scope: "openid offline_access email profile", ...(tenantId && { tenantId }) },
    },
    [derivedInternal]: ({ issuer }) => {
      if (!issuer || !tenantId) return {}
      const place = `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`
      return { wellKnown: `${place}?${new URLSearchParams({ tenantId })}` }
    },
    profile: (profile) => ({
      id: profile.sub,
      name:
        profile.name ??
        profile.preferred_username ??
        personName(profile.given_name, profile.middle_name, profile.family_name),
      email: profile.email ?? null,
      image: profile.picture ?? null,
    }),
    style: { bg: "#ffffff", text: "#1e293b", logo: monogram("F", "#f58320") },
    options: config,
  }
}
