import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"

/** The claims of the ID token. */
export interface UnitedEffectsProfile {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
  [claim: string]: unknown
}

/**
 * United Effects Auth.
 *
 * Environment: `AUTH_UNITED_EFFECTS_ID`, `AUTH_UNITED_EFFECTS_SECRET`, `AUTH_UNITED_EFFECTS_ISSUER`
 * (`https://auth.unitedeffects.com/<auth group>`).
 * Callback URL: `<origin>/api/auth/callback/united-effects`.
 *
 * @see {@link https://core.unitedeffects.com Register an app}
 * @see {@link https://docs.unitedeffects.com/integrations/nextauthjs Documentation}
 * @example
 * ```ts
 * import UnitedEffects from "latchkey/providers/united-effects"
 *
 * UnitedEffects({ issuer: "https://auth.unitedeffects.com/acme" })
 * ```
 */
export default function UnitedEffects<P extends UnitedEffectsProfile = UnitedEffectsProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "united-effects",
    name: "United Effects",
    type: "oidc",
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    [derivedInternal]: ({ issuer }) => ({
      ...(issuer && {
        // Without a resource the access token is not for its own API.
        authorization: { params: { scope: "openid email profile", resource: issuer } },
      }),
    }),
    style: { bg: "#ffffff", text: "#1a4c6d", logo: monogram("UE", "#1a4c6d") },
    console: "https://core.unitedeffects.com",
    options: config,
  }
}
