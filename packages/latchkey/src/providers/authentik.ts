import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The claims of authentik's ID token with its default scope mappings. */
export interface AuthentikProfile {
  iss: string
  sub: string
  aud: string
  exp: number
  iat: number
  auth_time?: number
  acr?: string
  azp?: string
  uid?: string
  c_hash?: string
  nonce?: string
  at_hash?: string
  email?: string
  /** Always false since authentik 2025.10, unless a mapping of yours says otherwise: authentik verifies no addresses. */
  email_verified?: boolean
  name?: string
  given_name?: string
  family_name?: string
  preferred_username?: string
  nickname?: string
  groups?: string[]
  [claim: string]: unknown
}

/**
 * authentik.
 *
 * Environment: `AUTH_AUTHENTIK_ID`, `AUTH_AUTHENTIK_SECRET`, `AUTH_AUTHENTIK_ISSUER`
 * (`https://<host>/application/o/<slug>/`; the slash at the end may be left out).
 * Callback URL: `<origin>/api/auth/callback/authentik`.
 *
 * @see {@link https://docs.goauthentik.io/add-secure-apps/providers/oauth2/ Documentation}
 * @example
 * ```ts
 * import Authentik from "latchkey/providers/authentik"
 *
 * Authentik({ issuer: "https://id.acme.example/application/o/app/" })
 * ```
 */
export default function Authentik<P extends AuthentikProfile = AuthentikProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "authentik",
    name: "Authentik",
    type: "oidc",
    checks: ["pkce", "state", "nonce"],
    [derivedInternal]: ({ issuer }) => ({ ...(issuer && { issuer: issuer.replace(/\/*$/, "/") }) }),
    style: { bg: "#fd4b2d", text: "#ffffff", logo: monogram("a", "#fd4b2d") },
    options: config,
  }
}
