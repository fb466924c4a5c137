import ZITADEL from "../../../src/providers/zitadel.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.eu1.zitadel.cloud"

export const dialect = defineDialect({
  provider: ZITADEL({ ...CLIENT, issuer }),
  authorization: {
    url: "https://acme.eu1.zitadel.cloud/oauth/v2/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://acme.eu1.zitadel.cloud/oauth/v2/token", answer: { token_type: "Bearer" } },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://acme.eu1.zitadel.cloud/oauth/v2/keys",
    },
    claims: {
      sub: "163840776835432705",
      aud: ["client-id", "69234237810729019"],
      azp: "client-id",
      amr: ["pwd"],
      auth_time: 1767225600,
      nbf: 1767225600,
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      email: "ada@example.com",
      email_verified: true,
      gender: "female",
      locale: "en",
      preferred_username: "ada@acme.example",
    },
  },
  user: { id: "163840776835432705", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
