import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Kinde's ID token: {@link https://docs.kinde.com/build/tokens/about-id-tokens/}. */
export interface KindeProfile {
  /** `kp_…` */
  sub: string
  name?: string
  given_name?: string
  family_name?: string
  preferred_username?: string
  email?: string
  email_verified?: boolean
  picture?: string
  org_codes?: string[]
  ext_provider?: unknown
  [claim: string]: unknown
}

/**
 * Kinde.
 *
 * Environment: `AUTH_KINDE_ID`, `AUTH_KINDE_SECRET`, `AUTH_KINDE_ISSUER` (`https://<business>.kinde.com`).
 * Callback URL: `<origin>/api/auth/callback/kinde`.
 *
 * @see {@link https://app.kinde.com Register an app}
 * @see {@link https://docs.kinde.com/developer-tools/about/using-kinde-without-an-sdk/ Documentation}
 * @example
 * ```ts
 * import Kinde from "latchkey/providers/kinde"
 *
 * Kinde({ issuer: "https://acme.kinde.com" })
 * ```
 */
export default function Kinde<P extends KindeProfile = KindeProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "kinde",
    name: "Kinde",
    type: "oidc",
    checks: ["pkce", "state"],
    style: { bg: "#ffffff", text: "#0f0f0f", logo: monogram("K", "#0f0f0f") },
    console: "https://app.kinde.com",
    options: config,
  }
}
