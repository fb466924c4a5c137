import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The claims of Auth0's ID token with the scopes `openid profile email`. */
export interface Auth0Profile {
  sub: string
  nickname: string
  name: string
  email: string
  email_verified: boolean
  picture: string
  updated_at: string
  [claim: string]: unknown
}

/**
 * Auth0.
 *
 * Environment: `AUTH_AUTH0_ID`, `AUTH_AUTH0_SECRET`, `AUTH_AUTH0_ISSUER` (`https://<tenant>.<region>.auth0.com`).
 * Callback URL: `<origin>/api/auth/callback/auth0`. Allowed logout URL: `<origin>/api/auth/signout/callback`.
 *
 * @see {@link https://manage.auth0.com/dashboard Register an app}
 * @see {@link https://auth0.com/docs/authenticate Documentation}
 * @example
 * ```ts
 * import Auth0 from "latchkey/providers/auth0"
 *
 * Auth0({ issuer: "https://acme.eu.auth0.com" })
 * ```
 */
export default function Auth0<P extends Auth0Profile = Auth0Profile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "auth0",
    name: "Auth0",
    type: "oidc",
    [derivedInternal]: ({ issuer }) => {
      if (!issuer) return {}
      // Its issuer ends with a slash, which its pages leave out.
      const exact = issuer.replace(/\/*$/, "/")
      // The metadata names it only where the tenant has switched that on; it is there all the same.
      return { issuer: exact, endSession: `${exact}oidc/logout` }
    },
    style: { bg: "#eb5424", text: "#ffffff", logo: monogram("A0", "#eb5424") },
    console: "https://manage.auth0.com/dashboard",
    options: config,
  }
}
