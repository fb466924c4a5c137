import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of Salesforce's userinfo endpoint: {@link https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm}. */
export interface SalesforceProfile {
  /** A URL: `https://login.salesforce.com/id/<organization>/<user>`. */
  sub: string
  user_id: string
  organization_id: string
  name?: string
  nickname?: string
  preferred_username?: string
  given_name?: string
  family_name?: string
  email?: string
  email_verified?: boolean
  picture?: string
  photos?: { picture?: string; thumbnail?: string }
  zoneinfo?: string
  locale?: string
  active?: boolean
  user_type?: string
  [claim: string]: unknown
}

/**
 * Salesforce. The connected app needs the scopes `openid`, `profile` and `email`.
 *
 * Environment: `AUTH_SALESFORCE_ID`, `AUTH_SALESFORCE_SECRET`, `AUTH_SALESFORCE_ISSUER` (only for another host:
 * `https://test.salesforce.com`, or `https://<domain>.my.salesforce.com`).
 * Callback URL: `<origin>/api/auth/callback/salesforce`.
 *
 * @see {@link https://login.salesforce.com Register an app}
 * @see {@link https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm Documentation}
 * @example
 * ```ts
 * import Salesforce from "latchkey/providers/salesforce"
 *
 * Salesforce({ issuer: "https://acme.my.salesforce.com" })
 * ```
 */
export default function Salesforce<P extends SalesforceProfile = SalesforceProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "salesforce",
    name: "Salesforce",
    type: "oidc",
    issuer: "https://login.salesforce.com",
    idToken: false,
    checks: ["pkce", "state", "nonce"],
    style: { bg: "#00a1e0", text: "#ffffff", logo: monogram("S", "#00a1e0") },
    console: "https://login.salesforce.com",
    options: config,
  }
}
