import Asgardeo from "../../../src/providers/asgardeo.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://api.asgardeo.io/t/acme/oauth2/token"

/** Names nobody in one claim, and is known by another address than its issuer. */
export const dialect = defineDialect({
  provider: Asgardeo({ ...CLIENT, issuer: "https://api.asgardeo.io/t/acme" }),
  authorization: {
    url: "https://api.asgardeo.io/t/acme/oauth2/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://api.asgardeo.io/t/acme/oauth2/token",
    answer: { token_type: "Bearer", scope: "email openid profile", refresh_token: "refresh-token" },
  },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["plain", "S256"],
      jwks_uri: "https://api.asgardeo.io/t/acme/oauth2/jwks",
    },
    claims: {
      sub: "7f1e0d8a-9d4b-4e29-8f3a-2b6f0f1c9f10",
      given_name: "Ada",
      family_name: "Lovelace",
      username: "ada@example.com",
      email: "ada@example.com",
      org_id: "10084a8d",
      org_name: "acme",
      azp: "client-id",
      amr: ["BasicAuthenticator"],
    },
  },
  user: {
    id: "7f1e0d8a-9d4b-4e29-8f3a-2b6f0f1c9f10",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
