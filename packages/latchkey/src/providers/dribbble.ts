import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /v2/user`: {@link https://developer.dribbble.com/v2/user/}. */
export interface DribbbleProfile {
  id: number
  name: string
  login: string
  /** Not documented: there is none for most apps. */
  email?: string | null
  avatar_url: string
  html_url: string
  bio: string | null
  location: string | null
  links: Record<string, string>
  can_upload_shot: boolean
  pro: boolean
  followers_count: number
  created_at: string
  type: string
  [member: string]: unknown
}

export interface DribbbleConfig<
  P extends DribbbleProfile = DribbbleProfile,
> extends OAuthUserConfig<P> {
  /** Default, if not given: `public`, by Dribbble's own choice. */
  scope?: "public" | "public upload"
}

/**
 * Dribbble.
 *
 * Environment: `AUTH_DRIBBBLE_ID`, `AUTH_DRIBBBLE_SECRET`. Callback URL: `<origin>/api/auth/callback/dribbble`.
 *
 * @see {@link https://dribbble.com/account/applications/new Register an app}
 * @see {@link https://developer.dribbble.com/v2/oauth/ Documentation}
 * @example
 * ```ts
 * import Dribbble from "latchkey/providers/dribbble"
 *
 * Dribbble({ scope: "public upload" })
 * ```
 */
export default function Dribbble<P extends DribbbleProfile = DribbbleProfile>(
  config: DribbbleConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "dribbble",
    name: "Dribbble",
    type: "oauth",
    authorization: {
      url: "https://dribbble.com/oauth/authorize",
      params: { scope: config.scope },
    },
    token: "https://dribbble.com/oauth/token",
    userinfo: "https://api.dribbble.com/v2/user",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: accountId(profile.id),
      name: profile.name ?? profile.login,
      email: profile.email ?? null,
      image: profile.avatar_url ?? null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("D", "#ea4c89") },
    console: "https://dribbble.com/account/applications/new",
    options: config,
  }
}
