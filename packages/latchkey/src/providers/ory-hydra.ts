import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Hydra's ID token; beyond these, what the consent app puts there. */
export interface OryHydraProfile {
  iss: string
  sub: string
  aud: string | string[]
  iat: number
  exp: number
  jti?: string
  amr?: string[]
  at_hash?: string
  auth_time?: number
  rat?: number
  sid?: string
  email?: string
  [claim: string]: unknown
}

/**
 * Ory Hydra, self-hosted or of the Ory Network. Mind the id: `hydra`.
 *
 * Environment: `AUTH_HYDRA_ID`, `AUTH_HYDRA_SECRET`, `AUTH_HYDRA_ISSUER` (`https://<slug>.projects.oryapis.com`).
 * Callback URL: `<origin>/api/auth/callback/hydra`.
 *
 * @see {@link https://console.ory.sh Register an app}
 * @see {@link https://www.ory.sh/docs/oauth2-oidc/authorization-code-flow Documentation}
 * @example
 * ```ts
 * import OryHydra from "latchkey/providers/ory-hydra"
 *
 * OryHydra({ issuer: "https://acme.projects.oryapis.com" })
 * ```
 */
export default function OryHydra<P extends OryHydraProfile = OryHydraProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "hydra",
    name: "Hydra",
    type: "oidc",
    style: { bg: "#ffffff", text: "#0f172a", logo: monogram("O", "#0f172a") },
    console: "https://console.ory.sh",
    options: config,
  }
}
