import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** ISO 8601. */
export type DateTime = string
export type Gender = "female" | "male"
export type Birthday = "SOLAR" | "LUNAR"
export type AgeRange =
  | "1-9"
  | "10-14"
  | "15-19"
  | "20-29"
  | "30-39"
  | "40-49"
  | "50-59"
  | "60-69"
  | "70-79"
  | "80-89"
  | "90-"

/** What of the account the person agreed to tell. `…_needs_agreement`: not yet. */
export interface KakaoAccount {
  profile_needs_agreement?: boolean
  profile_nickname_needs_agreement?: boolean
  profile_image_needs_agreement?: boolean
  profile?: {
    nickname?: string
    thumbnail_image_url?: string
    profile_image_url?: string
    is_default_image?: boolean
  }
  name_needs_agreement?: boolean
  name?: string
  email_needs_agreement?: boolean
  /** False where another account has taken the address over. */
  is_email_valid?: boolean
  is_email_verified?: boolean
  email?: string
  age_range_needs_agreement?: boolean
  age_range?: AgeRange
  birthyear_needs_agreement?: boolean
  birthyear?: string
  birthday_needs_agreement?: boolean
  birthday?: string
  birthday_type?: Birthday
  gender_needs_agreement?: boolean
  gender?: Gender
  phone_number_needs_agreement?: boolean
  phone_number?: string
  ci_needs_agreement?: boolean
  ci?: string
  ci_authenticated_at?: DateTime
}

/** The answer of `GET /v2/user/me`: {@link https://developers.kakao.com/docs/latest/en/kakaologin/rest-api#req-user-info}. */
export interface KakaoProfile {
  id: number
  has_signed_up?: boolean
  connected_at?: DateTime
  synched_at?: DateTime
  properties?: {
    id?: string
    status?: string
    registered_at?: DateTime
    msg_blocked?: boolean
    nickname?: string
    profile_image?: string
    thumbnail_image?: string
  }
  kakao_account?: KakaoAccount
  /** Whether the address is both valid and verified, from `kakao_account`. */
  email_verified?: boolean
  [member: string]: unknown
}

/**
 * Kakao. Which data people are asked for is set where the app is registered; they may refuse each. The address may be
 * unverified: see `email_verified`.
 *
 * Environment: `AUTH_KAKAO_ID` (the REST API key), `AUTH_KAKAO_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/kakao`.
 *
 * @see {@link https://developers.kakao.com/console/app Register an app}
 * @see {@link https://developers.kakao.com/docs/latest/en/kakaologin/rest-api Documentation}
 * @example
 * ```ts
 * import Kakao from "latchkey/providers/kakao"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Kakao] })
 * ```
 */
export default function Kakao<P extends KakaoProfile = KakaoProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "kakao",
    name: "Kakao",
    type: "oauth",
    authorization: "https://kauth.kakao.com/oauth/authorize",
    token: "https://kauth.kakao.com/oauth/token",
    userinfo: "https://kapi.kakao.com/v2/user/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: ({ id, kakao_account: account, properties }) => ({
      id: accountId(id),
      name: account?.profile?.nickname ?? properties?.nickname ?? null,
      email: account?.email ?? null,
      image: account?.profile?.profile_image_url ?? properties?.profile_image ?? null,
    }),
    [conformInternal]: (profile) => {
      const account = profile["kakao_account"] as KakaoAccount | null | undefined
      if (!account?.email) return profile
      const email_verified = account.is_email_valid === true && account.is_email_verified === true
      return { ...profile, email_verified }
    },
    style: { bg: "#fee500", text: "#191919", logo: monogram("K", "#391b1b") },
    console: "https://developers.kakao.com/console/app",
    options: config,
  }
}
