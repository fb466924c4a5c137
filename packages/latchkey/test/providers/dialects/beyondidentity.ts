import BeyondIdentity from "../../../src/providers/beyondidentity.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://auth-us.beyondidentity.com/v1/tenants/t/realms/r/applications/a"

export const dialect = defineDialect({
  provider: BeyondIdentity({ ...CLIENT, issuer }),
  authorization: {
    url: "https://auth-us.beyondidentity.com/v1/tenants/t/realms/r/applications/a/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://auth-us.beyondidentity.com/v1/tenants/t/realms/r/applications/a/token" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["plain", "S256"],
      jwks_uri:
        "https://auth-us.beyondidentity.com/v1/tenants/t/realms/r/applications/a/.well-known/jwks.json",
    },
    claims: {
      sub: "e0b1c2d3e4f5",
      name: "Ada Lovelace",
      preferred_username: "ada",
      email: "ada@example.com",
    },
  },
  user: { id: "e0b1c2d3e4f5", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
