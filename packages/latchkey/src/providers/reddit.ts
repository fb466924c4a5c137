import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /api/v1/me`: {@link https://www.reddit.com/dev/api/#GET_api_v1_me}. */
export interface RedditProfile {
  /** In base 36, without the `t2_` of the full name. */
  id: string
  name: string
  icon_img?: string | null
  snoovatar_img?: string | null
  has_verified_email?: boolean | null
  is_suspended?: boolean
  over_18?: boolean
  created_utc?: number
  total_karma?: number
  [member: string]: unknown
}

/**
 * Reddit. It gives no e-mail address. Add `duration: "permanent"` to the parameters of `authorization` for a refresh
 * token.
 *
 * Environment: `AUTH_REDDIT_ID`, `AUTH_REDDIT_SECRET`. Callback URL: `<origin>/api/auth/callback/reddit`.
 *
 * @see {@link https://www.reddit.com/prefs/apps Register an app}
 * @see {@link https://github.com/reddit-archive/reddit/wiki/OAuth2 Documentation}
 * @example
 * ```ts
 * import Reddit from "latchkey/providers/reddit"
 *
 * Reddit({ authorization: { params: { duration: "permanent" } } })
 * ```
 */
export default function Reddit<P extends RedditProfile = RedditProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "reddit",
    name: "Reddit",
    type: "oauth",
    checks: ["state"],
    authorization: {
      url: "https://www.reddit.com/api/v1/authorize",
      params: { scope: "identity" },
    },
    token: "https://www.reddit.com/api/v1/access_token",
    userinfo: {
      url: "https://oauth.reddit.com/api/v1/me",
      // Otherwise "&" comes as "&amp;", in URLs of pictures too.
      params: { raw_json: "1" },
    },
    profile: (profile) => ({
      id: profile.id,
      name: profile.name,
      email: null,
      image: profile.snoovatar_img || profile.icon_img || null,
    }),
    style: {
      brandColor: "#ff4500",
      bg: "#ff4500",
      text: "#ffffff",
      logo: monogram("R", "#ff4500"),
    },
    console: "https://www.reddit.com/prefs/apps",
    options: config,
  }
}
