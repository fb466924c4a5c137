import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

/** The answer of `GET /info`: {@link https://yandex.com/dev/id/doc/en/user-information}. */
export interface YandexProfile {
  login: string
  id: string
  client_id: string
  /** Unique for this person and this app. */
  psuid: string
  /** With `login:email`, as is `default_email`. */
  emails?: string[]
  default_email?: string
  /** With `login:avatar`, as is `default_avatar_id`. */
  is_avatar_empty?: boolean
  default_avatar_id?: string
  /** With `login:birthday`; `YYYY-MM-DD`, with zeros for what isn't said. */
  birthday?: string | null
  /** With `login:info`, as are those below. */
  first_name?: string
  last_name?: string
  display_name?: string
  real_name?: string
  sex?: "male" | "female" | null
  /** With `login:default_phone`. */
  default_phone?: { id: number; number: string }
  [member: string]: unknown
}

/**
 * Yandex ID. The address is a mailbox of Yandex, or one that the person has confirmed there.
 *
 * Environment: `AUTH_YANDEX_ID`, `AUTH_YANDEX_SECRET`. Callback URL: `<origin>/api/auth/callback/yandex`.
 *
 * @see {@link https://oauth.yandex.com/client/new/id Register an app}
 * @see {@link https://yandex.com/dev/id/doc/en/ Documentation}
 * @example
 * ```ts
 * import Yandex from "latchkey/providers/yandex"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Yandex] })
 * ```
 */
export default function Yandex<P extends YandexProfile = YandexProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "yandex",
    name: "Yandex",
    type: "oauth",
    authorization: {
      url: "https://oauth.yandex.ru/authorize",
      params: { scope: "login:info login:email login:avatar" },
    },
    token: "https://oauth.yandex.ru/token",
    userinfo: { url: "https://login.yandex.ru/info", params: { format: "json" } },
    profile: (profile) => ({
      id: profile.id,
      name:
        profile.display_name ||
        profile.real_name ||
        personName(profile.first_name, profile.last_name) ||
        profile.login,
      email: profile.default_email ?? profile.emails?.[0] ?? null,
      image: pictureOf(profile),
    }),
    style: { bg: "#ffcc00", text: "#000000", logo: monogram("Y", "#fc3f1d") },
    console: "https://oauth.yandex.com/client/new/id",
    options: config,
  }
}

function pictureOf({ is_avatar_empty, default_avatar_id }: YandexProfile): string | null {
  if (is_avatar_empty || !default_avatar_id) return null
  return `https://avatars.yandex.net/get-yapic/${default_avatar_id}/islands-200`
}
