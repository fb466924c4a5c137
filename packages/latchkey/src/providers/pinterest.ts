import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /v5/user_account`: {@link https://developers.pinterest.com/docs/api/v5/user_account-get/}. */
export interface PinterestProfile {
  account_type: "BUSINESS" | "PINNER"
  /** The account's number. Not what accounts are stored by, see {@link Pinterest}. */
  id?: string
  username: string
  profile_image?: string | null
  website_url?: string | null
  business_name?: string | null
  about?: string | null
  [member: string]: unknown
}

/**
 * Pinterest. It gives no e-mail address.
 *
 * Accounts are stored by `username`, as Auth.js does, which people may change: whoever does comes back as somebody new,
 * and whoever takes the old name comes back as them. New applications should use the account's number:
 * `profile: (p) => ({ id: p.id, name: p.username })`.
 *
 * Environment: `AUTH_PINTEREST_ID`, `AUTH_PINTEREST_SECRET`. Callback URL: `<origin>/api/auth/callback/pinterest`.
 *
 * @see {@link https://developers.pinterest.com/apps/ Register an app}
 * @see {@link https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/ Documentation}
 * @example
 * ```ts
 * import Pinterest from "latchkey/providers/pinterest"
 *
 * Pinterest({ profile: (profile) => ({ id: profile.id!, name: profile.username }) })
 * ```
 */
export default function Pinterest<P extends PinterestProfile = PinterestProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "pinterest",
    name: "Pinterest",
    type: "oauth",
    authorization: {
      url: "https://www.pinterest.com/oauth/",
      params: { scope: "user_accounts:read" },
    },
    token: "https://api.pinterest.com/v5/oauth/token",
    userinfo: "https://api.pinterest.com/v5/user_account",
    profile: (profile) => ({
      id: profile.username,
      name: profile.username,
      email: null,
      image: profile.profile_image ?? null,
    }),
    style: {
      brandColor: "#bd081c",
      bg: "#bd081c",
      text: "#ffffff",
      logo: monogram("P", "#bd081c"),
    },
    console: "https://developers.pinterest.com/apps/",
    options: config,
  }
}
