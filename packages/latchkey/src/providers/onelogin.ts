import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The claims of OneLogin's ID token. */
export interface OneLoginProfile {
  sub: string
  name?: string
  given_name?: string
  family_name?: string
  nickname?: string
  preferred_username?: string
  email?: string
  picture?: string
  groups?: string[]
  [claim: string]: unknown
}

/**
 * OneLogin.
 *
 * Environment: `AUTH_ONELOGIN_ID`, `AUTH_ONELOGIN_SECRET`, `AUTH_ONELOGIN_ISSUER`
 * (`https://<subdomain>.onelogin.com/oidc/2`; `/oidc/2` may be left out).
 * Callback URL: `<origin>/api/auth/callback/onelogin`.
 *
 * @see {@link https://developers.onelogin.com/openid-connect/connect-to-onelogin Documentation}
 * @example
 * ```ts
 * import OneLogin from "latchkey/providers/onelogin"
 *
 * OneLogin({ issuer: "https://acme.onelogin.com/oidc/2" })
 * ```
 */
export default function OneLogin<P extends OneLoginProfile = OneLoginProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "onelogin",
    name: "OneLogin",
    type: "oidc",
    [derivedInternal]: ({ issuer }) => ({ ...(issuer && { issuer: oidcIssuer(issuer) }) }),
    style: { bg: "#ffffff", text: "#1c1f2a", logo: monogram("1", "#1c1f2a") },
    options: config,
  }
}

/** NextAuth 4 was given the address of the account. */
function oidcIssuer(given: string): string {
  const issuer = given.replace(/\/+$/, "")
  return issuer.endsWith("/oidc/2") ? issuer : `${issuer}/oidc/2`
}
