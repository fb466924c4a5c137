import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** {@link https://osu.ppy.sh/docs/index.html#user} */
export interface OsuUserCompact {
  avatar_url: string
  country_code: string
  default_group: string
  id: number
  is_active: boolean
  is_bot: boolean
  is_deleted: boolean
  is_online: boolean
  is_supporter: boolean
  /** Null for whoever hides it. */
  last_visit: string | null
  pm_friends_only: boolean
  profile_colour: string | null
  username: string
}

/** The answer of `GET /api/v2/me`: {@link https://osu.ppy.sh/docs/index.html#get-own-data}. */
export interface OsuProfile extends OsuUserCompact {
  discord: string | null
  has_supported: boolean
  interests: string | null
  join_date: string
  kudosu: { available: number; total: number }
  location: string | null
  max_blocks: number
  max_friends: number
  occupation: string | null
  playmode: string
  playstyle: string[] | null
  post_count: number
  profile_order: string[]
  title: string | null
  title_url: string | null
  twitter: string | null
  website: string | null
  country: { code: string; name: string }
  cover: { custom_url: string | null; url: string; id: number | null }
  is_restricted: boolean
  [member: string]: unknown
}

/**
 * osu!. It gives no e-mail address.
 *
 * Environment: `AUTH_OSU_ID`, `AUTH_OSU_SECRET`. Callback URL: `<origin>/api/auth/callback/osu`.
 *
 * @see {@link https://osu.ppy.sh/home/account/edit#oauth Register an app}
 * @see {@link https://osu.ppy.sh/docs/index.html#authentication Documentation}
 * @example
 * ```ts
 * import Osu from "latchkey/providers/osu"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Osu] })
 * ```
 */
export default function Osu<P extends OsuProfile = OsuProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "osu",
    name: "osu!",
    type: "oauth",
    authorization: {
      url: "https://osu.ppy.sh/oauth/authorize",
      params: { scope: "identify" },
    },
    token: "https://osu.ppy.sh/oauth/token",
    userinfo: "https://osu.ppy.sh/api/v2/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: accountId(profile.id),
      name: profile.username,
      email: null,
      image: profile.avatar_url ?? null,
    }),
    style: { bg: "#ff66aa", text: "#ffffff", logo: monogram("o!", "#ff66aa") },
    console: "https://osu.ppy.sh/home/account/edit#oauth",
    options: config,
  }
}
