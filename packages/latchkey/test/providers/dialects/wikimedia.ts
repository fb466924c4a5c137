import Wikimedia from "../../../src/providers/wikimedia.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Wikimedia({ ...CLIENT }),
  authorization: {
    url: "https://meta.wikimedia.org/w/rest.php/oauth2/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://meta.wikimedia.org/w/rest.php/oauth2/access_token",
    answer: { token_type: "Bearer", expires_in: 14_400, refresh_token: "refresh-token" },
  },
  userinfo: {
    url: "https://meta.wikimedia.org/w/rest.php/oauth2/resource/profile",
    answer: {
      sub: 12_345_678,
      username: "Ada Lovelace",
      editcount: 1815,
      confirmed_email: true,
      blocked: false,
      registered: "20101210000000",
      groups: ["*", "user", "autoconfirmed"],
      rights: ["read", "edit"],
      grants: ["mwoauth-authonlyprivate"],
      realname: "",
      email: "ada@example.com",
    },
  },
  user: { id: "12345678", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
