import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /2/users/me`: {@link https://docs.x.com/x-api/users/get-my-user}. */
export interface TwitterProfile {
  data: {
    /** A number of up to 64 bits, as a string. The same as `id_str` of API 1.1. */
    id: string
    name: string
    username: string
    /** With the scope `users.email` and the field of this name; verified by X. */
    confirmed_email?: string
    /** @deprecated X has no such member; it is `confirmed_email`. */
    email?: string
    location?: string
    entities?: {
      url?: {
        urls: {
          start: number
          end: number
          url: string
          expanded_url: string
          display_url: string
        }[]
      }
      description?: { hashtags?: { start: number; end: number; tag: string }[] }
    }
    verified?: boolean
    description?: string
    url?: string
    profile_image_url?: string
    protected?: boolean
    pinned_tweet_id?: string
    created_at?: string
    [field: string]: unknown
  }
  includes?: { tweets?: { id: string; text: string }[] }
  [member: string]: unknown
}

export interface TwitterConfig<
  P extends TwitterProfile = TwitterProfile,
> extends OAuthUserConfig<P> {
  /** @deprecated Not needed: there is nothing but OAuth 2 here. */
  version?: "2.0"
}

/**
 * X, once Twitter, by OAuth 2. Accounts that signed in by OAuth 1.0a have the same id; the client id and secret are
 * others, of the section "OAuth 2.0" of the same app. Who has keys of OAuth 1.0a only, takes
 * `latchkey/providers/twitter-legacy`.
 *
 * Environment: `AUTH_TWITTER_ID`, `AUTH_TWITTER_SECRET`. Callback URL: `<origin>/api/auth/callback/twitter`. The type of
 * app is "Web App"; a native app has no secret.
 *
 * For the e-mail address, turn "Request email from users" on in the app, and ask for it as in the example.
 *
 * @see {@link https://developer.x.com/en/portal/projects-and-apps Register an app}
 * @see {@link https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/overview Documentation}
 * @example
 * ```ts
 * import Twitter from "latchkey/providers/twitter"
 *
 * Twitter({
 *   authorization: { params: { scope: "users.read tweet.read users.email" } },
 *   userinfo: { params: { "user.fields": "profile_image_url,confirmed_email" } },
 * })
 * ```
 */
export default function Twitter<P extends TwitterProfile = TwitterProfile>(
  config: TwitterConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "twitter",
    name: "Twitter",
    type: "oauth",
    checks: ["pkce", "state"],
    authorization: {
      url: "https://x.com/i/oauth2/authorize",
      params: { scope: "users.read tweet.read offline.access" },
    },
    token: "https://api.x.com/2/oauth2/token",
    userinfo: {
      url: "https://api.x.com/2/users/me",
      params: { "user.fields": "profile_image_url" },
    },
    profile: ({ data }) => ({
      id: data.id,
      name: data.name ?? null,
      email: data.confirmed_email ?? data.email ?? null,
      image: data.profile_image_url ?? null,
    }),
    style: { bg: "#0f1419", text: "#ffffff", logo: monogram("X", "#0f1419") },
    console: "https://developer.x.com/en/portal/projects-and-apps",
    options: config,
  }
}
