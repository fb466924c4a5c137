import Freshbooks from "../../../src/providers/freshbooks.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Freshbooks({ ...CLIENT }),
  authorization: {
    url: "https://auth.freshbooks.com/oauth/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.freshbooks.com/auth/oauth/token",
    auth: "post",
    answer: {
      token_type: "Bearer",
      expires_in: 43_200,
      refresh_token: "refresh-token",
      scope: "user:profile:read",
      created_at: 1_424_471_407,
      direct_buy_tokens: {},
    },
  },
  userinfo: {
    url: "https://api.freshbooks.com/auth/api/v1/users/me",
    answer: {
      response: {
        id: 1_234_567,
        identity_id: 1_234_567,
        profile: { setup_complete: true, first_name: "Ada", last_name: "Lovelace" },
        first_name: "Ada",
        last_name: "Lovelace",
        email: "ada@example.com",
        confirmed_at: "2017-05-23T05:42:42Z",
        business_memberships: [],
      },
    },
  },
  user: { id: "1234567", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
