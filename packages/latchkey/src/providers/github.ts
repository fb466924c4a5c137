import type { OAuth2Config, OAuthUserConfig, ProfileContext } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"

import { logo } from "./logo.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /user`: {@link https://docs.github.com/rest/users/users#get-the-authenticated-user}. */
export interface GitHubProfile {
  id: number
  node_id: string
  login: string
  name: string | null
  /** The public address; else the primary verified one of `GET /user/emails`; null where there is none. */
  email: string | null
  avatar_url: string
  html_url: string
  type: string
  site_admin: boolean
  company: string | null
  blog: string | null
  location: string | null
  bio: string | null
  twitter_username?: string | null
  created_at: string
  updated_at: string
  two_factor_authentication?: boolean
  [member: string]: unknown
}

export interface GitHubEmail {
  email: string
  primary: boolean
  verified: boolean
  visibility: "public" | "private" | null
}

export interface GitHubConfig<P extends GitHubProfile = GitHubProfile> extends OAuthUserConfig<P> {
  /** GitHub Enterprise Server, e.g. `{ baseUrl: "https://github.acme.example" }`. */
  enterprise?: { baseUrl?: string }
}

/**
 * GitHub, or GitHub Enterprise Server.
 *
 * Environment: `AUTH_GITHUB_ID`, `AUTH_GITHUB_SECRET`. Callback URL: `<origin>/api/auth/callback/github`.
 *
 * @see {@link https://github.com/settings/developers Register an app}
 * @see {@link https://docs.github.com/apps/oauth-apps/building-oauth-apps Documentation}
 * @example
 * ```ts
 * import GitHub from "latchkey/providers/github"
 *
 * export const { handlers, auth } = NextAuth({ providers: [GitHub] })
 * ```
 */
export default function GitHub<P extends GitHubProfile = GitHubProfile>(
  config: GitHubConfig<P> = {},
): OAuth2Config<P> {
  const baseUrl = (config.enterprise?.baseUrl ?? "https://github.com").replace(/\/+$/, "")
  const apiUrl = config.enterprise?.baseUrl ? `${baseUrl}/api/v3` : "https://api.github.com"
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    issuer: `${baseUrl}/login/oauth`,
    authorization: {
      url: `${baseUrl}/login/oauth/authorize`,
      params: { scope: "read:user user:email" },
    },
    token: `${baseUrl}/login/oauth/access_token`,
    userinfo: `${apiUrl}/user`,
    profile: (profile) => ({
      id: accountId(profile.id),
      name: profile.name ?? profile.login,
      email: profile.email,
      image: profile.avatar_url,
    }),
    [conformInternal]: async (profile, context) => {
      if (profile.email) return profile
      return { ...profile, email: await primaryEmail(`${apiUrl}/user/emails`, context) }
    },
    style: {
      brandColor: "#24292f",
      bg: "#24292f",
      text: "#ffffff",
      logo: logo(
        '<path fill="#888" d="M5 4l3 2a11 11 0 0 1 8 0l3-2 1 5a7 7 0 0 1-4 9v4H8v-3c-3 1-3-2-5-2 3-1 3 1 5 0a7 7 0 0 1-4-8z"/>',
      ),
    },
    console: "https://github.com/settings/developers",
    options: config,
  }
}

/** The primary address if GitHub has verified it, else null: without the scope, say, or on an error. */
async function primaryEmail(
  url: string,
  { fetch, tokens }: ProfileContext,
): Promise<string | null> {
  const response = await fetch(url, {
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${tokens.access_token}`,
      "user-agent": "latchkey",
    },
  })
  if (!response.ok) return null
  const emails: unknown = await response.json().catch(() => null)
  if (!Array.isArray(emails)) return null
  const own = (emails as (Partial<GitHubEmail> | null)[]).find((e) => e?.primary === true)
  return own?.verified === true && typeof own.email === "string" ? own.email : null
}
