import Cognito from "../../../src/providers/cognito.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdefghi"

export const dialect = defineDialect({
  provider: Cognito({ ...CLIENT, issuer }),
  authorization: {
    url: "https://acme.auth.eu-west-1.amazoncognito.com/oauth2/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://acme.auth.eu-west-1.amazoncognito.com/oauth2/token",
    answer: { token_type: "Bearer", refresh_token: "refresh-token" },
  },
  oidc: {
    issuer,
    metadata: {
      jwks_uri:
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdefghi/.well-known/jwks.json",
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    },
    claims: {
      sub: "a2c5a464-8021-70d1-7f4e-0a7d0f1f6f3b",
      email: "ada@example.com",
      email_verified: true,
      name: "Ada Lovelace",
      token_use: "id",
      origin_jti: "o",
      jti: "j",
      event_id: "e",
      auth_time: 1767225600,
      "cognito:username": "ada",
      "cognito:groups": ["admins"],
    },
  },
  user: {
    id: "a2c5a464-8021-70d1-7f4e-0a7d0f1f6f3b",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
