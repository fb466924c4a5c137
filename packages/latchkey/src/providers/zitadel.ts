import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of ZITADEL's ID token: {@link https://zitadel.com/docs/apis/openidoauth/claims}. */
export interface ZitadelProfile {
  iss: string
  sub: string
  aud: string | string[]
  azp?: string
  amr?: string[]
  auth_time?: number
  exp: number
  iat: number
  nbf?: number
  jti?: string
  email?: string
  email_verified?: boolean
  name?: string
  given_name?: string
  family_name?: string
  preferred_username?: string
  gender?: string
  locale?: string
  picture?: string
  phone?: string
  phone_verified?: boolean
  [claim: string]: unknown
}

/**
 * ZITADEL. Switch on "User Info inside ID Token" for the application, or set `idToken: false`, and the userinfo
 * endpoint is asked.
 *
 * Environment: `AUTH_ZITADEL_ID`, `AUTH_ZITADEL_SECRET`, `AUTH_ZITADEL_ISSUER`
 * (`https://<instance>.<region>.zitadel.cloud`).
 * Callback URL: `<origin>/api/auth/callback/zitadel`.
 *
 * @see {@link https://zitadel.com/admin/instances Register an app}
 * @see {@link https://zitadel.com/docs/guides/integrate/login/oidc Documentation}
 * @example
 * ```ts
 * import ZITADEL from "latchkey/providers/zitadel"
 *
 * ZITADEL({ issuer: "https://acme.eu1.zitadel.cloud" })
 * ```
 */
export default function ZITADEL<P extends ZitadelProfile = ZitadelProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "zitadel",
    name: "ZITADEL",
    type: "oidc",
    checks: ["pkce", "state", "nonce"],
    style: { bg: "#ffffff", text: "#1f1f1f", logo: monogram("Z", "#5469d4") },
    console: "https://zitadel.com/admin/instances",
    options: config,
  }
}
