import Netlify from "../../../src/providers/netlify.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Netlify({ ...CLIENT }),
  authorization: {
    url: "https://app.netlify.com/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.netlify.com/oauth/token",
    auth: "post",
    answer: { token_type: "Bearer", expires_in: null, created_at: 1_768_000_000, scope: "" },
  },
  userinfo: {
    url: "https://api.netlify.com/api/v1/user",
    answer: {
      id: "5f0b1c2d3e4f5a6b7c8d9e0f",
      uid: null,
      full_name: "Ada Lovelace",
      avatar_url: "https://avatars.example/ada.png",
      email: "ada@example.com",
      affiliate_id: "",
      site_count: 3,
      created_at: "2020-07-12T16:21:17.000Z",
      last_login: "2026-01-01T00:00:00.000Z",
      login_providers: ["github"],
    },
  },
  user: {
    id: "5f0b1c2d3e4f5a6b7c8d9e0f",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://avatars.example/ada.png",
  },
})
