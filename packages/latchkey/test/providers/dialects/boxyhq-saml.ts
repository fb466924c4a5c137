import BoxyHQSAML from "../../../src/providers/boxyhq-saml.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: BoxyHQSAML({ ...CLIENT, issuer: "https://sso.acme.example/" }),
  authorization: {
    url: "https://sso.acme.example/api/oauth/authorize",
    params: { provider: "saml" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://sso.acme.example/api/oauth/token",
    auth: "post",
    answer: { expires_in: 300 },
  },
  userinfo: {
    url: "https://sso.acme.example/api/oauth/userinfo",
    answer: {
      id: "1cf3c7a1a5d8f0b1ee47aac8ee1b2d1d",
      email: "ada@example.com",
      firstName: "Ada",
      lastName: "Lovelace",
      requested: { tenant: "acme.example", product: "app" },
      raw: { id: "1cf3c7a1a5d8f0b1ee47aac8ee1b2d1d", groups: ["engines"] },
    },
  },
  user: {
    id: "1cf3c7a1a5d8f0b1ee47aac8ee1b2d1d",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
