import IdentityServer4 from "../../../src/providers/identity-server4.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://id.acme.example"

export const dialect = defineDialect({
  provider: IdentityServer4({ ...CLIENT, issuer }),
  status: "deprecated",
  authorization: {
    url: "https://id.acme.example/connect/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://id.acme.example/connect/token" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["plain", "S256"],
      jwks_uri: "https://id.acme.example/.well-known/openid-configuration/jwks",
    },
    claims: {
      sub: "818727",
      idp: "local",
      amr: ["pwd"],
      auth_time: 1767225600,
      name: "Ada Lovelace",
      email: "ada@example.com",
      email_verified: true,
    },
  },
  user: { id: "818727", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
