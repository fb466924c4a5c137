import Twitter from "../../../src/providers/twitter.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Twitter({
    ...CLIENT,
    version: "2.0",
    userinfo: { params: { "user.fields": "profile_image_url,confirmed_email" } },
  }),
  authorization: {
    url: "https://x.com/i/oauth2/authorize",
    params: { scope: "users.read tweet.read offline.access", code_challenge_method: "S256" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.x.com/2/oauth2/token",
    answer: {
      expires_in: 7200,
      refresh_token: "refresh-token",
      scope: "tweet.read users.read offline.access",
    },
  },
  userinfo: {
    url: "https://api.x.com/2/users/me",
    asked: asking({ query: { "user.fields": "profile_image_url,confirmed_email" } }),
    answer: {
      data: {
        // More than a number of JavaScript can hold.
        id: "1460323737035677698",
        name: "Ada Lovelace",
        username: "ada",
        profile_image_url: "https://pbs.twimg.example/profile_images/1/ada_normal.jpg",
        confirmed_email: "ada@example.com",
      },
    },
  },
  user: {
    id: "1460323737035677698",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://pbs.twimg.example/profile_images/1/ada_normal.jpg",
  },
})
