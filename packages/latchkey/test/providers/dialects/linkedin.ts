import LinkedIn from "../../../src/providers/linkedin.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://www.linkedin.com/oauth"

export const dialect = defineDialect({
  provider: LinkedIn({ ...CLIENT }),
  authorization: {
    url: "https://www.linkedin.com/oauth/v2/authorization",
    params: { scope: "openid profile email" },
    checks: ["state"],
  },
  token: {
    url: "https://www.linkedin.com/oauth/v2/accessToken",
    auth: "post",
    answer: { token_type: "Bearer", expires_in: 5184000, scope: "email,openid,profile" },
  },
  oidc: {
    issuer,
    metadata: { jwks_uri: "https://www.linkedin.com/oauth/openid/jwks" },
    claims: {
      sub: "782bbtaQ",
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      picture: "https://media.licdn.example/ada",
      locale: "en_US",
      email: "ada@example.com",
      email_verified: "true",
    },
  },
  user: {
    id: "782bbtaQ",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://media.licdn.example/ada",
  },
})
