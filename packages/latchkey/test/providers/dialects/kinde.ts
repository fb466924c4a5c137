import Kinde from "../../../src/providers/kinde.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.kinde.com"

export const dialect = defineDialect({
  provider: Kinde({ ...CLIENT, issuer }),
  authorization: {
    url: "https://acme.kinde.com/oauth2/auth",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state"],
  },
  token: { url: "https://acme.kinde.com/oauth2/token" },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://acme.kinde.com/.well-known/jwks.json",
    },
    claims: {
      sub: "kp_0123456789abcdef0123456789abcdef",
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      email: "ada@example.com",
      email_verified: true,
      picture: "https://img.example/ada.png",
      org_codes: ["org_1"],
      jti: "j",
      rat: 1767225600,
      azp: "client-id",
    },
  },
  user: {
    id: "kp_0123456789abcdef0123456789abcdef",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://img.example/ada.png",
  },
})
