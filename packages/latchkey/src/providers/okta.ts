import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Okta's ID token: {@link https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#id-token-payload}. */
export interface OktaProfile {
  iss: string
  ver?: number
  sub: string
  aud: string
  iat: number
  exp: number
  jti?: string
  auth_time?: number
  amr?: string[]
  idp?: string
  nonce?: string
  name?: string
  nickname?: string
  preferred_username?: string
  given_name?: string
  middle_name?: string
  family_name?: string
  email?: string
  email_verified?: boolean
  profile?: string
  zoneinfo?: string
  locale?: string
  address?: object
  phone_number?: string
  picture?: string
  website?: string
  gender?: string
  birthdate?: string
  updated_at?: number
  at_hash?: string
  c_hash?: string
  [claim: string]: unknown
}

/**
 * Okta.
 *
 * Environment: `AUTH_OKTA_ID`, `AUTH_OKTA_SECRET`, `AUTH_OKTA_ISSUER` (`https://<organization>.okta.com`, or with
 * `/oauth2/<authorization server>`).
 * Callback URL: `<origin>/api/auth/callback/okta`.
 *
 * @see {@link https://login.okta.com Register an app}
 * @see {@link https://developer.okta.com/docs/guides/sign-into-web-app-redirect/ Documentation}
 * @example
 * ```ts
 * import Okta from "latchkey/providers/okta"
 *
 * Okta({ issuer: "https://acme.okta.com" })
 * ```
 */
export default function Okta<P extends OktaProfile = OktaProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "okta",
    name: "Okta",
    type: "oidc",
    checks: ["pkce", "state"],
    style: { bg: "#000000", text: "#ffffff", logo: monogram("O", "#007dc1") },
    console: "https://login.okta.com",
    options: config,
  }
}
