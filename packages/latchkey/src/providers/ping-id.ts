import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of PingOne's ID token. */
export interface PingProfile {
  iss: string
  sub: string
  aud: string
  iat: number
  exp: number
  acr?: string
  amr?: string[]
  auth_time?: number
  at_hash?: string
  sid?: string
  preferred_username?: string
  given_name?: string
  family_name?: string
  name?: string
  picture?: string
  updated_at?: number
  email?: string
  /** The environment. */
  env?: string
  /** The organization. */
  org?: string
  "p1.region"?: string
  [claim: string]: unknown
}

/**
 * Ping Identity (PingOne).
 *
 * Environment: `AUTH_PING_ID_ID`, `AUTH_PING_ID_SECRET`, `AUTH_PING_ID_ISSUER`
 * (`https://auth.pingone.<region>/<environment id>/as`).
 * Callback URL: `<origin>/api/auth/callback/ping-id`.
 *
 * @see {@link https://console.pingone.com Register an app}
 * @see {@link https://docs.pingidentity.com/pingone/applications/p1_applications_add_applications.html Documentation}
 * @example
 * ```ts
 * import PingId from "latchkey/providers/ping-id"
 *
 * PingId({ issuer: "https://auth.pingone.eu/11111111-2222-3333-4444-555555555555/as" })
 * ```
 */
export default function PingId<P extends PingProfile = PingProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "ping-id",
    name: "Ping Identity",
    type: "oidc",
    style: { bg: "#ffffff", text: "#b3282d", logo: monogram("P", "#b3282d") },
    console: "https://console.pingone.com",
    options: config,
  }
}
