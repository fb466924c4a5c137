import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /auth/api/v1/users/me`: {@link https://www.freshbooks.com/api/me_endpoint}. */
export interface FreshbooksProfile {
  response: {
    id: number
    identity_id?: number
    identity_uuid?: string
    first_name?: string | null
    last_name?: string | null
    email: string
    /** When the address was confirmed. */
    confirmed_at?: string | null
    language?: string
    business_memberships?: Record<string, unknown>[]
    [member: string]: unknown
  }
  [member: string]: unknown
}

/**
 * FreshBooks. The app needs the scope `user:profile:read`, which is set where it is registered.
 *
 * Environment: `AUTH_FRESHBOOKS_ID`, `AUTH_FRESHBOOKS_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/freshbooks`.
 *
 * @see {@link https://my.freshbooks.com/#/developer Register an app}
 * @see {@link https://www.freshbooks.com/api/authentication Documentation}
 * @example
 * ```ts
 * import Freshbooks from "latchkey/providers/freshbooks"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Freshbooks] })
 * ```
 */
export default function Freshbooks<P extends FreshbooksProfile = FreshbooksProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "freshbooks",
    name: "Freshbooks",
    type: "oauth",
    authorization: "https://auth.freshbooks.com/oauth/authorize",
    token: "https://api.freshbooks.com/auth/oauth/token",
    userinfo: "https://api.freshbooks.com/auth/api/v1/users/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: ({ response }) => ({
      id: accountId(response.id),
      name: personName(response.first_name, response.last_name),
      email: response.email ?? null,
      image: null,
    }),
    style: { bg: "#0075dd", text: "#ffffff", logo: monogram("FB", "#0075dd") },
    console: "https://my.freshbooks.com/#/developer",
    options: config,
  }
}
