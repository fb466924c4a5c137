import AzureADB2C from "../../../src/providers/azure-ad-b2c.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://acme.b2clogin.com/775527ff-9a37-4307-8b3d-cc311f58d925/v2.0/"

/** The metadata of a user flow names the issuer by the tenant's id. */
export const dialect = defineDialect({
  provider: AzureADB2C({ ...CLIENT, tenantId: "acme", primaryUserFlow: "B2C_1_signin" }),
  authorization: {
    url: "https://acme.b2clogin.com/acme.onmicrosoft.com/b2c_1_signin/oauth2/v2.0/authorize",
    params: { scope: "openid profile email client-id" },
    checks: ["pkce", "state", "nonce"],
  },
  token: {
    url: "https://acme.b2clogin.com/acme.onmicrosoft.com/b2c_1_signin/oauth2/v2.0/token",
    answer: {
      token_type: "Bearer",
      not_before: 1767225600,
      expires_in: 3600,
      expires_on: 1767229200,
      id_token_expires_in: 3600,
      scope: "client-id",
    },
  },
  oidc: {
    issuer,
    wellKnown:
      "https://acme.b2clogin.com/acme.onmicrosoft.com/B2C_1_signin/v2.0/.well-known/openid-configuration",
    metadata: {
      jwks_uri: "https://acme.b2clogin.com/acme.onmicrosoft.com/b2c_1_signin/discovery/v2.0/keys",
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    },
    claims: {
      ver: "1.0",
      sub: "4fdb6c48-8f41-4b8e-9b0a-0a5b2f0d8a11",
      nbf: 1767225600,
      auth_time: 1767225600,
      oid: "4fdb6c48-8f41-4b8e-9b0a-0a5b2f0d8a11",
      name: "Ada Lovelace",
      country: "Norway",
      postalCode: "0150",
      emails: ["ada@example.com"],
      tfp: "B2C_1_signin",
    },
  },
  user: {
    id: "4fdb6c48-8f41-4b8e-9b0a-0a5b2f0d8a11",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
