import type { EndSessionRequest, OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Cognito's ID token: {@link https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html}. */
export interface CognitoProfile {
  sub: string
  "cognito:username": string
  "cognito:groups"?: string[]
  name?: string
  given_name?: string
  family_name?: string
  preferred_username?: string
  email?: string
  /** False where neither the pool nor an administrator has verified it. */
  email_verified?: boolean
  picture?: string
  [claim: string]: unknown
}

/**
 * Amazon Cognito.
 *
 * Environment: `AUTH_COGNITO_ID`, `AUTH_COGNITO_SECRET`, `AUTH_COGNITO_ISSUER`
 * (`https://cognito-idp.<region>.amazonaws.com/<user pool id>`).
 * Callback URL: `<origin>/api/auth/callback/cognito`. Allowed sign-out URL: `<origin>/api/auth/signout/callback`.
 *
 * @see {@link https://console.aws.amazon.com/cognito/v2/idp/user-pools Register an app}
 * @see {@link https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html Documentation}
 * @example
 * ```ts
 * import Cognito from "latchkey/providers/cognito"
 *
 * Cognito({ issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdefghi" })
 * ```
 */
export default function Cognito<P extends CognitoProfile = CognitoProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "cognito",
    name: "Cognito",
    type: "oidc",
    // Cognito puts a nonce of its own into the token of somebody who comes from another provider, unless it is given one.
    checks: ["pkce", "state", "nonce"],
    endSession: { state: false, prepare: ownLogout },
    style: {
      brandColor: "#c17b9e",
      bg: "#ffffff",
      text: "#c17b9e",
      logo: monogram("C", "#c17b9e"),
    },
    console: "https://console.aws.amazon.com/cognito/v2/idp/user-pools",
    options: config,
  }
}

/** Its sign-out has the place to return to by a name of its own, and knows nothing of hints. */
function ownLogout({ params }: EndSessionRequest): void {
  params.set("logout_uri", params.get("post_logout_redirect_uri") ?? "")
  params.delete("post_logout_redirect_uri")
  params.delete("id_token_hint")
}
