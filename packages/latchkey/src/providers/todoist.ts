import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /api/v1/user`: {@link https://developer.todoist.com/api/v1/#tag/User}. */
export interface TodoistProfile {
  id: string
  email: string
  full_name: string
  /** Absent for whoever has no picture, as are the other sizes. */
  avatar_big?: string | null
  avatar_medium?: string | null
  avatar_s640?: string | null
  avatar_small?: string | null
  lang?: string
  [member: string]: unknown
}

/**
 * Todoist.
 *
 * Environment: `AUTH_TODOIST_ID`, `AUTH_TODOIST_SECRET`. Callback URL: `<origin>/api/auth/callback/todoist`.
 *
 * @see {@link https://developer.todoist.com/appconsole.html Register an app}
 * @see {@link https://developer.todoist.com/api/v1/#tag/Authorization Documentation}
 * @example
 * ```ts
 * import Todoist from "latchkey/providers/todoist"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Todoist] })
 * ```
 */
export default function Todoist<P extends TodoistProfile = TodoistProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "todoist",
    name: "Todoist",
    type: "oauth",
    authorization: {
      url: "https://todoist.com/oauth/authorize",
      params: { scope: "data:read" },
    },
    token: "https://todoist.com/oauth/access_token",
    // The Sync API of version 9, which Auth.js asks, has ended; ids of people are the same in both.
    userinfo: "https://api.todoist.com/api/v1/user",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: accountId(profile.id),
      name: profile.full_name ?? null,
      email: profile.email ?? null,
      image: profile.avatar_big ?? null,
    }),
    style: { bg: "#e44332", text: "#ffffff", logo: monogram("T", "#e44332") },
    console: "https://developer.todoist.com/appconsole.html",
    options: config,
  }
}
