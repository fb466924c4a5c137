import Descope from "../../../src/providers/descope.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://api.descope.com/P2abcdefghijklmnopqrstuvwxyz"

export const dialect = defineDialect({
  provider: Descope({ ...CLIENT, issuer }),
  authorization: {
    url: "https://api.descope.com/oauth2/v1/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state"],
  },
  token: { url: "https://api.descope.com/oauth2/v1/token" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://api.descope.com/P2abcdefghijklmnopqrstuvwxyz/.well-known/jwks.json",
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    },
    claims: {
      sub: "U2abc",
      name: "Ada Lovelace",
      email: "ada@example.com",
      email_verified: true,
      phone_number: "",
      picture: "https://img.example/ada.png",
      amr: ["email"],
      drn: "DS",
    },
  },
  user: {
    id: "U2abc",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://img.example/ada.png",
  },
})
