import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The answer of `GET /v2/user`: {@link https://docs.cdp.coinbase.com/coinbase-app/track-apis/users}. */
export interface CoinbaseProfile {
  data: {
    id: string
    name: string | null
    username?: string | null
    /** With the scope `wallet:user:email`. */
    email?: string
    avatar_url?: string
    resource?: "user"
    resource_path?: string
    [member: string]: unknown
  }
  [member: string]: unknown
}

/**
 * Coinbase.
 *
 * Environment: `AUTH_COINBASE_ID`, `AUTH_COINBASE_SECRET`. Callback URL: `<origin>/api/auth/callback/coinbase`.
 *
 * @see {@link https://portal.cdp.coinbase.com/ Register an app}
 * @see {@link https://docs.cdp.coinbase.com/coinbase-app/oauth2-integration/overview Documentation}
 * @example
 * ```ts
 * import Coinbase from "latchkey/providers/coinbase"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Coinbase] })
 * ```
 */
export default function Coinbase<P extends CoinbaseProfile = CoinbaseProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "coinbase",
    name: "Coinbase",
    type: "oauth",
    authorization: {
      url: "https://login.coinbase.com/oauth2/auth",
      params: { scope: "wallet:user:email wallet:user:read" },
    },
    token: "https://login.coinbase.com/oauth2/token",
    userinfo: "https://api.coinbase.com/v2/user",
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ data }) => ({
      id: data.id,
      name: data.name ?? data.username ?? null,
      email: data.email ?? null,
      image: data.avatar_url ?? null,
    }),
    style: {
      brandColor: "#0052ff",
      bg: "#0052ff",
      text: "#ffffff",
      logo: monogram("C", "#0052ff"),
    },
    console: "https://portal.cdp.coinbase.com/",
    options: config,
  }
}
