import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"
import { accountId, askUserinfo } from "./wire.ts"

/** The answer of the userinfo endpoint: {@link https://id.vk.com/about/business/go/docs/ru/vkid/latest/oauth/oauth-mail/index}. */
export interface MailRuProfile {
  id: string
  email: string
  name?: string
  nickname?: string
  first_name?: string
  last_name?: string
  image?: string
  gender?: "m" | "f"
  birthday?: string
  locale?: string
  client_id?: string
  [member: string]: unknown
}

/**
 * Mail.ru.
 *
 * Environment: `AUTH_MAILRU_ID`, `AUTH_MAILRU_SECRET`. Callback URL: `<origin>/api/auth/callback/mailru`.
 *
 * @deprecated Since 1 July 2025 it takes no new apps for signing in; those that exist go on. Use
 * `latchkey/providers/vk`: VK ID lets people in by their Mail.ru account.
 * @see {@link https://o2.mail.ru/app/ Registered apps}
 * @see {@link https://id.vk.com/about/business/go/docs/ru/vkid/latest/oauth/oauth-mail/index Documentation}
 * @example
 * ```ts
 * import MailRu from "latchkey/providers/mailru"
 *
 * export const { handlers, auth } = NextAuth({ providers: [MailRu] })
 * ```
 */
export default function MailRu<P extends MailRuProfile = MailRuProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "mailru",
    name: "Mail.ru",
    type: "oauth",
    authorization: { url: "https://oauth.mail.ru/login", params: { scope: "userinfo" } },
    token: "https://oauth.mail.ru/token",
    userinfo: {
      url: "https://oauth.mail.ru/userinfo",
      // It knows the token by no other way.
      request: (context) =>
        askUserinfo(context, { query: { access_token: String(context.tokens.access_token) } }),
    },
    profile: (profile) => ({
      id: accountId(profile.id),
      name:
        profile.name ||
        personName(profile.first_name, profile.last_name) ||
        profile.nickname ||
        null,
      email: profile.email ?? null,
      image: profile.image ?? null,
    }),
    style: { bg: "#005ff9", text: "#ffffff", logo: monogram("@", "#005ff9") },
    console: "https://o2.mail.ru/app/",
    options: config,
  }
}
