import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Descope's ID token. */
export interface DescopeProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  phone_number?: string
  phone_number_verified?: boolean
  picture?: string
  [claim: string]: unknown
}

/**
 * Descope. The client id is the project id; the secret is an access key.
 *
 * Environment: `AUTH_DESCOPE_ID`, `AUTH_DESCOPE_SECRET`, `AUTH_DESCOPE_ISSUER` (`https://api.descope.com/<project
 * id>`).
 * Callback URL: `<origin>/api/auth/callback/descope`.
 *
 * @see {@link https://app.descope.com/applications Register an app}
 * @see {@link https://docs.descope.com/identity-federation/applications/oidc-apps Documentation}
 * @example
 * ```ts
 * import Descope from "latchkey/providers/descope"
 *
 * Descope({ issuer: "https://api.descope.com/P2abcdefghijklmnopqrstuvwxyz" })
 * ```
 */
export default function Descope<P extends DescopeProfile = DescopeProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "descope",
    name: "Descope",
    type: "oidc",
    checks: ["pkce", "state"],
    style: { bg: "#1c1c23", text: "#ffffff", logo: monogram("D", "#1c1c23") },
    console: "https://app.descope.com/applications",
    options: config,
  }
}
