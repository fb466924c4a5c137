import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /api/v1/accounts/verify_credentials`: {@link https://docs.joinmastodon.org/entities/Account/#CredentialAccount}. */
export interface MastodonProfile {
  /** A number as text; unique on its server only. */
  id: string
  username: string
  acct: string
  display_name: string
  locked: boolean
  bot: boolean
  created_at: string
  note: string
  url: string
  avatar: string
  avatar_static: string
  header: string
  header_static: string
  followers_count: number
  following_count: number
  statuses_count: number
  last_status_at: string | null
  [member: string]: unknown
}

/**
 * One Mastodon server. For a second one give this provider another `id` too: account ids are unique on their server
 * only. There is no e-mail address.
 *
 * Environment: `AUTH_MASTODON_ID`, `AUTH_MASTODON_SECRET`, `AUTH_MASTODON_ISSUER` (the server, e.g.
 * `https://mastodon.example`). Callback URL: `<origin>/api/auth/callback/mastodon`. An app is registered at
 * `<server>/settings/applications`.
 *
 * @see {@link https://docs.joinmastodon.org/client/token/ Documentation}
 * @example
 * ```ts
 * import Mastodon from "latchkey/providers/mastodon"
 *
 * Mastodon({ issuer: "https://mastodon.example" })
 * ```
 */
export default function Mastodon<P extends MastodonProfile = MastodonProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "mastodon",
    name: "Mastodon",
    type: "oauth",
    [derivedInternal]: ({ issuer }) => (issuer ? endpointsAt(issuer.replace(/\/+$/, "")) : {}),
    client: { token_endpoint_auth_method: "client_secret_post" },
    // Servers before 4.3 take no notice of PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: accountId(profile.id),
      name: profile.username ?? null,
      email: null,
      image: profile.avatar_static ?? profile.avatar ?? null,
    }),
    style: { bg: "#6364ff", text: "#ffffff", logo: monogram("M", "#6364ff") },
    options: config,
  }
}

function endpointsAt(base: string): Record<"authorization" | "token" | "userinfo", string> {
  return {
    authorization: `${base}/oauth/authorize?scope=read`,
    token: `${base}/oauth/token`,
    userinfo: `${base}/api/v1/accounts/verify_credentials`,
  }
}
