import Reddit from "../../../src/providers/reddit.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Reddit({ ...CLIENT }),
  authorization: {
    url: "https://www.reddit.com/api/v1/authorize",
    params: { scope: "identity" },
    checks: ["state"],
  },
  token: {
    url: "https://www.reddit.com/api/v1/access_token",
    answer: { token_type: "bearer", expires_in: 86_400, scope: "identity" },
  },
  userinfo: {
    url: "https://oauth.reddit.com/api/v1/me",
    // Reddit refuses who does not say what they are.
    asked: asking({ query: { raw_json: "1" }, headers: { "user-agent": /./ } }),
    answer: {
      id: "abc12",
      name: "ada",
      icon_img: "https://styles.redditmedia.example/ada.png?width=256&height=256&crop=smart",
      snoovatar_img: "",
      has_verified_email: true,
      created_utc: 1_500_000_000,
      total_karma: 42,
    },
  },
  user: {
    id: "abc12",
    name: "ada",
    email: null,
    image: "https://styles.redditmedia.example/ada.png?width=256&height=256&crop=smart",
  },
})
