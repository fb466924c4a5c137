import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** Where Battle.net is. Regions other than China share the first since 2023. */
export type BattleNetIssuer =
  | "https://oauth.battle.net"
  | "https://oauth.battlenet.com.cn"
  | "https://www.battlenet.com.cn/oauth"
  | `https://${"us" | "eu" | "kr" | "tw"}.battle.net/oauth`

/** The claims of Battle.net's ID token. */
export interface BattleNetProfile {
  /** The account's number. */
  sub: string
  battle_tag: string
  [claim: string]: unknown
}

/**
 * Battle.net. It tells no e-mail address.
 *
 * Environment: `AUTH_BATTLENET_ID`, `AUTH_BATTLENET_SECRET`, `AUTH_BATTLENET_ISSUER` (only for China:
 * `https://oauth.battlenet.com.cn`).
 * Callback URL: `<origin>/api/auth/callback/battlenet`.
 *
 * @see {@link https://develop.battle.net/access/clients Register an app}
 * @see {@link https://develop.battle.net/documentation/guides/using-oauth Documentation}
 * @example
 * ```ts
 * import BattleNet from "latchkey/providers/battlenet"
 *
 * export const { handlers, auth } = NextAuth({ providers: [BattleNet] })
 * ```
 */
export default function BattleNet<P extends BattleNetProfile = BattleNetProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "battlenet",
    name: "Battle.net",
    type: "oidc",
    issuer: "https://oauth.battle.net",
    authorization: { params: { scope: "openid" } },
    profile: (profile) => ({
      id: profile.sub,
      name: profile.battle_tag ?? null,
      email: null,
      image: null,
    }),
    style: { bg: "#148eff", text: "#ffffff", logo: monogram("B", "#148eff") },
    console: "https://develop.battle.net/access/clients",
    options: config,
  }
}
