import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId, askUserinfo, withTokenType } from "./wire.ts"

/** The answer of the metadata endpoint: {@link https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/}. */
export interface MailchimpProfile {
  /** The data centre, which the host of the API begins with. */
  dc: string
  role: string
  accountname: string
  user_id: number
  login: {
    login_id: number
    login_name: string
    login_email?: string
    email: string | null
    avatar: string | null
  }
  login_url: string
  api_endpoint: string
  [member: string]: unknown
}

/**
 * Mailchimp. The name is that of the account, which several people may share; the id is the person's.
 *
 * Environment: `AUTH_MAILCHIMP_ID`, `AUTH_MAILCHIMP_SECRET`. Callback URL: `<origin>/api/auth/callback/mailchimp`.
 *
 * @see {@link https://admin.mailchimp.com/account/oauth2/ Register an app}
 * @see {@link https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/ Documentation}
 * @example
 * ```ts
 * import Mailchimp from "latchkey/providers/mailchimp"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Mailchimp] })
 * ```
 */
export default function Mailchimp<P extends MailchimpProfile = MailchimpProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "mailchimp",
    name: "Mailchimp",
    type: "oauth",
    authorization: "https://login.mailchimp.com/oauth2/authorize",
    token: { url: "https://login.mailchimp.com/oauth2/token", conform: withTokenType },
    client: { token_endpoint_auth_method: "client_secret_post" },
    userinfo: {
      url: "https://login.mailchimp.com/oauth2/metadata",
      // The scheme of an early draft of OAuth 2.
      request: (context) =>
        askUserinfo(context, {
          headers: {
            accept: "application/json",
            authorization: `OAuth ${context.tokens.access_token}`,
          },
        }),
    },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: ({ login, accountname }) => ({
      id: accountId(login.login_id),
      name: accountname ?? login.login_name ?? null,
      email: login.email ?? login.login_email ?? null,
      image: login.avatar ?? null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("M", "#000000") },
    console: "https://admin.mailchimp.com/account/oauth2/",
    options: config,
  }
}
