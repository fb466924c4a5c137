import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { askUserinfo } from "./wire.ts"

/** The answer of `users/get_current_account`: {@link https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account}. */
export interface DropboxProfile {
  account_id: string
  name: {
    given_name: string
    surname: string
    familiar_name: string
    display_name: string
    abbreviated_name: string
  }
  email: string
  email_verified: boolean
  disabled: boolean
  locale: string
  country?: string
  referral_link: string
  profile_photo_url?: string
  [member: string]: unknown
}

/**
 * Dropbox. The app needs the permission `account_info.read`. Addresses may be unverified: see `email_verified`.
 *
 * Environment: `AUTH_DROPBOX_ID`, `AUTH_DROPBOX_SECRET`. Callback URL: `<origin>/api/auth/callback/dropbox`.
 *
 * @see {@link https://www.dropbox.com/developers/apps Register an app}
 * @see {@link https://developers.dropbox.com/oauth-guide Documentation}
 * @example
 * ```ts
 * import Dropbox from "latchkey/providers/dropbox"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Dropbox] })
 * ```
 */
export default function Dropbox<P extends DropboxProfile = DropboxProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "dropbox",
    name: "Dropbox",
    type: "oauth",
    authorization: {
      url: "https://www.dropbox.com/oauth2/authorize",
      params: { token_access_type: "offline", scope: "account_info.read" },
    },
    token: "https://api.dropboxapi.com/oauth2/token",
    userinfo: {
      url: "https://api.dropboxapi.com/2/users/get_current_account",
      // Its RPCs are all POST; this one takes no body.
      request: (context) =>
        askUserinfo(context, {
          method: "POST",
          headers: { authorization: `Bearer ${context.tokens.access_token}` },
        }),
    },
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: profile.account_id,
      name: profile.name?.display_name ?? null,
      email: profile.email ?? null,
      image: profile.profile_photo_url ?? null,
    }),
    style: {
      brandColor: "#0061fe",
      bg: "#0061fe",
      text: "#ffffff",
      logo: monogram("D", "#0061fe"),
    },
    console: "https://www.dropbox.com/developers/apps",
    options: config,
  }
}
