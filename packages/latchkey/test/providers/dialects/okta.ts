import Okta from "../../../src/providers/okta.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.okta.com"

export const dialect = defineDialect({
  provider: Okta({ ...CLIENT, issuer }),
  authorization: {
    url: "https://acme.okta.com/oauth2/v1/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://acme.okta.com/oauth2/v1/token",
    answer: { token_type: "Bearer", scope: "openid profile email" },
  },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://acme.okta.com/oauth2/v1/keys",
    },
    claims: {
      sub: "00uid4BxXw6I6TV4m0g3",
      ver: 1,
      jti: "ID.1",
      amr: ["pwd"],
      idp: "00oi",
      auth_time: 1767225600,
      name: "Ada Lovelace",
      email: "ada@example.com",
      email_verified: true,
      preferred_username: "ada@example.com",
    },
  },
  user: { id: "00uid4BxXw6I6TV4m0g3", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
