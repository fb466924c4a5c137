import OryHydra from "../../../src/providers/ory-hydra.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.projects.oryapis.com"

export const dialect = defineDialect({
  provider: OryHydra({ ...CLIENT, issuer }),
  authorization: {
    url: "https://acme.projects.oryapis.com/oauth2/auth",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://acme.projects.oryapis.com/oauth2/token" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["plain", "S256"],
      jwks_uri: "https://acme.projects.oryapis.com/.well-known/jwks.json",
    },
    claims: {
      sub: "b6a7b8c9-0000-4000-8000-000000000002",
      aud: ["client-id"],
      jti: "j",
      amr: [],
      rat: 1767225600,
      sid: "s",
      auth_time: 1767225600,
      email: "ada@example.com",
    },
  },
  user: {
    id: "b6a7b8c9-0000-4000-8000-000000000002",
    name: null,
    email: "ada@example.com",
    image: null,
  },
})
