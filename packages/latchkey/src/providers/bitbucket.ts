import type { OAuth2Config, OAuthUserConfig, ProfileContext } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /2.0/user`: {@link https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/#api-user-get}. */
export interface BitbucketProfile {
  display_name: string
  links: Partial<
    Record<"self" | "avatar" | "repositories" | "snippets" | "html" | "hooks", { href?: string }>
  >
  created_on: string
  type: string
  uuid: string
  has_2fa_enabled: boolean | null
  username: string
  is_staff: boolean
  account_id: string
  nickname: string
  account_status: string
  location: string | null
  /** The primary confirmed address of `GET /2.0/user/emails`; null where there is none. */
  email?: string | null
  [member: string]: unknown
}

/**
 * Bitbucket Cloud. The consumer needs the permission "Account: Read", and "Account: Email" for the address; only a
 * confirmed one is taken.
 *
 * Environment: `AUTH_BITBUCKET_ID`, `AUTH_BITBUCKET_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/bitbucket`.
 *
 * @see {@link https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/ Register a consumer}
 * @see {@link https://developer.atlassian.com/cloud/bitbucket/oauth-2/ Documentation}
 * @example
 * ```ts
 * import Bitbucket from "latchkey/providers/bitbucket"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Bitbucket] })
 * ```
 */
export default function Bitbucket<P extends BitbucketProfile = BitbucketProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "bitbucket",
    name: "Bitbucket",
    type: "oauth",
    authorization: {
      url: "https://bitbucket.org/site/oauth2/authorize",
      params: { scope: "account" },
    },
    token: "https://bitbucket.org/site/oauth2/access_token",
    userinfo: "https://api.bitbucket.org/2.0/user",
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: profile.account_id,
      name: profile.display_name ?? profile.nickname ?? profile.username,
      email: profile.email ?? null,
      image: profile.links?.avatar?.href ?? null,
    }),
    [conformInternal]: async (profile, context) => ({
      ...profile,
      email: await primaryEmail("https://api.bitbucket.org/2.0/user/emails", context),
    }),
    style: { bg: "#205081", text: "#ffffff", logo: monogram("B", "#205081") },
    console: "https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/",
    options: config,
  }
}

/** Null without the permission, or on an error: nobody is kept out for that. */
async function primaryEmail(
  url: string,
  { fetch, tokens }: ProfileContext,
): Promise<string | null> {
  const headers = { accept: "application/json", authorization: `Bearer ${tokens.access_token}` }
  const response = await fetch(url, { headers })
  if (!response.ok) return null
  const answer = (await response.json().catch(() => null)) as { values?: unknown } | null
  if (!Array.isArray(answer?.values)) return null
  const own = (answer.values as (Record<string, unknown> | null)[]).find(
    (each) => each?.["is_primary"] === true && each["is_confirmed"] === true,
  )
  return typeof own?.["email"] === "string" ? own["email"] : null
}
