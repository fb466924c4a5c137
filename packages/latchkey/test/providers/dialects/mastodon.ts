import Mastodon from "../../../src/providers/mastodon.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Mastodon({ ...CLIENT, issuer: "https://mastodon.example/" }),
  authorization: {
    url: "https://mastodon.example/oauth/authorize",
    params: { scope: "read" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://mastodon.example/oauth/token",
    auth: "post",
    answer: {
      token_type: "Bearer",
      expires_in: undefined,
      scope: "read",
      created_at: 1_573_979_017,
    },
  },
  userinfo: {
    url: "https://mastodon.example/api/v1/accounts/verify_credentials",
    answer: {
      id: "14715",
      username: "ada",
      acct: "ada",
      display_name: "Ada Lovelace",
      locked: false,
      bot: false,
      created_at: "2016-11-24T10:02:12.085Z",
      note: "",
      url: "https://mastodon.example/@ada",
      avatar: "https://files.mastodon.example/ada.gif",
      avatar_static: "https://files.mastodon.example/ada.png",
      header: "https://files.mastodon.example/h.png",
      header_static: "https://files.mastodon.example/h.png",
      followers_count: 821,
      following_count: 178,
      statuses_count: 33_120,
      last_status_at: "2019-11-24",
      source: { privacy: "public", sensitive: false, language: "" },
    },
  },
  user: {
    id: "14715",
    name: "ada",
    email: null,
    image: "https://files.mastodon.example/ada.png",
  },
})
