import FusionAuth from "../../../src/providers/fusionauth.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://id.acme.example"

/** Its answers ask for credentials, also where it has taken them. */
export const dialect = defineDialect({
  provider: FusionAuth({ ...CLIENT, tenantId: "30663132-6464-6665-3032-326466613934", issuer }),
  authorization: {
    url: "https://id.acme.example/oauth2/authorize",
    params: {
      scope: "openid offline_access email profile",
      tenantId: "30663132-6464-6665-3032-326466613934",
    },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://id.acme.example/oauth2/token",
    headers: { "www-authenticate": 'Basic realm="fusionauth"' },
    answer: {
      token_type: "Bearer",
      userId: "858a4b01-62c8-4c2f-bfa7-6d018833bea7",
      refresh_token: "refresh-token",
      scope: "openid offline_access email profile",
    },
  },
  oidc: {
    issuer,
    wellKnown:
      "https://id.acme.example/.well-known/openid-configuration?tenantId=30663132-6464-6665-3032-326466613934",
    metadata: {
      code_challenge_methods_supported: ["S256"],
      jwks_uri: "https://id.acme.example/.well-known/jwks.json",
    },
    claims: {
      sub: "858a4b01-62c8-4c2f-bfa7-6d018833bea7",
      jti: "j",
      authenticationType: "PASSWORD",
      applicationId: "client-id",
      email: "ada@example.com",
      email_verified: true,
      given_name: "Ada",
      family_name: "Lovelace",
      sid: "s",
      tid: "t",
      scope: "openid offline_access email profile",
    },
  },
  user: {
    id: "858a4b01-62c8-4c2f-bfa7-6d018833bea7",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
