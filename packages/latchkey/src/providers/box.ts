import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /users/me`: {@link https://developer.box.com/reference/get-users-me/}. */
export interface BoxProfile {
  type: "user"
  id: string
  name: string
  /** The primary e-mail address. */
  login: string
  avatar_url: string
  created_at: string
  modified_at: string
  language: string
  timezone: string
  status: "active" | "inactive" | "cannot_delete_edit" | "cannot_delete_edit_upload"
  [member: string]: unknown
}

/**
 * Box.
 *
 * Environment: `AUTH_BOX_ID`, `AUTH_BOX_SECRET`. Callback URL: `<origin>/api/auth/callback/box`.
 *
 * @see {@link https://app.box.com/developers/console Register an app}
 * @see {@link https://developer.box.com/guides/authentication/oauth2/ Documentation}
 * @example
 * ```ts
 * import Box from "latchkey/providers/box"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Box] })
 * ```
 */
export default function Box<P extends BoxProfile = BoxProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "box",
    name: "Box",
    type: "oauth",
    authorization: "https://account.box.com/api/oauth2/authorize",
    token: "https://api.box.com/oauth2/token",
    userinfo: "https://api.box.com/2.0/users/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: profile.id,
      name: profile.name ?? null,
      email: profile.login ?? null,
      image: profile.avatar_url ?? null,
    }),
    style: { bg: "#0075c9", text: "#ffffff", logo: monogram("B", "#0075c9") },
    console: "https://app.box.com/developers/console",
    options: config,
  }
}
