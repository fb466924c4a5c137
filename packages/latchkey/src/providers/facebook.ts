import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

export interface FacebookPictureData {
  url: string
  height?: number
  width?: number
  /** Whether it is the grey head that everybody has at first. */
  is_silhouette?: boolean
}

export interface FacebookPicture {
  data: FacebookPictureData
}

/** The answer of `GET /me` with the fields that are asked for: {@link https://developers.facebook.com/docs/graph-api/reference/user/}. */
export interface FacebookProfile {
  /** Another for each app. */
  id: string
  name?: string
  /** Absent for whoever has none, or refused to give it. */
  email?: string
  picture?: FacebookPicture
  [member: string]: unknown
}

/**
 * Facebook. People who signed up by telephone have no e-mail address.
 *
 * Environment: `AUTH_FACEBOOK_ID`, `AUTH_FACEBOOK_SECRET`. Callback URL: `<origin>/api/auth/callback/facebook`.
 *
 * @see {@link https://developers.facebook.com/apps/ Register an app}
 * @see {@link https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow Documentation}
 * @example
 * ```ts
 * import Facebook from "latchkey/providers/facebook"
 *
 * Facebook({ userinfo: { params: { fields: "id,name,email,picture.width(256)" } } })
 * ```
 */
export default function Facebook<P extends FacebookProfile = FacebookProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "facebook",
    name: "Facebook",
    type: "oauth",
    authorization: {
      url: "https://www.facebook.com/v24.0/dialog/oauth",
      params: { scope: "email" },
    },
    token: "https://graph.facebook.com/oauth/access_token",
    userinfo: {
      url: "https://graph.facebook.com/me",
      params: { fields: "id,name,email,picture" },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: profile.id,
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: profile.picture?.data?.url ?? null,
    }),
    style: { bg: "#006aff", text: "#ffffff", logo: monogram("f", "#006aff") },
    console: "https://developers.facebook.com/apps/",
    options: config,
  }
}
