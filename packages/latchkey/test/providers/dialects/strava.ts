import Strava from "../../../src/providers/strava.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Strava({ ...CLIENT }),
  authorization: {
    url: "https://www.strava.com/oauth/authorize",
    params: { scope: "read", approval_prompt: "auto" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://www.strava.com/api/v3/oauth/token",
    auth: "post",
    answer: {
      token_type: "Bearer",
      expires_at: 1_768_020_566,
      expires_in: 20_566,
      refresh_token: "refresh-token",
      athlete: { id: 1_234_567_890_987 },
    },
  },
  userinfo: {
    url: "https://www.strava.com/api/v3/athlete",
    answer: {
      id: 1_234_567_890_987,
      username: null,
      resource_state: 3,
      firstname: "Ada",
      lastname: "",
      city: null,
      country: null,
      profile_medium: "avatar/athlete/medium.png",
      profile: "avatar/athlete/large.png",
    },
  },
  user: { id: "1234567890987", name: "Ada", email: null, image: null },
})
