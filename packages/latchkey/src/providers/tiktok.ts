import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /v2/user/info/`: {@link https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info/}. */
export interface TiktokProfile {
  data: {
    user: {
      /** Unique for this person and this app. */
      open_id: string
      /** Unique for this person and all apps of the same developer. */
      union_id?: string
      avatar_url?: string
      avatar_url_100?: string
      avatar_large_url?: string
      display_name?: string
      /** With the scope `user.info.profile`, as are those below. */
      username?: string
      bio_description?: string
      profile_deep_link?: string
      is_verified?: boolean
      /** With the scope `user.info.stats`, as are those below. */
      follower_count?: number
      following_count?: number
      likes_count?: number
      video_count?: number
      [field: string]: unknown
    }
  }
  /** `code` is `ok` where all is well. */
  error?: { code: string; message: string; log_id: string }
  [member: string]: unknown
}

/**
 * TikTok. It gives no e-mail address.
 *
 * Environment: `AUTH_TIKTOK_ID` (TikTok says "client key"), `AUTH_TIKTOK_SECRET`. Callback URL:
 * `<origin>/api/auth/callback/tiktok`, https only, in development too.
 *
 * @see {@link https://developers.tiktok.com/apps Register an app}
 * @see {@link https://developers.tiktok.com/doc/login-kit-web Documentation}
 * @example
 * ```ts
 * import TikTok from "latchkey/providers/tiktok"
 *
 * export const { handlers, auth } = NextAuth({ providers: [TikTok] })
 * ```
 */
export default function TikTok<P extends TiktokProfile = TiktokProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "tiktok",
    name: "TikTok",
    type: "oauth",
    [derivedInternal]: ({ clientId }) => ({
      authorization: {
        url: "https://www.tiktok.com/v2/auth/authorize/",
        params: { scope: "user.info.basic", client_key: clientId },
      },
    }),
    token: {
      url: "https://open.tiktokapis.com/v2/oauth/token/",
      prepare: ({ body }) => body.set("client_key", body.get("client_id") ?? ""),
    },
    userinfo: {
      url: "https://open.tiktokapis.com/v2/user/info/",
      params: { fields: "open_id,union_id,avatar_url,display_name" },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ data }) => ({
      id: data.user.open_id,
      name: data.user.display_name ?? null,
      email: null,
      image: data.user.avatar_url ?? null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("T", "#000000") },
    console: "https://developers.tiktok.com/apps",
    options: config,
  }
}
