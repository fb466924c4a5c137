import Passage from "../../../src/providers/passage.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.withpassage.com"

export const dialect = defineDialect({
  provider: Passage({ ...CLIENT, issuer }),
  status: "ended",
  authorization: {
    url: "https://acme.withpassage.com/authorize",
    params: { scope: "openid email" },
    checks: ["pkce", "state"],
  },
  token: { url: "https://acme.withpassage.com/token" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://acme.withpassage.com/.well-known/jwks.json",
    },
    claims: {
      sub: "9DeEXvYBStnzwQcHFd6f558L",
      aud: ["client-id"],
      azp: "client-id",
      client_id: "client-id",
      auth_time: 1767225600,
      email: "ada@example.com",
      email_verified: true,
    },
  },
  user: { id: "9DeEXvYBStnzwQcHFd6f558L", name: null, email: "ada@example.com", image: null },
})
