import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of IdentityServer's ID token. */
export interface DuendeISUser {
  sub: string
  idp?: string
  amr?: string[]
  sid?: string
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
 * Duende IdentityServer, version 6 and later. Its ID token says who a person is, and what they are called only if
 * the client has `AlwaysIncludeUserClaimsInIdToken`; otherwise set `idToken: false`, and the userinfo endpoint is
 * asked.
 *
 * Environment: `AUTH_DUENDE_IDENTITY_SERVER6_ID`, `AUTH_DUENDE_IDENTITY_SERVER6_SECRET`,
 * `AUTH_DUENDE_IDENTITY_SERVER6_ISSUER` (the server's address).
 * Callback URL: `<origin>/api/auth/callback/duende-identity-server6`.
 *
 * @see {@link https://docs.duendesoftware.com/identityserver/ Documentation}
 * @example
 * ```ts
 * import DuendeIdentityServer6 from "latchkey/providers/duende-identity-server6"
 *
 * DuendeIdentityServer6({ issuer: "https://demo.duendesoftware.com", idToken: false })
 * ```
 */
export default function DuendeIdentityServer6<P extends DuendeISUser = DuendeISUser>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "duende-identity-server6",
    name: "DuendeIdentityServer6",
    type: "oidc",
    checks: ["pkce", "state", "nonce"],
    style: { bg: "#ffffff", text: "#1f1f1f", logo: monogram("DI", "#2b5fab") },
    options: config,
  }
}
