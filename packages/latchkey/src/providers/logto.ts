import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Logto's ID token. */
export interface LogtoProfile {
  sub: string
  name?: string | null
  username?: string | null
  picture?: string | null
  email?: string | null
  email_verified?: boolean
  phone_number?: string | null
  phone_number_verified?: boolean
  address?: unknown
  custom_data?: object
  identities?: object
  sso_identities?: object[]
  organizations?: string[]
  organization_data?: object[]
  organization_roles?: string[]
  [claim: string]: unknown
}

/**
 * Logto. For a refresh token add `prompt: "consent"` to `authorization.params`.
 *
 * Environment: `AUTH_LOGTO_ID`, `AUTH_LOGTO_SECRET`, `AUTH_LOGTO_ISSUER` (`https://<tenant>.logto.app/oidc`).
 * Callback URL: `<origin>/api/auth/callback/logto`.
 *
 * @see {@link https://cloud.logto.io Register an app}
 * @see {@link https://docs.logto.io/quick-starts/next-auth Documentation}
 * @example
 * ```ts
 * import Logto from "latchkey/providers/logto"
 *
 * Logto({ issuer: "https://acme.logto.app/oidc" })
 * ```
 */
export default function Logto<P extends LogtoProfile = LogtoProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "logto",
    name: "Logto",
    type: "oidc",
    authorization: { params: { scope: "offline_access openid email profile" } },
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name ?? profile.username ?? null,
      email: profile.email ?? null,
      image: profile.picture ?? null,
    }),
    style: { bg: "#5d34f2", text: "#ffffff", logo: monogram("L", "#5d34f2") },
    console: "https://cloud.logto.io",
    options: config,
  }
}
