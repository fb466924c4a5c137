import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /oauth/me`. */
export interface OssoProfile {
  id: string
  email?: string | null
  name?: string | null
  /** Which identity provider answered, e.g. `OKTA`. */
  idp?: string
  requested?: { domain?: string; email?: string }
  [member: string]: unknown
}

/**
 * Osso, a bridge to the SAML servers of companies.
 *
 * Environment: `AUTH_OSSO_ID`, `AUTH_OSSO_SECRET`, `AUTH_OSSO_ISSUER` (the address of the instance). Callback URL:
 * `<origin>/api/auth/callback/osso`.
 *
 * @deprecated Nobody maintains Osso any more: its repository is archived and the hosted service has ended. Instances that
 * still run can be signed in to. Use `workos` or `boxyhq-saml` for new applications.
 * @see {@link https://github.com/enterprise-oss/osso Documentation}
 * @example
 * ```ts
 * import Osso from "latchkey/providers/osso"
 *
 * Osso({ issuer: "https://osso.acme.example" })
 * ```
 */
export default function Osso<P extends OssoProfile = OssoProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "osso",
    name: "Osso",
    type: "oauth",
    [derivedInternal]: ({ issuer }) => {
      if (!issuer) return {}
      const instance = issuer.replace(/\/+$/, "")
      return {
        authorization: `${instance}/oauth/authorize`,
        token: `${instance}/oauth/token`,
        userinfo: `${instance}/oauth/me`,
      }
    },
    profile: (profile) => ({
      id: profile.id,
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: null,
    }),
    style: { bg: "#4064aa", text: "#ffffff", logo: monogram("O", "#4064aa") },
    options: config,
  }
}
