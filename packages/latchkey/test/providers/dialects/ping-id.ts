import PingId from "../../../src/providers/ping-id.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://auth.pingone.eu/11111111-2222-3333-4444-555555555555/as"

export const dialect = defineDialect({
  provider: PingId({ ...CLIENT, issuer }),
  authorization: {
    url: "https://auth.pingone.eu/11111111-2222-3333-4444-555555555555/as/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://auth.pingone.eu/11111111-2222-3333-4444-555555555555/as/token" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["plain", "S256"],
      jwks_uri: "https://auth.pingone.eu/11111111-2222-3333-4444-555555555555/as/jwks",
    },
    claims: {
      sub: "0c1d2e3f-0000-4000-8000-000000000003",
      acr: "Single_Factor",
      amr: ["pwd"],
      auth_time: 1767225600,
      sid: "s",
      preferred_username: "ada",
      given_name: "Ada",
      family_name: "Lovelace",
      name: "Ada Lovelace",
      email: "ada@example.com",
      env: "11111111-2222-3333-4444-555555555555",
      org: "o",
      updated_at: 1767225600,
      "p1.region": "EU",
    },
  },
  user: {
    id: "0c1d2e3f-0000-4000-8000-000000000003",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
