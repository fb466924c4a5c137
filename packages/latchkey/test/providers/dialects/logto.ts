import Logto from "../../../src/providers/logto.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.logto.app/oidc"

export const dialect = defineDialect({
  provider: Logto({ ...CLIENT, issuer }),
  authorization: {
    url: "https://acme.logto.app/oidc/auth",
    params: { scope: "offline_access openid email profile" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://acme.logto.app/oidc/token" },
  oidc: {
    issuer,
    alg: "ES384",
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://acme.logto.app/oidc/jwks",
      authorization_response_iss_parameter_supported: true,
    },
    claims: {
      sub: "iq6ojjqxrx3b",
      name: null,
      username: "ada",
      picture: null,
      email: "ada@example.com",
      email_verified: true,
    },
  },
  callback: { iss: issuer },
  user: { id: "iq6ojjqxrx3b", name: "ada", email: "ada@example.com", image: null },
})
