import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { withTokenType } from "./wire.ts"

/** The answer of `GET /v1.0/me`: {@link https://developers.facebook.com/docs/threads/threads-profiles}. */
export interface ThreadsProfile {
  /** Unique for this person and this app. */
  id: string
  username?: string
  name?: string
  threads_profile_picture_url?: string
  threads_biography?: string
  is_verified?: boolean
  [member: string]: unknown
}

/**
 * Threads. It gives no e-mail address.
 *
 * Environment: `AUTH_THREADS_ID`, `AUTH_THREADS_SECRET`. Callback URL: `<origin>/api/auth/callback/threads`, https only,
 * in development too. An app of Meta with the use case "Access the Threads API"; id and secret are the Threads ones.
 *
 * @see {@link https://developers.facebook.com/apps/ Register an app}
 * @see {@link https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions Documentation}
 * @example
 * ```ts
 * import Threads from "latchkey/providers/threads"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Threads] })
 * ```
 */
export default function Threads<P extends ThreadsProfile = ThreadsProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "threads",
    name: "Threads",
    type: "oauth",
    checks: ["state"],
    authorization: {
      url: "https://threads.net/oauth/authorize",
      params: { scope: "threads_basic" },
    },
    token: { url: "https://graph.threads.net/oauth/access_token", conform: withTokenType },
    userinfo: {
      url: "https://graph.threads.net/v1.0/me",
      params: { fields: "id,username,name,threads_profile_picture_url" },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: profile.id,
      name: profile.name || profile.username || null,
      email: null,
      image: profile.threads_profile_picture_url || null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("@", "#000000") },
    console: "https://developers.facebook.com/apps/",
    options: config,
  }
}
