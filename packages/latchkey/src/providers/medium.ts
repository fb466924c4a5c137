import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { conformTokens } from "./wire.ts"

/** The answer of `GET /v1/me`: {@link https://github.com/Medium/medium-api-docs#31-users}. */
export interface MediumProfile {
  data: {
    id: string
    username: string
    name: string | null
    url: string
    imageUrl: string | null
    [member: string]: unknown
  }
  [member: string]: unknown
}

/**
 * Medium. There is no e-mail address.
 *
 * Environment: `AUTH_MEDIUM_ID`, `AUTH_MEDIUM_SECRET`. Callback URL: `<origin>/api/auth/callback/medium`.
 *
 * @deprecated Medium takes no new apps, archived the documentation of its API in March 2023, and gives no new integration
 * tokens since 1 January 2025. It has no successor.
 * @see {@link https://medium.com/me/applications Registered apps}
 * @see {@link https://github.com/Medium/medium-api-docs Documentation}
 * @example
 * ```ts
 * import Medium from "latchkey/providers/medium"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Medium] })
 * ```
 */
export default function Medium<P extends MediumProfile = MediumProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "medium",
    name: "Medium",
    type: "oauth",
    authorization: {
      url: "https://medium.com/m/oauth/authorize",
      params: { scope: "basicProfile" },
    },
    token: {
      url: "https://api.medium.com/v1/tokens",
      // Status 201, scopes as a list, and when it ends instead of how long it lasts.
      conform: conformTokens(({ scope, expires_at, ...answer }) => ({
        ...answer,
        ...(scope !== undefined && { scope: [scope].flat().join(" ") }),
        ...(typeof expires_at === "number" && { expires_in: secondsUntil(expires_at) }),
      })),
    },
    userinfo: "https://api.medium.com/v1/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: ({ data }) => ({
      id: data.id,
      name: data.name ?? data.username ?? null,
      email: null,
      image: data.imageUrl ?? null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("M", "#000000") },
    console: "https://medium.com/me/applications",
    options: config,
  }
}

/** From milliseconds, or seconds, since the epoch. */
function secondsUntil(time: number): number {
  const milliseconds = time > 100_000_000_000 ? time : time * 1000
  return Math.max(1, Math.floor((milliseconds - Date.now()) / 1000))
}
