import Auth0 from "../../../src/providers/auth0.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.eu.auth0.com/"

export const dialect = defineDialect({
  provider: Auth0({ ...CLIENT, issuer: "https://acme.eu.auth0.com" }),
  authorization: {
    url: "https://acme.eu.auth0.com/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://acme.eu.auth0.com/oauth/token" },
  oidc: {
    issuer,
    claims: {
      sub: "auth0|5f7c8ec7c33c6c004bbafe82",
      nickname: "ada",
      name: "Ada Lovelace",
      email: "ada@example.com",
      email_verified: true,
      picture: "https://s.gravatar.example/avatar/1.png",
      updated_at: "2026-01-01T00:00:00.000Z",
    },
  },
  user: {
    id: "auth0|5f7c8ec7c33c6c004bbafe82",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://s.gravatar.example/avatar/1.png",
  },
})
