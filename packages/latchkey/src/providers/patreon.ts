import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /api/oauth2/v2/identity`: {@link https://docs.patreon.com/#get-api-oauth2-v2-identity}. */
export interface PatreonProfile {
  data: {
    id: string
    type: "user"
    attributes: {
      full_name?: string | null
      /** With the scope `identity[email]`. */
      email?: string | null
      is_email_verified?: boolean
      image_url?: string | null
      [attribute: string]: unknown
    }
    [member: string]: unknown
  }
  included?: unknown[]
  links?: { self: string }
  /** Added: `is_email_verified`, where everybody looks for it. */
  email_verified?: boolean
  [member: string]: unknown
}

/**
 * Patreon, by its API of version 2: a client of version 1 has other scopes and can't be used.
 * `is_email_verified` says whether Patreon has verified the address.
 *
 * Environment: `AUTH_PATREON_ID`, `AUTH_PATREON_SECRET`. Callback URL: `<origin>/api/auth/callback/patreon`.
 *
 * @see {@link https://www.patreon.com/portal/registration/register-clients Register an app}
 * @see {@link https://docs.patreon.com/#oauth Documentation}
 * @example
 * ```ts
 * import Patreon from "latchkey/providers/patreon"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Patreon] })
 * ```
 */
export default function Patreon<P extends PatreonProfile = PatreonProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "patreon",
    name: "Patreon",
    type: "oauth",
    authorization: {
      url: "https://www.patreon.com/oauth2/authorize",
      params: { scope: "identity identity[email]" },
    },
    token: "https://www.patreon.com/api/oauth2/token",
    userinfo: {
      url: "https://www.patreon.com/api/oauth2/v2/identity",
      // Without names of fields the answer has no attributes.
      params: { "fields[user]": "email,full_name,image_url,is_email_verified" },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ data }) => ({
      id: data.id,
      name: data.attributes?.full_name ?? null,
      email: data.attributes?.email ?? null,
      image: data.attributes?.image_url ?? null,
    }),
    [conformInternal]: (profile) => {
      const verified = (profile as Partial<PatreonProfile>).data?.attributes?.is_email_verified
      return typeof verified === "boolean" ? { ...profile, email_verified: verified } : profile
    },
    style: { bg: "#e85b46", text: "#ffffff", logo: monogram("P", "#e85b46") },
    console: "https://www.patreon.com/portal/registration/register-clients",
    options: config,
  }
}
