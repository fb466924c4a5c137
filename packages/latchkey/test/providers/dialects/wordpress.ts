import WordPress from "../../../src/providers/wordpress.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: WordPress({ ...CLIENT }),
  authorization: {
    url: "https://public-api.wordpress.com/oauth2/authorize",
    params: { scope: "auth" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://public-api.wordpress.com/oauth2/token",
    auth: "post",
    answer: () => ({
      access_token: ACCESS_TOKEN,
      token_type: "bearer",
      blog_id: "0",
      blog_url: null,
      scope: "auth",
    }),
  },
  userinfo: {
    url: "https://public-api.wordpress.com/rest/v1/me",
    answer: {
      ID: 78_972_699,
      display_name: "ada",
      username: "adalovelace",
      email: "ada@example.com",
      primary_blog: 84_301_187,
      language: "en",
      avatar_URL: "https://1.gravatar.example/avatar/ada?s=96&d=retro",
      profile_URL: "https://en.gravatar.example/adalovelace",
      verified: true,
      email_verified: true,
    },
  },
  user: {
    id: "78972699",
    name: "ada",
    email: "ada@example.com",
    image: "https://1.gravatar.example/avatar/ada?s=96&d=retro",
  },
})
