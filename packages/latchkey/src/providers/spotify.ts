import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

export interface SpotifyImage {
  url: string
  height?: number | null
  width?: number | null
}

/** The answer of `GET /v1/me`: {@link https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile}. */
export interface SpotifyProfile {
  id: string
  /** Since May 2026: what Spotify wants accounts to be stored by. Auth.js stores them by `id`, and so does this. */
  account_id?: string
  display_name: string | null
  /** With the scope `user-read-email`, and not for apps in development mode. */
  email?: string
  images?: SpotifyImage[]
  country?: string
  product?: string
  uri?: string
  external_urls?: { spotify: string }
  [member: string]: unknown
}

/**
 * Spotify. It does not verify e-mail addresses: don't link accounts by them.
 *
 * Accounts are stored by `id`, as Auth.js does. Spotify says that `account_id` is the one that never changes: new
 * applications should use it.
 *
 * Environment: `AUTH_SPOTIFY_ID`, `AUTH_SPOTIFY_SECRET`. Callback URL: `<origin>/api/auth/callback/spotify`; for
 * development with `127.0.0.1`, since Spotify refuses `localhost`.
 *
 * @see {@link https://developer.spotify.com/dashboard Register an app}
 * @see {@link https://developer.spotify.com/documentation/web-api/tutorials/code-flow Documentation}
 * @example
 * ```ts
 * import Spotify from "latchkey/providers/spotify"
 *
 * Spotify({
 *   profile: ({ account_id, id, display_name, email }) => ({
 *     id: account_id!,
 *     name: display_name ?? id,
 *     email,
 *   }),
 * })
 * ```
 */
export default function Spotify<P extends SpotifyProfile = SpotifyProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "spotify",
    name: "Spotify",
    type: "oauth",
    authorization: {
      url: "https://accounts.spotify.com/authorize",
      params: { scope: "user-read-email" },
    },
    token: "https://accounts.spotify.com/api/token",
    userinfo: "https://api.spotify.com/v1/me",
    profile: (profile) => ({
      id: profile.id,
      name: profile.display_name ?? profile.id,
      email: profile.email ?? null,
      image: profile.images?.[0]?.url ?? null,
    }),
    style: {
      brandColor: "#1db954",
      bg: "#000000",
      text: "#ffffff",
      logo: monogram("S", "#1db954"),
    },
    console: "https://developer.spotify.com/dashboard",
    options: config,
  }
}
