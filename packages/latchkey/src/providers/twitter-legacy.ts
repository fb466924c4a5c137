import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /1.1/account/verify_credentials.json`. What is optional here is left out for some people. */
export interface TwitterLegacyProfile {
  /** Above 2^53 for accounts since 2015, and so rounded; {@link id_str} is the id. */
  id: number
  id_str: string
  name: string
  screen_name: string
  /** With `include_email=true`, where the app may ask for it and the person has one. */
  email?: string | null
  location?: string
  description?: string
  url?: string | null
  /** `url` is there only where {@link url} is. */
  entities?: {
    url: {
      urls: { url: string; expanded_url: string; display_url: string; indices: number[] }[]
    }
    description: { urls: unknown[] }
  }
  protected?: boolean
  verified?: boolean
  followers_count?: number
  friends_count?: number
  listed_count?: number
  favourites_count?: number
  statuses_count?: number
  created_at?: string
  lang?: string | null
  /** Of 48 by 48 pixels: `…_normal.jpg`. */
  profile_image_url_https?: string
  profile_banner_url?: string
  default_profile?: boolean
  default_profile_image?: boolean
  suspended?: boolean
  needs_phone_verification?: boolean
  [field: string]: unknown
}

/**
 * X, once Twitter, by OAuth 1.0a: for applications that have keys of that kind only ("API Key and Secret", once "Consumer
 * Keys"). A new application takes `latchkey/providers/twitter`, which is OAuth 2. The ids of people are the same.
 *
 * Environment: `AUTH_TWITTER_ID`, `AUTH_TWITTER_SECRET`. Callback URL: `<origin>/api/auth/callback/twitter`.
 *
 * For the e-mail address, turn "Request email from users" on in the app.
 *
 * @see {@link https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/overview Documentation}
 * @example
 * ```ts
 * import { TwitterLegacy } from "latchkey/providers/twitter-legacy"
 *
 * TwitterLegacy({ clientId: process.env.TWITTER_KEY, clientSecret: process.env.TWITTER_SECRET })
 * ```
 */
export function TwitterLegacy<P extends TwitterLegacyProfile = TwitterLegacyProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "twitter",
    name: "Twitter (Legacy)",
    type: "oauth",
    version: "1.0A",
    authorization: "https://api.twitter.com/oauth/authenticate",
    requestTokenUrl: "https://api.twitter.com/oauth/request_token",
    accessTokenUrl: "https://api.twitter.com/oauth/access_token",
    profileUrl: "https://api.twitter.com/1.1/account/verify_credentials.json?include_email=true",
    profile: (profile) => ({
      id: profile.id_str,
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: original(profile.profile_image_url_https),
    }),
    style: { bg: "#0f1419", text: "#ffffff", logo: monogram("X", "#0f1419") },
    console: "https://developer.x.com/en/portal/projects-and-apps",
    options: config,
  }
}

/** The picture as it was uploaded. */
function original(url: string | undefined): string | null {
  return url?.replace(/_normal(?=\.(?:jpe?g|png|gif)$)/, "") ?? null
}
