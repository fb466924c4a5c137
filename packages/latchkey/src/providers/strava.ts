import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /api/v3/athlete`: {@link https://developers.strava.com/docs/reference/#api-models-DetailedAthlete}. */
export interface StravaProfile {
  id: number
  username?: string | null
  firstname?: string | null
  lastname?: string | null
  /** The URL of the picture, or a path such as `avatar/athlete/large.png` for whoever has none. */
  profile?: string | null
  profile_medium?: string | null
  city?: string | null
  country?: string | null
  [member: string]: unknown
}

/**
 * Strava. It gives no e-mail address.
 *
 * Environment: `AUTH_STRAVA_ID`, `AUTH_STRAVA_SECRET`. Callback URL: `<origin>/api/auth/callback/strava`; Strava asks
 * for its host only.
 *
 * @see {@link https://www.strava.com/settings/api Register an app}
 * @see {@link https://developers.strava.com/docs/authentication/ Documentation}
 * @example
 * ```ts
 * import Strava from "latchkey/providers/strava"
 *
 * // Several scopes are separated by commas.
 * Strava({ authorization: { params: { scope: "read,activity:read" } } })
 * ```
 */
export default function Strava<P extends StravaProfile = StravaProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "strava",
    name: "Strava",
    type: "oauth",
    authorization: {
      url: "https://www.strava.com/oauth/authorize",
      params: { scope: "read", approval_prompt: "auto" },
    },
    token: "https://www.strava.com/api/v3/oauth/token",
    userinfo: "https://www.strava.com/api/v3/athlete",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: accountId(profile.id),
      name: personName(profile.firstname, profile.lastname) ?? profile.username ?? null,
      email: null,
      image: profile.profile?.startsWith("https://") ? profile.profile : null,
    }),
    style: { bg: "#fc4c02", text: "#ffffff", logo: monogram("S", "#fc4c02") },
    console: "https://www.strava.com/settings/api",
    options: config,
  }
}
