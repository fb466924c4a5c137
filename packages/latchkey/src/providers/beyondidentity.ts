import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Beyond Identity's ID token. */
export interface BeyondIdentityProfile {
  sub: string
  name?: string
  preferred_username?: string
  email?: string
  [claim: string]: unknown
}

/**
 * Beyond Identity.
 *
 * Environment: `AUTH_BEYONDIDENTITY_ID`, `AUTH_BEYONDIDENTITY_SECRET`, `AUTH_BEYONDIDENTITY_ISSUER`
 * (`https://auth-<region>.beyondidentity.com/v1/tenants/<tenant>/realms/<realm>/applications/<application>`).
 * Callback URL: `<origin>/api/auth/callback/beyondidentity`.
 *
 * @see {@link https://console-us.beyondidentity.com Register an app}
 * @see {@link https://docs.beyondidentity.com Documentation}
 * @example
 * ```ts
 * import BeyondIdentity from "latchkey/providers/beyondidentity"
 *
 * BeyondIdentity({ issuer: process.env.AUTH_BEYONDIDENTITY_ISSUER })
 * ```
 */
export default function BeyondIdentity<P extends BeyondIdentityProfile = BeyondIdentityProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "beyondidentity",
    name: "Beyond Identity",
    type: "oidc",
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name ?? profile.preferred_username ?? null,
      email: profile.email ?? null,
      image: null,
      preferred_username: profile.preferred_username,
    }),
    style: { bg: "#5077c5", text: "#ffffff", logo: monogram("BI", "#5077c5") },
    console: "https://console-us.beyondidentity.com",
    options: config,
  }
}
