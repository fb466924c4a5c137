import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /api/v1/user`: {@link https://open-api.netlify.com/#tag/user/operation/getCurrentUser}. */
export interface NetlifyProfile {
  id: string
  uid?: string | null
  full_name?: string | null
  avatar_url?: string | null
  email?: string | null
  affiliate_id?: string | null
  site_count?: number
  created_at?: string
  last_login?: string | null
  login_providers?: string[]
  [member: string]: unknown
}

/**
 * Netlify.
 *
 * Environment: `AUTH_NETLIFY_ID`, `AUTH_NETLIFY_SECRET`. Callback URL: `<origin>/api/auth/callback/netlify`.
 *
 * @see {@link https://app.netlify.com/user/applications Register an app}
 * @see {@link https://docs.netlify.com/api/get-started/#authentication Documentation}
 * @example
 * ```ts
 * import Netlify from "latchkey/providers/netlify"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Netlify] })
 * ```
 */
export default function Netlify<P extends NetlifyProfile = NetlifyProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "netlify",
    name: "Netlify",
    type: "oauth",
    authorization: "https://app.netlify.com/authorize",
    token: "https://api.netlify.com/oauth/token",
    userinfo: "https://api.netlify.com/api/v1/user",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: profile.id,
      name: profile.full_name ?? null,
      email: profile.email ?? null,
      image: profile.avatar_url ?? null,
    }),
    style: {
      brandColor: "#32e6e2",
      bg: "#014847",
      text: "#ffffff",
      logo: monogram("N", "#014847"),
    },
    console: "https://app.netlify.com/user/applications",
    options: config,
  }
}
