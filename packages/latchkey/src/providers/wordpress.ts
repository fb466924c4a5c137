import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /rest/v1/me`: {@link https://developer.wordpress.com/docs/api/1/get/me/}. */
export interface WordPressProfile {
  ID: number
  username: string
  display_name?: string
  email?: string
  email_verified?: boolean
  avatar_URL?: string
  profile_URL?: string
  primary_blog?: number
  language?: string
  verified?: boolean
  [member: string]: unknown
}

/**
 * WordPress.com. Blogs on other servers have accounts of their own.
 *
 * Environment: `AUTH_WORDPRESS_ID`, `AUTH_WORDPRESS_SECRET`. Callback URL: `<origin>/api/auth/callback/wordpress`.
 *
 * @see {@link https://developer.wordpress.com/apps/ Register an app}
 * @see {@link https://developer.wordpress.com/docs/wpcc/ Documentation}
 * @example
 * ```ts
 * import WordPress from "latchkey/providers/wordpress"
 *
 * export const { handlers, auth } = NextAuth({ providers: [WordPress] })
 * ```
 */
export default function WordPress<P extends WordPressProfile = WordPressProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "wordpress",
    name: "WordPress.com",
    type: "oauth",
    authorization: {
      url: "https://public-api.wordpress.com/oauth2/authorize",
      params: { scope: "auth" },
    },
    token: "https://public-api.wordpress.com/oauth2/token",
    userinfo: "https://public-api.wordpress.com/rest/v1/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: accountId(profile.ID),
      name: profile.display_name || profile.username,
      email: profile.email ?? null,
      image: profile.avatar_URL ?? null,
    }),
    style: { bg: "#0675c4", text: "#ffffff", logo: monogram("W", "#0675c4") },
    console: "https://developer.wordpress.com/apps/",
    options: config,
  }
}
