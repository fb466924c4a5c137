import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The claims of LinkedIn's ID token. */
export interface LinkedInProfile {
  /** The person's id with your app; another app sees another one. */
  sub: string
  name?: string
  given_name?: string
  family_name?: string
  picture?: string
  /** A language tag, or an object of language and country. */
  locale?: string | { language: string; country: string }
  email?: string
  /** LinkedIn's own ID tokens have it as text. */
  email_verified?: boolean
  [claim: string]: unknown
}

/**
 * LinkedIn. The app needs the product "Sign In with LinkedIn using OpenID Connect".
 *
 * Environment: `AUTH_LINKEDIN_ID`, `AUTH_LINKEDIN_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/linkedin`.
 *
 * @see {@link https://www.linkedin.com/developers/apps Register an app}
 * @see {@link https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2 Documentation}
 * @example
 * ```ts
 * import LinkedIn from "latchkey/providers/linkedin"
 *
 * export const { handlers, auth } = NextAuth({ providers: [LinkedIn] })
 * ```
 */
export default function LinkedIn<P extends LinkedInProfile = LinkedInProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "linkedin",
    name: "LinkedIn",
    type: "oidc",
    issuer: "https://www.linkedin.com/oauth",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // Web apps can't use PKCE there, and the ID token has no nonce.
    checks: ["state"],
    [conformInternal]: (profile) => ({
      ...profile,
      ...(typeof profile["email_verified"] === "string" && {
        email_verified: profile["email_verified"] === "true",
      }),
    }),
    style: { bg: "#006699", text: "#ffffff", logo: monogram("in", "#006699") },
    console: "https://www.linkedin.com/developers/apps",
    options: config,
  }
}
