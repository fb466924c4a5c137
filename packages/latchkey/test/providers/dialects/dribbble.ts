import Dribbble from "../../../src/providers/dribbble.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Dribbble({ ...CLIENT, scope: "public upload" }),
  authorization: {
    url: "https://dribbble.com/oauth/authorize",
    params: { scope: "public upload" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://dribbble.com/oauth/token",
    auth: "post",
    answer: { scope: "public upload", created_at: 1_570_000_000 },
  },
  userinfo: {
    url: "https://api.dribbble.com/v2/user",
    answer: {
      id: 1,
      name: "Ada Lovelace",
      login: "ada",
      html_url: "https://dribbble.example/ada",
      avatar_url: "https://cdn.dribbble.example/ada.png",
      bio: "Engines",
      location: null,
      links: {},
      can_upload_shot: true,
      pro: false,
      followers_count: 262,
      created_at: "2012-01-01T00:00:00Z",
      type: "Player",
      teams: [],
    },
  },
  user: {
    id: "1",
    name: "Ada Lovelace",
    email: null,
    image: "https://cdn.dribbble.example/ada.png",
  },
})
