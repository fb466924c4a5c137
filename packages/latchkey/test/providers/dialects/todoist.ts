import Todoist from "../../../src/providers/todoist.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Todoist({ ...CLIENT }),
  authorization: {
    url: "https://todoist.com/oauth/authorize",
    params: { scope: "data:read" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://todoist.com/oauth/access_token",
    auth: "post",
    // Tokens of Todoist don't end.
    answer: () => ({ access_token: ACCESS_TOKEN, token_type: "Bearer" }),
  },
  userinfo: {
    url: "https://api.todoist.com/api/v1/user",
    answer: {
      id: "2671355",
      email: "ada@example.com",
      full_name: "Ada Lovelace",
      avatar_big: null,
      lang: "en",
      premium_status: "not_premium",
    },
  },
  user: { id: "2671355", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
