import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of SimpleLogin's ID token. */
export interface SimpleLoginProfile {
  id: number
  sub: string
  email: string
  email_verified: boolean
  name?: string
  avatar_url?: string | null
  /** The name of your app. */
  client?: string
  [claim: string]: unknown
}

/**
 * SimpleLogin.
 *
 * Environment: `AUTH_SIMPLELOGIN_ID`, `AUTH_SIMPLELOGIN_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/simplelogin`.
 *
 * @see {@link https://app.simplelogin.io/developer Register an app}
 * @see {@link https://simplelogin.io/docs/siwsl/intro/ Documentation}
 * @example
 * ```ts
 * import SimpleLogin from "latchkey/providers/simplelogin"
 *
 * export const { handlers, auth } = NextAuth({ providers: [SimpleLogin] })
 * ```
 */
export default function SimpleLogin<P extends SimpleLoginProfile = SimpleLoginProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "simplelogin",
    name: "SimpleLogin",
    type: "oidc",
    issuer: "https://app.simplelogin.io",
    // It takes no notice of PKCE.
    checks: ["state", "nonce"],
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: profile.avatar_url ?? null,
    }),
    style: {
      brandColor: "#e3156a",
      bg: "#ffffff",
      text: "#e3156a",
      logo: monogram("S", "#e3156a"),
    },
    console: "https://app.simplelogin.io/developer",
    options: config,
  }
}
