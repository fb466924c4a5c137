import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"
import { accountId } from "./wire.ts"

/** The answer of `GET /oauth/user/info`: {@link https://www.zoho.com/accounts/protocol/oauth/use-access-token.html}. */
export interface ZohoProfile {
  /** The number of the account. */
  ZUID: number | string
  Email?: string
  First_Name?: string | null
  Last_Name?: string | null
  Display_Name?: string | null
  [member: string]: unknown
}

export interface ZohoConfig<P extends ZohoProfile = ZohoProfile> extends OAuthUserConfig<P> {
  /**
   * The accounts server of the data centre that people's accounts are in, e.g. `https://accounts.zoho.eu`.
   *
   * @default "https://accounts.zoho.com"
   */
  accountsServer?: string
}

/**
 * Zoho, one data centre of it: people whose accounts are in another can't sign in.
 *
 * Environment: `AUTH_ZOHO_ID`, `AUTH_ZOHO_SECRET`. Callback URL: `<origin>/api/auth/callback/zoho`.
 *
 * @see {@link https://api-console.zoho.com/ Register an app}
 * @see {@link https://www.zoho.com/accounts/protocol/oauth.html Documentation}
 * @example
 * ```ts
 * import Zoho from "latchkey/providers/zoho"
 *
 * Zoho({ accountsServer: "https://accounts.zoho.eu" })
 * ```
 */
export default function Zoho<P extends ZohoProfile = ZohoProfile>(
  config: ZohoConfig<P> = {},
): OAuth2Config<P> {
  const server = (config.accountsServer ?? "https://accounts.zoho.com").replace(/\/+$/, "")
  return {
    id: "zoho",
    name: "Zoho",
    type: "oauth",
    authorization: {
      url: `${server}/oauth/v2/auth`,
      params: { scope: "AaaServer.profile.Read" },
    },
    token: `${server}/oauth/v2/token`,
    userinfo: `${server}/oauth/user/info`,
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: accountId(profile.ZUID),
      name: personName(profile.First_Name, profile.Last_Name) ?? profile.Display_Name ?? null,
      email: profile.Email ?? null,
      image: null,
    }),
    style: { bg: "#089949", text: "#ffffff", logo: monogram("Z", "#089949") },
    console: "https://api-console.zoho.com/",
    options: config,
  }
}
