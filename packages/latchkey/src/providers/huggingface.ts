import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Hugging Face's ID token: {@link https://huggingface.co/docs/hub/oauth}. */
export interface HuggingfaceProfile {
  sub: string
  name?: string
  preferred_username?: string
  /** URL of the person's page. */
  profile?: string
  picture?: string
  website?: string
  email?: string
  email_verified?: boolean
  isPro: boolean
  canPay?: boolean
  orgs: {
    sub: string
    name: string
    picture: string
    preferred_username: string
    isEnterprise: boolean
    canPay?: boolean
    roleInOrg?: "admin" | "write" | "read" | "contributor"
    pendingSSO?: boolean
    missingMFA?: boolean
    resourceGroups?: {
      sub: string
      name: string
      role: "read" | "write" | "admin" | "contributor"
    }[]
  }[]
  [claim: string]: unknown
}

/**
 * Hugging Face.
 *
 * Environment: `AUTH_HUGGINGFACE_ID`, `AUTH_HUGGINGFACE_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/huggingface`.
 *
 * @see {@link https://huggingface.co/settings/applications/new Register an app}
 * @see {@link https://huggingface.co/docs/hub/oauth Documentation}
 * @example
 * ```ts
 * import Huggingface from "latchkey/providers/huggingface"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Huggingface] })
 * ```
 */
export default function Huggingface<P extends HuggingfaceProfile = HuggingfaceProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "huggingface",
    name: "Hugging Face",
    type: "oidc",
    issuer: "https://huggingface.co",
    checks: ["pkce", "state"],
    style: { bg: "#ffd21e", text: "#000000", logo: monogram("HF", "#6b5900") },
    console: "https://huggingface.co/settings/applications/new",
    options: config,
  }
}
