import UnitedEffects from "../../../src/providers/united-effects.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://auth.unitedeffects.com/acme"

export const dialect = defineDialect({
  provider: UnitedEffects({ ...CLIENT, issuer }),
  authorization: {
    url: "https://auth.unitedeffects.com/acme/auth",
    params: { scope: "openid email profile", resource: "https://auth.unitedeffects.com/acme" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://auth.unitedeffects.com/acme/token" },
  oidc: {
    issuer,
    metadata: { code_challenge_methods_supported: ["S256"] },
    claims: {
      sub: "b6a7b8c9-0000-4000-8000-000000000004",
      email: "ada@example.com",
      email_verified: true,
    },
  },
  user: {
    id: "b6a7b8c9-0000-4000-8000-000000000004",
    name: null,
    email: "ada@example.com",
    image: null,
  },
})
