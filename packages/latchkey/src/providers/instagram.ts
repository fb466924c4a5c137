import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { conformTokens } from "./wire.ts"

/** The answer of `GET /me` with the fields that are asked for: {@link https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started}. */
export interface InstagramProfile {
  /** Another for each app. */
  id: string
  /** The id of the professional account, the same for each app. */
  user_id?: string
  username: string
  name?: string
  account_type?: "BUSINESS" | "MEDIA_CREATOR" | "PERSONAL"
  /** Signed, and good for some days. */
  profile_picture_url?: string
  [member: string]: unknown
}

/**
 * Instagram, for professional accounts: the Instagram API with Instagram Login. The Basic Display API, which Auth.js
 * speaks and which let personal accounts in, ended on 4 December 2024. There is no e-mail address.
 *
 * Environment: `AUTH_INSTAGRAM_ID`, `AUTH_INSTAGRAM_SECRET` (those of the product "Instagram" of a Meta app).
 * Callback URL: `<origin>/api/auth/callback/instagram`.
 *
 * @see {@link https://developers.facebook.com/apps/ Register an app}
 * @see {@link https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login Documentation}
 * @example
 * ```ts
 * import Instagram from "latchkey/providers/instagram"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Instagram] })
 * ```
 */
export default function Instagram<P extends InstagramProfile = InstagramProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "instagram",
    name: "Instagram",
    type: "oauth",
    authorization: {
      url: "https://www.instagram.com/oauth/authorize",
      params: { scope: "instagram_business_basic" },
    },
    token: {
      url: "https://api.instagram.com/oauth/access_token",
      // Without a type, and by its documentation in a list of one.
      conform: conformTokens((answer) => ({
        token_type: "bearer",
        ...(Array.isArray(answer["data"]) ? (answer["data"] as object[])[0] : answer),
      })),
    },
    userinfo: {
      url: "https://graph.instagram.com/me",
      params: { fields: "id,user_id,username,name,account_type,profile_picture_url" },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: profile.id,
      name: profile.username ?? profile.name ?? null,
      email: null,
      image: profile.profile_picture_url ?? null,
    }),
    style: { bg: "#ffffff", text: "#000000", logo: monogram("I", "#c32aa3") },
    console: "https://developers.facebook.com/apps/",
    options: config,
  }
}
