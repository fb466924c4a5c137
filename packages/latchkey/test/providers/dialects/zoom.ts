import Zoom from "../../../src/providers/zoom.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Zoom({ ...CLIENT }),
  authorization: {
    url: "https://zoom.us/oauth/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://zoom.us/oauth/token",
    answer: {
      refresh_token: "refresh-token",
      scope: "user:read:user",
      expires_in: 3599,
      api_url: "https://api.zoom.us",
    },
  },
  userinfo: {
    url: "https://api.zoom.us/v2/users/me",
    answer: {
      id: "zJKyaiAyTNC-MWjiWC18KQ",
      first_name: "Ada",
      last_name: "Lovelace",
      display_name: "Ada Lovelace",
      email: "ada@example.com",
      type: 1,
      role_name: "Owner",
      pmi: 3_542_471_135,
      use_pmi: false,
      timezone: "",
      verified: 1,
      dept: "",
      created_at: "2018-11-12T19:57:44Z",
      pic_url: "",
      account_id: "q6gBJVO5TzexKYTb_I2rpg",
      language: "en-US",
      status: "active",
    },
  },
  user: {
    id: "zJKyaiAyTNC-MWjiWC18KQ",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
