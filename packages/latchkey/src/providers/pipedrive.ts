import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /v1/users/me`: {@link https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser}. */
export interface PipedriveProfile {
  success: boolean
  data: {
    id: number
    name: string
    email: string
    default_currency?: string
    locale?: string
    lang?: number
    phone?: string | null
    activated?: boolean
    last_login?: string
    created?: string
    modified?: string
    signup_flow_variation?: string
    has_created_company?: boolean
    is_admin?: number
    active_flag?: boolean
    timezone_name?: string
    timezone_offset?: string
    role_id?: number
    icon_url?: string | null
    is_you?: boolean
    company_id?: number
    company_name?: string
    company_domain?: string
    company_country?: string
    company_industry?: string
    language?: { language_code?: string; country_code?: string }
    [member: string]: unknown
  }
  [member: string]: unknown
}

/**
 * Pipedrive. Scopes are chosen where the app is registered; `base` is enough.
 *
 * Environment: `AUTH_PIPEDRIVE_ID`, `AUTH_PIPEDRIVE_SECRET`. Callback URL: `<origin>/api/auth/callback/pipedrive`.
 *
 * @see {@link https://app.pipedrive.com/developer-hub Register an app}
 * @see {@link https://pipedrive.readme.io/docs/marketplace-oauth-authorization Documentation}
 * @example
 * ```ts
 * import Pipedrive from "latchkey/providers/pipedrive"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Pipedrive] })
 * ```
 */
export default function Pipedrive<P extends PipedriveProfile = PipedriveProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "pipedrive",
    name: "Pipedrive",
    type: "oauth",
    authorization: "https://oauth.pipedrive.com/oauth/authorize",
    token: "https://oauth.pipedrive.com/oauth/token",
    userinfo: "https://api.pipedrive.com/v1/users/me",
    profile: ({ data }) => ({
      id: accountId(data.id),
      name: data.name ?? null,
      email: data.email ?? null,
      image: data.icon_url ?? null,
    }),
    style: { bg: "#017737", text: "#ffffff", logo: monogram("P", "#017737") },
    console: "https://app.pipedrive.com/developer-hub",
    options: config,
  }
}
