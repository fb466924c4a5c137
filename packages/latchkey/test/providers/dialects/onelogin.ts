import OneLogin from "../../../src/providers/onelogin.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.onelogin.com/oidc/2"

/** Given by the account's address, as NextAuth 4 was. */
export const dialect = defineDialect({
  provider: OneLogin({ ...CLIENT, issuer: "https://acme.onelogin.com" }),
  authorization: {
    url: "https://acme.onelogin.com/oidc/2/auth",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://acme.onelogin.com/oidc/2/token", answer: { token_type: "Bearer" } },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["plain", "S256"],
      jwks_uri: "https://acme.onelogin.com/oidc/2/certs",
    },
    claims: {
      sub: "12345678",
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      nickname: "ada",
      preferred_username: "ada@example.com",
      email: "ada@example.com",
    },
  },
  user: { id: "12345678", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
