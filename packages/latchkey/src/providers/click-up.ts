import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId, withTokenType } from "./wire.ts"

/** The answer of `GET /api/v2/user`: {@link https://developer.clickup.com/reference/getauthorizeduser}. */
export interface ClickUpProfile {
  user: {
    id: number
    username: string | null
    email?: string
    color: string | null
    profilePicture: string | null
    initials?: string
    timezone?: string
    [member: string]: unknown
  }
  [member: string]: unknown
}

/**
 * ClickUp.
 *
 * Environment: `AUTH_CLICK_UP_ID`, `AUTH_CLICK_UP_SECRET`. Callback URL: `<origin>/api/auth/callback/click-up`.
 *
 * @see {@link https://app.clickup.com/settings/apps Register an app}
 * @see {@link https://developer.clickup.com/docs/authentication Documentation}
 * @example
 * ```ts
 * import ClickUp from "latchkey/providers/click-up"
 *
 * export const { handlers, auth } = NextAuth({ providers: [ClickUp] })
 * ```
 */
export default function ClickUp<P extends ClickUpProfile = ClickUpProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "click-up",
    name: "ClickUp",
    type: "oauth",
    authorization: "https://app.clickup.com/api",
    token: { url: "https://api.clickup.com/api/v2/oauth/token", conform: withTokenType },
    userinfo: "https://api.clickup.com/api/v2/user",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It knows no PKCE.
    checks: ["state"],
    profile: ({ user }) => ({
      id: accountId(user.id),
      name: user.username ?? null,
      email: user.email ?? null,
      image: user.profilePicture ?? null,
    }),
    style: { bg: "#24292f", text: "#ffffff", logo: monogram("CU", "#24292f") },
    console: "https://app.clickup.com/settings/apps",
    options: config,
  }
}
