import BattleNet from "../../../src/providers/battlenet.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://oauth.battle.net"

export const dialect = defineDialect({
  provider: BattleNet({ ...CLIENT }),
  authorization: {
    url: "https://oauth.battle.net/authorize",
    params: { scope: "openid" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://oauth.battle.net/token",
    answer: { sub: "123456789", scope: "openid", expires_in: 86399 },
  },
  oidc: {
    issuer,
    metadata: { jwks_uri: "https://oauth.battle.net/jwks/certs" },
    claims: { sub: "123456789", battle_tag: "Ada#1815", azp: "client-id", auth_time: 1767225600 },
  },
  user: { id: "123456789", name: "Ada#1815", email: null, image: null },
})
