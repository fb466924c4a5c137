import Slack from "../../../src/providers/slack.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://slack.com"

export const dialect = defineDialect({
  provider: Slack({ ...CLIENT }),
  authorization: {
    url: "https://slack.com/openid/connect/authorize",
    params: { scope: "openid profile email" },
    checks: ["state", "nonce"],
  },
  token: {
    url: "https://slack.com/api/openid.connect.token",
    answer: { ok: true, token_type: "Bearer" },
  },
  oidc: {
    issuer,
    metadata: {
      jwks_uri: "https://slack.com/openid/connect/keys",
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    },
    claims: {
      sub: "U012ABC345",
      auth_time: 1767225600,
      email: "ada@example.com",
      email_verified: true,
      date_email_verified: 1622128723,
      locale: "en-US",
      name: "Ada Lovelace",
      picture: "https://secure.gravatar.example/ada.png",
      given_name: "Ada",
      family_name: "Lovelace",
      "https://slack.com/user_id": "U012ABC345",
      "https://slack.com/team_id": "T0R7GR",
      "https://slack.com/team_name": "acme",
      "https://slack.com/team_domain": "acme",
    },
  },
  user: {
    id: "U012ABC345",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://secure.gravatar.example/ada.png",
  },
})
