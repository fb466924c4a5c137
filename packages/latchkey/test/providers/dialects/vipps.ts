import Vipps from "../../../src/providers/vipps.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://api.vipps.no/access-management-1.0/access/"

export const dialect = defineDialect({
  provider: Vipps({ ...CLIENT }),
  authorization: {
    url: "https://api.vipps.no/access-management-1.0/access/oauth2/auth",
    params: { scope: "openid name email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://api.vipps.no/access-management-1.0/access/oauth2/token",
    answer: { scope: "openid name email" },
  },
  oidc: {
    issuer,
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://api.vipps.no/access-management-1.0/access/.well-known/jwks.json",
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    },
    claims: {
      sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944",
      sid: "s",
      acr: "urn:vipps:login:acr:default",
      amr: "urn:vipps:app",
      auth_time: 1767225600,
    },
  },
  userinfo: {
    url: "https://api.vipps.no/vipps-userinfo-api/userinfo",
    answer: {
      sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944",
      sid: "s",
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      email: "ada@example.com",
      email_verified: true,
    },
  },
  user: {
    id: "c06c4afe-d9e1-4c5d-939a-177d752a0944",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
