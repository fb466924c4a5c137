import Frontegg from "../../../src/providers/frontegg.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://app-acme.frontegg.com"

/** Its metadata is not asked: all endpoints are known from the issuer. */
export const dialect = defineDialect({
  provider: Frontegg({ ...CLIENT, issuer }),
  authorization: {
    url: "https://app-acme.frontegg.com/oauth/authorize",
    params: { scope: "openid profile email" },
    checks: ["pkce", "state", "nonce"],
  },
  token: { url: "https://app-acme.frontegg.com/oauth/token" },
  oidc: {
    issuer,
    metadata: { jwks_uri: "https://app-acme.frontegg.com/.well-known/jwks.json" },
    claims: {
      sub: "b6a7b8c9-0000-4000-8000-000000000001",
      name: "Ada Lovelace",
      email: "ada@example.com",
      email_verified: true,
      profilePictureUrl: "https://img.example/ada.png",
      tenantId: "t-1",
      tenantIds: ["t-1"],
      roles: ["Admin"],
      permissions: [],
      type: "userToken",
    },
  },
  user: {
    id: "b6a7b8c9-0000-4000-8000-000000000001",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://img.example/ada.png",
  },
})
