import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

/** The answer of `GET /api/v4/users/me`: {@link https://developers.mattermost.com/api-documentation/#/operations/GetUser}. */
export interface MattermostProfile {
  id: string
  create_at: number
  update_at: number
  delete_at: number
  username: string
  auth_data: string
  auth_service: string
  email: string
  email_verified: boolean
  nickname: string
  first_name: string
  last_name: string
  position: string
  roles: string
  notify_props: Partial<
    Record<
      | "channel"
      | "comments"
      | "desktop"
      | "desktop_sound"
      | "desktop_threads"
      | "email"
      | "email_threads"
      | "first_name"
      | "mention_keys"
      | "push"
      | "push_status"
      | "push_threads",
      string
    >
  >
  last_password_update: number
  locale: string
  timezone: { automaticTimezone: string; manualTimezone: string; useAutomaticTimezone: string }
  disable_welcome_email: boolean
  terms_of_service_id?: string
  terms_of_service_create_at?: number
  [member: string]: unknown
}

/**
 * One Mattermost server. An administrator has to allow OAuth 2.0 there. Addresses may be unverified: see
 * `email_verified`.
 *
 * Environment: `AUTH_MATTERMOST_ID`, `AUTH_MATTERMOST_SECRET`, `AUTH_MATTERMOST_ISSUER` (the server, e.g.
 * `https://chat.acme.example`). Callback URL: `<origin>/api/auth/callback/mattermost`. An app is registered at
 * `<server>/<team>/integrations/oauth2-apps`.
 *
 * @see {@link https://developers.mattermost.com/integrate/apps/authentication/oauth2/ Documentation}
 * @example
 * ```ts
 * import Mattermost from "latchkey/providers/mattermost"
 *
 * Mattermost({ issuer: "https://chat.acme.example" })
 * ```
 */
export default function Mattermost<P extends MattermostProfile = MattermostProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "mattermost",
    name: "Mattermost",
    type: "oauth",
    [derivedInternal]: ({ issuer }) => (issuer ? endpointsAt(issuer.replace(/\/+$/, "")) : {}),
    client: { token_endpoint_auth_method: "client_secret_post" },
    // Older servers take no notice of PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: profile.id,
      name: profile.username ?? personName(profile.first_name, profile.last_name),
      email: profile.email ?? null,
      image: null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("M", "#1e325c") },
    options: config,
  }
}

function endpointsAt(base: string): Record<"authorization" | "token" | "userinfo", string> {
  return {
    authorization: `${base}/oauth/authorize`,
    token: `${base}/oauth/access_token`,
    userinfo: `${base}/api/v4/users/me`,
  }
}
