import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Roblox's ID token: {@link https://create.roblox.com/docs/cloud/auth/oauth2-reference#get-v1userinfo}. */
export interface RobloxProfile {
  /** The number of the account. */
  sub: string
  /** The display name. */
  name?: string
  nickname?: string
  /** The user name. */
  preferred_username?: string
  /** In seconds since the epoch. */
  created_at?: number
  /** URL of the person's page. */
  profile?: string
  picture?: string | null
  [claim: string]: unknown
}

/**
 * Roblox. It tells no e-mail address.
 *
 * Environment: `AUTH_ROBLOX_ID`, `AUTH_ROBLOX_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/roblox`.
 *
 * @see {@link https://create.roblox.com/dashboard/credentials Register an app}
 * @see {@link https://create.roblox.com/docs/cloud/auth/oauth2-reference Documentation}
 * @example
 * ```ts
 * import Roblox from "latchkey/providers/roblox"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Roblox] })
 * ```
 */
export default function Roblox<P extends RobloxProfile = RobloxProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "roblox",
    name: "Roblox",
    type: "oidc",
    issuer: "https://apis.roblox.com/oauth/",
    authorization: { params: { scope: "openid profile" } },
    checks: ["pkce", "state"],
    style: { bg: "#5865f2", text: "#ffffff", logo: monogram("R", "#5865f2") },
    console: "https://create.roblox.com/dashboard/credentials",
    options: config,
  }
}
