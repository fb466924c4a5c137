import LINE from "../../../src/providers/line.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://access.line.me"

/** The metadata promises ES256, for apps on phones; web sites get HS256. */
export const dialect = defineDialect({
  provider: LINE({ ...CLIENT }),
  authorization: {
    url: "https://access.line.me/oauth2/v2.1/authorize",
    params: { scope: "openid profile" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://api.line.me/oauth2/v2.1/token",
    answer: {
      token_type: "Bearer",
      expires_in: 2592000,
      refresh_token: "refresh-token",
      scope: "openid profile",
    },
  },
  oidc: {
    issuer,
    alg: "HS256",
    metadata: {
      id_token_signing_alg_values_supported: ["ES256"],
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://api.line.me/oauth2/v2.1/certs",
    },
    claims: {
      sub: "U1234567890abcdef1234567890abcdef",
      name: "Ada",
      picture: "https://profile.line-scdn.example/ada",
      amr: ["linesso"],
      auth_time: 1767225600,
    },
  },
  user: {
    id: "U1234567890abcdef1234567890abcdef",
    name: "Ada",
    email: null,
    image: "https://profile.line-scdn.example/ada",
  },
})
