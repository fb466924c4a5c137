import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

/** The answer of `GET /v1/people/me`: {@link https://developer.webex.com/docs/api/v1/people/get-my-own-details}. */
export interface WebexProfile {
  id: string
  emails?: string[]
  displayName?: string
  nickName?: string
  firstName?: string
  lastName?: string
  avatar?: string
  orgId?: string
  [member: string]: unknown
}

export interface WebexConfig<P extends WebexProfile = WebexProfile> extends OAuthUserConfig<P> {
  /**
   * Where the API is, without a slash at the end.
   *
   * @default "https://webexapis.com/v1"
   */
  apiBaseUrl?: string
}

/**
 * Webex by Cisco.
 *
 * Environment: `AUTH_WEBEX_ID`, `AUTH_WEBEX_SECRET`. Callback URL: `<origin>/api/auth/callback/webex`.
 *
 * @see {@link https://developer.webex.com/my-apps Register an app}
 * @see {@link https://developer.webex.com/docs/integrations Documentation}
 * @example
 * ```ts
 * import Webex from "latchkey/providers/webex"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Webex] })
 * ```
 */
export default function Webex<P extends WebexProfile = WebexProfile>(
  config: WebexConfig<P> = {},
): OAuth2Config<P> {
  const api = (config.apiBaseUrl ?? "https://webexapis.com/v1").replace(/\/+$/, "")
  return {
    id: "webex",
    name: "Webex",
    type: "oauth",
    authorization: {
      url: `${api}/authorize`,
      params: { scope: "spark:kms spark:people_read" },
    },
    token: `${api}/access_token`,
    userinfo: `${api}/people/me`,
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: profile.id,
      name: profile.displayName ?? personName(profile.firstName, profile.lastName),
      email: profile.emails?.[0] ?? null,
      image: profile.avatar ?? null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("W", "#00bceb") },
    console: "https://developer.webex.com/my-apps",
    options: config,
  }
}
