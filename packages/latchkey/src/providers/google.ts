import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { logo } from "./logo.ts"

/** The claims of Google's ID token: {@link https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload}. */
export interface GoogleProfile {
  iss: string
  sub: string
  aud: string
  azp?: string
  exp: number
  iat: number
  at_hash?: string
  email: string
  email_verified: boolean
  name: string
  given_name: string
  family_name?: string
  picture: string
  /** The Workspace domain; absent for a personal account. */
  hd?: string
  [claim: string]: unknown
}

/**
 * Google.
 *
 * Environment: `AUTH_GOOGLE_ID`, `AUTH_GOOGLE_SECRET`. Callback URL: `<origin>/api/auth/callback/google`.
 * For a refresh token ask with `access_type: "offline"` and `prompt: "consent"`.
 *
 * @see {@link https://console.cloud.google.com/apis/credentials Register an app}
 * @see {@link https://developers.google.com/identity/openid-connect/openid-connect Documentation}
 * @example
 * ```ts
 * import Google from "latchkey/providers/google"
 *
 * Google({ authorization: { params: { prompt: "consent", access_type: "offline" } } })
 * ```
 */
export default function Google<P extends GoogleProfile = GoogleProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "google",
    name: "Google",
    type: "oidc",
    issuer: "https://accounts.google.com",
    style: {
      brandColor: "#1a73e8",
      bg: "#ffffff",
      text: "#1f1f1f",
      logo: logo(
        '<g fill="none" stroke-width="4"><path stroke="#ea4335" d="M5 8a8 8 0 0 1 13-2"/><path stroke="#fbbc05" d="M5 8a8 8 0 0 0 0 8"/><path stroke="#34a853" d="M5 16a8 8 0 0 0 13 2"/><path stroke="#4285f4" d="M18 18a8 8 0 0 0 2-6h-8"/></g>',
      ),
    },
    console: "https://console.cloud.google.com/apis/credentials",
    options: config,
  }
}
