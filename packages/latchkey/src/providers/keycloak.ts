import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { logo } from "./logo.ts"

/** The claims of Keycloak's ID token with its default mappers. */
export interface KeycloakProfile {
  iss: string
  sub: string
  aud: string
  azp: string
  exp: number
  iat: number
  auth_time?: number
  jti: string
  typ: string
  acr: string
  sid?: string
  name?: string
  given_name?: string
  family_name?: string
  preferred_username: string
  email?: string
  email_verified: boolean
  picture?: string
  [claim: string]: unknown
}

/**
 * Keycloak.
 *
 * Environment: `AUTH_KEYCLOAK_ID`, `AUTH_KEYCLOAK_SECRET`, `AUTH_KEYCLOAK_ISSUER`
 * (`https://<host>/realms/<realm>`, no slash at the end). Callback URL: `<origin>/api/auth/callback/keycloak`.
 *
 * @see {@link https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients Documentation}
 * @example
 * ```ts
 * import Keycloak from "latchkey/providers/keycloak"
 *
 * Keycloak({ issuer: "https://id.acme.example/realms/acme" })
 * ```
 */
export default function Keycloak<P extends KeycloakProfile = KeycloakProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "keycloak",
    name: "Keycloak",
    type: "oidc",
    style: {
      brandColor: "#428bca",
      bg: "#ffffff",
      text: "#1f1f1f",
      logo: logo(
        '<path fill="#428bca" d="M7 2h10l5 10-5 10H7L2 12z"/><path fill="none" stroke="#fff" stroke-width="2" d="M13 8l-3 4 3 4M17 8l-3 4 3 4"/>',
      ),
    },
    options: config,
  }
}
