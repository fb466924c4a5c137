import Authentik from "../../../src/providers/authentik.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://id.acme.example/application/o/app/"

export const dialect = defineDialect({
  provider: Authentik({ ...CLIENT, issuer: "https://id.acme.example/application/o/app" }),
  authorization: {
    url: "https://id.acme.example/application/o/authorize/",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://id.acme.example/application/o/token/" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["plain", "S256"],
      jwks_uri: "https://id.acme.example/application/o/app/jwks/",
    },
    claims: {
      sub: "2d6a1b6c8f0e4f6c9a7d1f2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f90a1b2c3",
      email: "ada@example.com",
      email_verified: false,
      name: "Ada Lovelace",
      given_name: "Ada Lovelace",
      preferred_username: "ada",
      nickname: "ada",
      groups: ["authentik Admins"],
      acr: "goauthentik.io/providers/oauth2/default",
      azp: "client-id",
      uid: "x",
    },
  },
  user: {
    id: "2d6a1b6c8f0e4f6c9a7d1f2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f90a1b2c3",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
