import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /v1/nid/me`: {@link https://developers.naver.com/docs/login/profile/profile.md}. */
export interface NaverProfile {
  /** `"00"` where all is well. */
  resultcode: string
  message: string
  /** Everything but the id is there only where the application asks for it and the person agrees. */
  response: {
    /** Unique for this person and this application. */
    id: string
    nickname?: string
    name?: string
    email?: string
    gender?: "F" | "M" | "U"
    /** A range of ten years, e.g. `"40-49"`. */
    age?: string
    /** `"MM-DD"`. */
    birthday?: string
    birthyear?: string
    profile_image?: string
    mobile?: string
  }
  [member: string]: unknown
}

/**
 * Naver. The address is the one of the account's settings; Naver does not say whether it was verified.
 *
 * Environment: `AUTH_NAVER_ID`, `AUTH_NAVER_SECRET`. Callback URL: `<origin>/api/auth/callback/naver`.
 *
 * @see {@link https://developers.naver.com/apps Register an app}
 * @see {@link https://developers.naver.com/docs/login/api/api.md Documentation}
 * @example
 * ```ts
 * import Naver from "latchkey/providers/naver"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Naver] })
 * ```
 */
export default function Naver<P extends NaverProfile = NaverProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "naver",
    name: "Naver",
    type: "oauth",
    authorization: "https://nid.naver.com/oauth2.0/authorize",
    token: "https://nid.naver.com/oauth2.0/token",
    userinfo: "https://openapi.naver.com/v1/nid/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ response }) => ({
      id: response.id,
      name: response.nickname ?? response.name ?? null,
      email: response.email ?? null,
      image: response.profile_image ?? null,
    }),
    style: { bg: "#03c75a", text: "#ffffff", logo: monogram("N", "#03c75a") },
    console: "https://developers.naver.com/apps",
    options: config,
  }
}
