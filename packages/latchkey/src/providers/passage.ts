import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Passage's ID token. */
export interface PassageProfile {
  iss: string
  sub: string
  aud: string[]
  exp: number
  iat: number
  auth_time?: number
  azp?: string
  client_id?: string
  at_hash?: string
  c_hash?: string
  email?: string
  email_verified?: boolean
  phone?: string
  phone_number_verified?: boolean
  [claim: string]: unknown
}

/**
 * Passage by 1Password.
 *
 * Environment: `AUTH_PASSAGE_ID`, `AUTH_PASSAGE_SECRET`, `AUTH_PASSAGE_ISSUER` (`https://<app>.withpassage.com`).
 * Callback URL: `<origin>/api/auth/callback/passage`.
 *
 * @deprecated Passage ended on 2026-01-16. Use another provider; accounts stay in your database.
 * @see {@link https://docs.passage.id Documentation}
 * @example
 * ```ts
 * import Passage from "latchkey/providers/passage"
 *
 * Passage({ issuer: "https://acme.withpassage.com" })
 * ```
 */
export default function Passage<P extends PassageProfile = PassageProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "passage",
    name: "Passage",
    type: "oidc",
    checks: ["pkce", "state"],
    authorization: { params: { scope: "openid email" } },
    client: { token_endpoint_auth_method: "client_secret_basic" },
    style: {
      brandColor: "#3d53f6",
      bg: "#ffffff",
      text: "#000000",
      logo: monogram("P", "#3d53f6"),
    },
    options: config,
  }
}
