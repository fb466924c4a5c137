import Osu from "../../../src/providers/osu.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Osu({ ...CLIENT }),
  authorization: {
    url: "https://osu.ppy.sh/oauth/authorize",
    params: { scope: "identify" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://osu.ppy.sh/oauth/token",
    auth: "post",
    answer: { token_type: "Bearer", expires_in: 86_400, refresh_token: "refresh-token" },
  },
  userinfo: {
    url: "https://osu.ppy.sh/api/v2/me",
    answer: {
      avatar_url: "https://a.ppy.example/1?1650000000.png",
      country_code: "AU",
      default_group: "default",
      id: 1,
      is_active: true,
      is_bot: false,
      is_deleted: false,
      is_online: true,
      is_supporter: true,
      last_visit: null,
      pm_friends_only: false,
      profile_colour: null,
      username: "osuuser",
      join_date: "2010-01-01T00:00:00+00:00",
      playstyle: null,
    },
  },
  user: {
    id: "1",
    name: "osuuser",
    email: null,
    image: "https://a.ppy.example/1?1650000000.png",
  },
})
