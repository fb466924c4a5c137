import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of IdentityServer4's ID token. */
export interface IdentityServer4Profile {
  sub: string
  idp?: string
  amr?: string[]
  name?: string
  given_name?: string
  family_name?: string
  preferred_username?: string
  email?: string
  email_verified?: boolean
  picture?: string
  [claim: string]: unknown
}

/**
 * IdentityServer4. Its ID token says who a person is, and what they are called only if the client has
 * `AlwaysIncludeUserClaimsInIdToken`; otherwise set `idToken: false`, and the userinfo endpoint is asked.
 *
 * Environment: `AUTH_IDENTITY_SERVER4_ID`, `AUTH_IDENTITY_SERVER4_SECRET`, `AUTH_IDENTITY_SERVER4_ISSUER` (the
 * server's address).
 * Callback URL: `<origin>/api/auth/callback/identity-server4`.
 *
 * @deprecated IdentityServer4 has had no security updates since 2022-12-13. Its successor is Duende IdentityServer:
 *   `latchkey/providers/duende-identity-server6`, whose id is another.
 * @see {@link https://identityserver4.readthedocs.io Documentation}
 * @example
 * ```ts
 * import IdentityServer4 from "latchkey/providers/identity-server4"
 *
 * IdentityServer4({ issuer: "https://id.acme.example" })
 * ```
 */
export default function IdentityServer4<P extends IdentityServer4Profile = IdentityServer4Profile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "identity-server4",
    name: "IdentityServer4",
    type: "oidc",
    checks: ["pkce", "state", "nonce"],
    style: { bg: "#ffffff", text: "#1f1f1f", logo: monogram("IS", "#2b5fab") },
    options: config,
  }
}
