import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /me`: {@link https://developer.atlassian.com/cloud/confluence/user-identity-api/}. */
export interface AtlassianProfile {
  account_id: string
  account_type: string
  name: string
  email: string
  picture: string
  account_status: string
  nickname?: string
  zoneinfo?: string
  locale?: string
  extended_profile?: Record<string, unknown>
  [member: string]: unknown
}

/**
 * Atlassian: Jira, Confluence and the rest of its cloud. The app needs the User Identity API with `read:me`; add
 * `offline_access` for a refresh token.
 *
 * Environment: `AUTH_ATLASSIAN_ID`, `AUTH_ATLASSIAN_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/atlassian`.
 *
 * @see {@link https://developer.atlassian.com/console/myapps/ Register an app}
 * @see {@link https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/ Documentation}
 * @example
 * ```ts
 * import Atlassian from "latchkey/providers/atlassian"
 *
 * Atlassian({ authorization: { params: { scope: "read:me read:jira-work offline_access" } } })
 * ```
 */
export default function Atlassian<P extends AtlassianProfile = AtlassianProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "atlassian",
    name: "Atlassian",
    type: "oauth",
    authorization: {
      url: "https://auth.atlassian.com/authorize",
      params: { audience: "api.atlassian.com", scope: "read:me" },
    },
    token: "https://auth.atlassian.com/oauth/token",
    userinfo: "https://api.atlassian.com/me",
    // It documents no PKCE.
    checks: ["state"],
    profile: (profile) => ({
      id: profile.account_id,
      name: profile.name ?? profile.nickname ?? null,
      email: profile.email ?? null,
      image: profile.picture ?? null,
    }),
    style: { bg: "#ffffff", text: "#0052cc", logo: monogram("A", "#0052cc") },
    console: "https://developer.atlassian.com/console/myapps/",
    options: config,
  }
}
