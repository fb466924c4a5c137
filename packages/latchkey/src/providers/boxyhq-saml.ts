import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

/** The answer of `/api/oauth/userinfo`: {@link https://www.ory.com/docs/polis/sso-flow}. */
export interface BoxyHQSAMLProfile {
  id: string
  email: string
  firstName?: string
  lastName?: string
  /** All attributes of the SAML assertion. */
  raw?: Record<string, unknown>
  requested?: Record<string, string>
  [member: string]: unknown
}

/**
 * BoxyHQ SAML Jackson, now Ory Polis: SAML sign-ins by OAuth 2. Whether addresses are verified is up to each customer's
 * identity provider.
 *
 * The client id may also name the connection: `tenant=acme.example&product=app`; the secret is then Jackson's
 * `CLIENT_SECRET_VERIFIER`. Or choose the connection at each sign-in: `signIn("boxyhq-saml", {}, { tenant, product })`,
 * with the client id `dummy`.
 *
 * Environment: `AUTH_BOXYHQ_SAML_ID`, `AUTH_BOXYHQ_SAML_SECRET`, `AUTH_BOXYHQ_SAML_ISSUER` (the service's address).
 * Callback URL: `<origin>/api/auth/callback/boxyhq-saml`.
 *
 * @see {@link https://www.ory.com/docs/polis Documentation}
 * @example
 * ```ts
 * import BoxyHQSAML from "latchkey/providers/boxyhq-saml"
 *
 * BoxyHQSAML({ issuer: "https://sso.acme.example" })
 * ```
 */
export default function BoxyHQSAML<P extends BoxyHQSAMLProfile = BoxyHQSAMLProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "boxyhq-saml",
    name: "BoxyHQ SAML",
    type: "oauth",
    [derivedInternal]: ({ issuer }) => (issuer ? endpointsAt(issuer.replace(/\/+$/, "")) : {}),
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: profile.id,
      name: personName(profile.firstName, profile.lastName),
      email: profile.email ?? null,
      image: null,
    }),
    style: {
      brandColor: "#25c2a0",
      bg: "#25c2a0",
      text: "#ffffff",
      logo: monogram("BQ", "#25c2a0"),
    },
    options: config,
  }
}

function endpointsAt(base: string): Record<"authorization" | "token" | "userinfo", string> {
  return {
    authorization: `${base}/api/oauth/authorize?provider=saml`,
    token: `${base}/api/oauth/token`,
    userinfo: `${base}/api/oauth/userinfo`,
  }
}
