import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { askUserinfo } from "./wire.ts"

/** The answer of `GET /users/me?extended=full`: {@link https://trakt.docs.apiary.io/#reference/users/profile}. */
export interface TraktUser {
  username: string
  private: boolean
  name: string | null
  vip: boolean
  vip_ep: boolean
  ids: {
    /** Made from the name of the account, and changes with it. */
    slug: string
    uuid?: string
  }
  joined_at?: string
  location?: string | null
  about?: string | null
  gender?: string | null
  age?: number | null
  images?: { avatar?: { full?: string | null } | null } | null
  [member: string]: unknown
}

/**
 * Trakt. It gives no e-mail address, and does not want its pictures to be shown from its servers: copy what you show.
 *
 * Accounts are stored by `ids.slug`, as Auth.js does, which changes with the name of the account: whoever changes it
 * comes back as somebody new, and whoever takes the old name comes back as them. What does not change is the `uuid` that
 * `GET /users/settings` gives.
 *
 * Environment: `AUTH_TRAKT_ID`, `AUTH_TRAKT_SECRET`. Callback URL: `<origin>/api/auth/callback/trakt`.
 *
 * @see {@link https://trakt.tv/oauth/applications Register an app}
 * @see {@link https://trakt.docs.apiary.io/#reference/authentication-oauth Documentation}
 * @example
 * ```ts
 * import Trakt from "latchkey/providers/trakt"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Trakt] })
 * ```
 */
export default function Trakt<P extends TraktUser = TraktUser>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "trakt",
    name: "Trakt",
    type: "oauth",
    authorization: "https://trakt.tv/oauth/authorize",
    token: "https://api.trakt.tv/oauth/token",
    userinfo: {
      url: "https://api.trakt.tv/users/me",
      params: { extended: "full" },
      request: (context) =>
        askUserinfo(context, {
          headers: {
            authorization: `Bearer ${context.tokens.access_token}`,
            "content-type": "application/json",
            "trakt-api-key": context.provider.clientId ?? "",
            "trakt-api-version": "2",
            "user-agent": "latchkey",
          },
        }),
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: profile.ids.slug,
      name: profile.name || profile.username,
      email: null,
      image: profile.images?.avatar?.full ?? null,
    }),
    style: { bg: "#ed2224", text: "#ffffff", logo: monogram("T", "#ed2224") },
    console: "https://trakt.tv/oauth/applications",
    options: config,
  }
}
