import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /api/users/me`: {@link https://log.concept2.com/developers/documentation/#users}. */
export interface Concept2Profile {
  data: {
    id: number
    username: string
    first_name: string
    last_name: string
    gender: "M" | "F" | null
    dob: string | null
    email: string
    country: string
    profile_image: string | null
    age_restricted: boolean
    email_permission: boolean | null
    max_heart_rate: number | null
    /** In decagrams. */
    weight: number | null
    logbook_privacy: string | null
    [member: string]: unknown
  }
  [member: string]: unknown
}

/**
 * The Concept2 Logbook. The scopes are separated by commas; `results:write` is there because Auth.js asks for it.
 *
 * Environment: `AUTH_CONCEPT2_ID`, `AUTH_CONCEPT2_SECRET`. Callback URL: `<origin>/api/auth/callback/concept2`.
 *
 * @see {@link https://log.concept2.com/developers/keys Register an app}
 * @see {@link https://log.concept2.com/developers/documentation/ Documentation}
 * @example
 * ```ts
 * import Concept2 from "latchkey/providers/concept2"
 *
 * Concept2({ authorization: { params: { scope: "user:read" } } })
 * ```
 */
export default function Concept2<P extends Concept2Profile = Concept2Profile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "concept2",
    name: "Concept2",
    type: "oauth",
    authorization: {
      url: "https://log.concept2.com/oauth/authorize",
      params: { scope: "user:read,results:write" },
    },
    token: "https://log.concept2.com/oauth/access_token",
    userinfo: "https://log.concept2.com/api/users/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: ({ data }) => ({
      id: accountId(data.id),
      name: data.username ?? null,
      email: data.email ?? null,
      image: data.profile_image ?? null,
    }),
    style: { bg: "#003e7e", text: "#ffffff", logo: monogram("C2", "#003e7e") },
    console: "https://log.concept2.com/developers/keys",
    options: config,
  }
}
