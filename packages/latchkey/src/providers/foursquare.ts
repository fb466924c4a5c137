import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"
import { askUserinfo, withTokenType } from "./wire.ts"

/** The answer of `GET /v2/users/self`: {@link https://docs.foursquare.com/developer/reference/get-user-details}. */
export interface FoursquareProfile {
  meta?: { code: number; requestId: string }
  response: {
    user: {
      id: string
      firstName?: string
      lastName?: string
      handle?: string
      contact?: { email?: string; phone?: string; verifiedPhone?: string }
      photo?: { prefix: string; suffix: string } | null
      [member: string]: unknown
    }
  }
  [member: string]: unknown
}

export interface FoursquareConfig<
  P extends FoursquareProfile = FoursquareProfile,
> extends OAuthUserConfig<P> {
  /** The date up to which the application knows their changes, `YYYYMMDD`. Default: `20230131`. */
  apiVersion?: string
}

/**
 * Foursquare.
 *
 * Environment: `AUTH_FOURSQUARE_ID`, `AUTH_FOURSQUARE_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/foursquare`.
 *
 * @deprecated Foursquare closed City Guide on 15 December 2024; accounts live on in Swarm only. It has no successor.
 * @see {@link https://foursquare.com/developers/home Register an app}
 * @see {@link https://docs.foursquare.com/developer/reference/personalization-apis-authentication Documentation}
 * @example
 * ```ts
 * import Foursquare from "latchkey/providers/foursquare"
 *
 * Foursquare({ apiVersion: "20260101" })
 * ```
 */
export default function Foursquare<P extends FoursquareProfile = FoursquareProfile>(
  config: FoursquareConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "foursquare",
    name: "Foursquare",
    type: "oauth",
    authorization: "https://foursquare.com/oauth2/authenticate",
    token: { url: "https://foursquare.com/oauth2/access_token", conform: withTokenType },
    client: { token_endpoint_auth_method: "client_secret_post" },
    userinfo: {
      url: "https://api.foursquare.com/v2/users/self",
      params: { v: config.apiVersion ?? "20230131" },
      // It knows the token by no other way.
      request: (context) =>
        askUserinfo(context, { query: { oauth_token: String(context.tokens.access_token) } }),
    },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: ({ response: { user } }) => ({
      id: user.id,
      name: personName(user.firstName, user.lastName) ?? user.handle ?? null,
      email: user.contact?.email ?? null,
      image: user.photo ? `${user.photo.prefix}original${user.photo.suffix}` : null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("F", "#000000") },
    console: "https://foursquare.com/developers/home",
    options: config,
  }
}
