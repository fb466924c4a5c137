import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

/** The claims of Asgardeo's ID token; which ones, the application's "User Attributes" say. */
export interface AsgardeoProfile {
  sub: string
  username?: string
  name?: string
  given_name?: string
  family_name?: string
  /** Verified only where the organization verifies addresses. */
  email?: string
  picture?: string
  org_id?: string
  org_name?: string
  [claim: string]: unknown
}

/**
 * Asgardeo, by WSO2. Its "User Attributes" decide what of a person it tells: make email, first name and picture
 * requested there.
 *
 * Environment: `AUTH_ASGARDEO_ID`, `AUTH_ASGARDEO_SECRET`, `AUTH_ASGARDEO_ISSUER`
 * (`https://api.asgardeo.io/t/<organization>/oauth2/token`; without the end, as the console shows it in places, it
 * is completed).
 * Callback URL: `<origin>/api/auth/callback/asgardeo`.
 *
 * @see {@link https://console.asgardeo.io Register an app}
 * @see {@link https://wso2.com/asgardeo/docs/guides/authentication/oidc/ Documentation}
 * @example
 * ```ts
 * import Asgardeo from "latchkey/providers/asgardeo"
 *
 * Asgardeo({ issuer: "https://api.asgardeo.io/t/acme/oauth2/token" })
 * ```
 */
export default function Asgardeo<P extends AsgardeoProfile = AsgardeoProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "asgardeo",
    name: "Asgardeo",
    type: "oidc",
    [derivedInternal]: ({ issuer }) => ({ ...(issuer && { issuer: tokenIssuer(issuer) }) }),
    profile: (profile) => ({
      id: profile.sub,
      name:
        profile.name ??
        personName(profile.given_name, profile.family_name) ??
        profile.username ??
        null,
      email: profile.email ?? null,
      image: profile.picture ?? null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("As", "#ff7300") },
    console: "https://console.asgardeo.io",
    options: config,
  }
}

/** Asgardeo's issuer is its token endpoint; NextAuth was given the organization's address. */
function tokenIssuer(given: string): string {
  const issuer = given.replace(/\/+$/, "")
  return issuer.endsWith("/oauth2/token") ? issuer : `${issuer}/oauth2/token`
}
