import Roblox from "../../../src/providers/roblox.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://apis.roblox.com/oauth/"

export const dialect = defineDialect({
  provider: Roblox({ ...CLIENT }),
  authorization: {
    url: "https://apis.roblox.com/oauth/v1/authorize",
    params: { scope: "openid profile" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://apis.roblox.com/oauth/v1/token",
    answer: {
      token_type: "Bearer",
      expires_in: 899,
      refresh_token: "refresh-token",
      scope: "openid:read profile:read",
    },
  },
  oidc: {
    issuer,
    alg: "ES256",
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://apis.roblox.com/oauth/v1/certs",
    },
    claims: {
      sub: "12345678",
      name: "Ada",
      nickname: "Ada",
      preferred_username: "ada1815",
      created_at: 1607354232,
      profile: "https://www.roblox.com/users/12345678/profile",
      picture: null,
    },
  },
  user: { id: "12345678", name: "Ada", email: null, image: null },
})
