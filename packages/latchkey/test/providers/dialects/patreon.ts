import Patreon from "../../../src/providers/patreon.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Patreon({ ...CLIENT }),
  authorization: {
    url: "https://www.patreon.com/oauth2/authorize",
    params: { scope: "identity identity[email]" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://www.patreon.com/api/oauth2/token",
    auth: "post",
    answer: { token_type: "Bearer", expires_in: 2_678_400, scope: "identity identity[email]" },
  },
  userinfo: {
    url: "https://www.patreon.com/api/oauth2/v2/identity",
    asked: asking({ query: { "fields[user]": "email,full_name,image_url,is_email_verified" } }),
    answer: {
      data: {
        attributes: {
          email: "ada@example.com",
          full_name: "Ada Lovelace",
          image_url: "https://c8.patreon.example/2/200/12345689",
          is_email_verified: true,
        },
        id: "12345689",
        type: "user",
      },
      links: { self: "https://www.patreon.com/api/oauth2/v2/user/12345689" },
    },
  },
  user: {
    id: "12345689",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://c8.patreon.example/2/200/12345689",
  },
})
