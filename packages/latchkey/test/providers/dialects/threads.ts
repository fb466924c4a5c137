import Threads from "../../../src/providers/threads.ts"
import { asking } from "../asking.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Threads({ ...CLIENT }),
  authorization: {
    url: "https://threads.net/oauth/authorize",
    params: { scope: "threads_basic" },
    checks: ["state"],
  },
  token: {
    url: "https://graph.threads.net/oauth/access_token",
    auth: "post",
    answer: () => ({ access_token: ACCESS_TOKEN, user_id: "17841405793187218" }),
  },
  userinfo: {
    url: "https://graph.threads.net/v1.0/me",
    asked: asking({ query: { fields: "id,username,name,threads_profile_picture_url" } }),
    answer: {
      id: "17841405793187218",
      username: "ada",
      threads_profile_picture_url: "https://scontent.cdninstagram.example/ada.jpg",
    },
  },
  user: {
    id: "17841405793187218",
    name: "ada",
    email: null,
    image: "https://scontent.cdninstagram.example/ada.jpg",
  },
})
