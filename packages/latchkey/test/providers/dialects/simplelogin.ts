import SimpleLogin from "../../../src/providers/simplelogin.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://app.simplelogin.io"

export const dialect = defineDialect({
  provider: SimpleLogin({ ...CLIENT }),
  authorization: {
    url: "https://app.simplelogin.io/oauth2/authorize",
    params: { scope: "openid profile email" },
    checks: ["state", "nonce"],
  },
  token: {
    url: "https://app.simplelogin.io/oauth2/token",
    answer: { token_type: "Bearer", scope: "", user: { id: 1234 } },
  },
  oidc: {
    issuer,
    claims: {
      sub: "1234",
      id: 1234,
      email: "ada.x7@simplelogin.example",
      email_verified: true,
      name: "Ada",
      avatar_url: null,
      client: "Acme",
    },
  },
  user: { id: "1234", name: "Ada", email: "ada.x7@simplelogin.example", image: null },
})
