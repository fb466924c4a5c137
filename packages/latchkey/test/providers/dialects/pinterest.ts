import Pinterest from "../../../src/providers/pinterest.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Pinterest({ ...CLIENT }),
  authorization: {
    url: "https://www.pinterest.com/oauth/",
    params: { scope: "user_accounts:read" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.pinterest.com/v5/oauth/token",
    answer: {
      response_type: "authorization_code",
      expires_in: 2_592_000,
      refresh_token: "refresh-token",
      refresh_token_expires_in: 31_536_000,
      scope: "user_accounts:read",
    },
  },
  userinfo: {
    url: "https://api.pinterest.com/v5/user_account",
    answer: {
      account_type: "PINNER",
      id: "2783136121146311751",
      profile_image: "https://i.pinimg.example/280x280_RS/ada.jpg",
      website_url: "",
      username: "ada",
      business_name: null,
    },
  },
  user: {
    id: "ada",
    name: "ada",
    email: null,
    image: "https://i.pinimg.example/280x280_RS/ada.jpg",
  },
})
