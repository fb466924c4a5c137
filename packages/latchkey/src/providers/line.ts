import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of LINE's ID token: {@link https://developers.line.biz/en/docs/line-login/verify-id-token/}. */
export interface LineProfile {
  iss: string
  /** The person's id with your LINE provider; another provider sees another one. */
  sub: string
  aud: string
  exp: number
  iat: number
  auth_time?: number
  nonce?: string
  amr?: string[]
  name?: string
  picture?: string
  /** With the scope `email`, which LINE grants on application. LINE does not say whether it has been verified. */
  email?: string
  [claim: string]: unknown
}

/**
 * LINE. It signs ID tokens for web sites with the channel secret (HS256). The address needs the scope `email`, which
 * LINE grants on application.
 *
 * Environment: `AUTH_LINE_ID`, `AUTH_LINE_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/line`.
 *
 * @see {@link https://developers.line.biz/console/ Register an app}
 * @see {@link https://developers.line.biz/en/docs/line-login/integrate-line-login/ Documentation}
 * @example
 * ```ts
 * import LINE from "latchkey/providers/line"
 *
 * LINE({ authorization: { params: { scope: "openid profile email" } } })
 * ```
 */
export default function LINE<P extends LineProfile = LineProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "line",
    name: "LINE",
    type: "oidc",
    issuer: "https://access.line.me",
    authorization: { params: { scope: "openid profile" } },
    client: { id_token_signed_response_alg: "HS256" },
    // LINE refuses a request without a state.
    checks: ["pkce", "state", "nonce"],
    style: { bg: "#00c300", text: "#ffffff", logo: monogram("L", "#00c300") },
    console: "https://developers.line.biz/console/",
    options: config,
  }
}
