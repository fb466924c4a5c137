import FACEIT from "../../../src/providers/faceit.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: FACEIT({ ...CLIENT }),
  authorization: {
    url: "https://accounts.faceit.com/accounts",
    params: { redirect_popup: "true" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.faceit.com/auth/v1/oauth/token",
    answer: {
      token_type: "Bearer",
      expires_in: 86_399,
      refresh_token: "refresh-token",
      scope: "openid email profile",
      // Nobody relies on it here.
      id_token: "e30.e30.c2ln",
    },
  },
  userinfo: {
    url: "https://api.faceit.com/auth/v1/resources/userinfo",
    answer: {
      guid: "0d94e1d6-3b1a-4d2b-8d3f-5a3d7f1b2c3d",
      nickname: "ada",
      picture: "https://assets.faceit-cdn.example/avatars/0d94.jpg",
      email: "ada@example.com",
      email_verified: true,
      given_name: "Ada",
      family_name: "Lovelace",
      locale: "en",
      birthdate: "1990-12-10",
      memberships: ["free"],
    },
  },
  user: {
    id: "0d94e1d6-3b1a-4d2b-8d3f-5a3d7f1b2c3d",
    name: "ada",
    email: "ada@example.com",
    image: "https://assets.faceit-cdn.example/avatars/0d94.jpg",
  },
})
