import Zoho from "../../../src/providers/zoho.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Zoho({ ...CLIENT, accountsServer: "https://accounts.zoho.eu" }),
  authorization: {
    url: "https://accounts.zoho.eu/oauth/v2/auth",
    params: { scope: "AaaServer.profile.Read" },
    checks: ["pkce", "state"],
  },
  callback: { location: "eu", "accounts-server": "https://accounts.zoho.eu" },
  token: {
    url: "https://accounts.zoho.eu/oauth/v2/token",
    auth: "post",
    answer: {
      scope: "AaaServer.profile.READ",
      api_domain: "https://www.zohoapis.eu",
      token_type: "Bearer",
    },
  },
  userinfo: {
    url: "https://accounts.zoho.eu/oauth/user/info",
    answer: {
      First_Name: "Ada",
      Email: "ada@example.com",
      Last_Name: "Lovelace",
      Display_Name: "ada",
      ZUID: 20_066_595_417,
    },
  },
  user: { id: "20066595417", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
