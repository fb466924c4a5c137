import DuendeIdentityServer6 from "../../../src/providers/duende-identity-server6.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://demo.duendesoftware.example"

export const dialect = defineDialect({
  provider: DuendeIdentityServer6({ ...CLIENT, issuer }),
  authorization: {
    url: "https://demo.duendesoftware.example/connect/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://demo.duendesoftware.example/connect/token",
    answer: { token_type: "Bearer", scope: "openid profile email" },
  },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["plain", "S256"],
      jwks_uri: "https://demo.duendesoftware.example/.well-known/openid-configuration/jwks",
    },
    claims: {
      sub: "2",
      idp: "local",
      amr: ["pwd"],
      sid: "ABC",
      auth_time: 1767225600,
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      email: "ada@example.com",
      email_verified: true,
    },
  },
  user: { id: "2", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
