import Box from "../../../src/providers/box.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Box({ ...CLIENT }),
  authorization: {
    url: "https://account.box.com/api/oauth2/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.box.com/oauth2/token",
    auth: "post",
    answer: { expires_in: 3600, restricted_to: [], refresh_token: "refresh-token" },
  },
  userinfo: {
    url: "https://api.box.com/2.0/users/me",
    answer: {
      type: "user",
      id: "11446498",
      name: "Ada Lovelace",
      login: "ada@example.com",
      created_at: "2012-12-12T10:53:43-08:00",
      modified_at: "2012-12-12T10:53:43-08:00",
      language: "en",
      timezone: "Europe/London",
      space_amount: 11_345_156_112,
      status: "active",
      avatar_url: "https://www.box.com/api/avatar/large/11446498",
    },
  },
  user: {
    id: "11446498",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://www.box.com/api/avatar/large/11446498",
  },
})
