import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The claims of Frontegg's ID token. */
export interface FronteggProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  profilePictureUrl?: string | null
  tenantId?: string
  roles?: string[]
  permissions?: string[]
  [claim: string]: unknown
}

/**
 * Frontegg.
 *
 * Environment: `AUTH_FRONTEGG_ID`, `AUTH_FRONTEGG_SECRET`, `AUTH_FRONTEGG_ISSUER`
 * (`https://<subdomain>.frontegg.com`).
 * Callback URL: `<origin>/api/auth/callback/frontegg`.
 *
 * @see {@link https://portal.frontegg.com Register an app}
 * @see {@link https://developers.frontegg.com/guides/integrations/api-gateways/overview Documentation}
 * @example
 * ```ts
 * import Frontegg from "latchkey/providers/frontegg"
 *
 * Frontegg({ issuer: "https://app-acme.frontegg.com" })
 * ```
 */
export default function Frontegg<P extends FronteggProfile = FronteggProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "frontegg",
    name: "Frontegg",
    type: "oidc",
    [derivedInternal]: ({ issuer }) => {
      if (!issuer) return {}
      const host = issuer.replace(/\/+$/, "")
      return {
        authorization: `${host}/oauth/authorize`,
        token: `${host}/oauth/token`,
        userinfo: `${host}/identity/resources/users/v2/me`,
        jwks_endpoint: `${host}/.well-known/jwks.json`,
      }
    },
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: profile.profilePictureUrl ?? null,
    }),
    style: { bg: "#36373c", text: "#ffffff", logo: monogram("F", "#4d7dfa") },
    console: "https://portal.frontegg.com",
    options: config,
  }
}
