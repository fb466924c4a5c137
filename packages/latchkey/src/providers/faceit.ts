import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

/** The answer of the userinfo endpoint: {@link https://docs.faceit.com/getting-started/authentication/oauth2}. */
export interface FACEITProfile {
  /** The player's id. */
  guid: string
  nickname: string
  picture?: string
  email?: string
  email_verified?: boolean
  given_name?: string
  family_name?: string
  name?: string
  birthdate?: string
  locale?: string
  memberships?: string[]
  [member: string]: unknown
}

/**
 * FACEIT. The app needs the scopes `openid`, `email` and `profile`, which are set where it is registered.
 *
 * Environment: `AUTH_FACEIT_ID`, `AUTH_FACEIT_SECRET`. Callback URL: `<origin>/api/auth/callback/faceit`.
 *
 * @see {@link https://developers.faceit.com/apps Register an app}
 * @see {@link https://docs.faceit.com/getting-started/authentication/oauth2 Documentation}
 * @example
 * ```ts
 * import FACEIT from "latchkey/providers/faceit"
 *
 * export const { handlers, auth } = NextAuth({ providers: [FACEIT] })
 * ```
 */
export default function FACEIT<P extends FACEITProfile = FACEITProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "faceit",
    name: "FACEIT",
    type: "oauth",
    authorization: {
      url: "https://accounts.faceit.com/accounts",
      params: { redirect_popup: "true" },
    },
    token: "https://api.faceit.com/auth/v1/oauth/token",
    userinfo: "https://api.faceit.com/auth/v1/resources/userinfo",
    profile: (profile) => ({
      id: profile.guid,
      name: profile.name ?? profile.nickname ?? personName(profile.given_name, profile.family_name),
      email: profile.email ?? null,
      image: profile.picture || null,
    }),
    style: { bg: "#161616", text: "#ffffff", logo: monogram("F", "#ff5500") },
    console: "https://developers.faceit.com/apps",
    options: config,
  }
}
