import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /api/v4/user`: {@link https://docs.gitlab.com/api/users/#retrieve-the-current-user}. */
export interface GitLabProfile {
  id: number
  /** Where `userinfo` is set to the endpoint of OpenID Connect. */
  sub?: string
  username: string
  email: string
  name: string
  state: string
  avatar_url: string | null
  web_url: string
  created_at: string
  bio: string | null
  location?: string | null
  public_email: string | null
  skype?: string
  linkedin: string
  twitter: string
  website_url: string
  organization: string | null
  job_title: string
  pronouns: string | null
  bot: boolean
  work_information?: string | null
  followers: number
  following: number
  local_time: string | null
  last_sign_in_at: string | null
  /** When the address was confirmed; null where it was not. */
  confirmed_at: string | null
  /** False where `confirmed_at` is null. */
  email_verified?: boolean
  theme_id: number | null
  last_activity_on: string | null
  color_scheme_id: number
  projects_limit: number
  current_sign_in_at: string | null
  identities: { provider: string; extern_uid: string }[]
  can_create_group: boolean
  can_create_project: boolean
  two_factor_enabled: boolean
  external: boolean
  private_profile: boolean
  commit_email: string
  shared_runners_minutes_limit?: number | null
  extra_shared_runners_minutes_limit?: number | null
  [member: string]: unknown
}

export interface GitLabConfig<P extends GitLabProfile = GitLabProfile> extends OAuthUserConfig<P> {
  /** A server of your own, e.g. `https://gitlab.acme.example`. */
  baseUrl?: URL | string
}

/**
 * GitLab.com, or a GitLab of your own. A server may let people in whose address is not confirmed; those are marked with
 * `email_verified: false`.
 *
 * Environment: `AUTH_GITLAB_ID`, `AUTH_GITLAB_SECRET`. Callback URL: `<origin>/api/auth/callback/gitlab`.
 *
 * @see {@link https://gitlab.com/-/user_settings/applications Register an app}
 * @see {@link https://docs.gitlab.com/api/oauth2/ Documentation}
 * @example
 * ```ts
 * import GitLab from "latchkey/providers/gitlab"
 *
 * GitLab({ baseUrl: "https://gitlab.acme.example" })
 * ```
 */
export default function GitLab<P extends GitLabProfile = GitLabProfile>(
  config: GitLabConfig<P> = {},
): OAuth2Config<P> {
  const base = String(config.baseUrl ?? "https://gitlab.com").replace(/\/+$/, "")
  return {
    id: "gitlab",
    name: "GitLab",
    type: "oauth",
    authorization: { url: `${base}/oauth/authorize`, params: { scope: "read_user" } },
    token: `${base}/oauth/token`,
    userinfo: `${base}/api/v4/user`,
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: accountId(profile.sub ?? profile.id),
      name: profile.name ?? profile.username,
      email: profile.email ?? null,
      image: profile.avatar_url ?? null,
    }),
    [conformInternal]: (profile) =>
      profile["confirmed_at"] === null ? { ...profile, email_verified: false } : profile,
    style: { bg: "#fc6d26", text: "#ffffff", logo: monogram("GL", "#fc6d26") },
    console: `${base}/-/user_settings/applications`,
    options: config,
  }
}
