import Concept2 from "../../../src/providers/concept2.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Concept2({ ...CLIENT }),
  authorization: {
    url: "https://log.concept2.com/oauth/authorize",
    params: { scope: "user:read,results:write" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://log.concept2.com/oauth/access_token",
    auth: "post",
    answer: { token_type: "Bearer", expires_in: 604_800, refresh_token: "refresh-token" },
  },
  userinfo: {
    url: "https://log.concept2.com/api/users/me",
    answer: {
      data: {
        id: 1,
        username: "ada",
        first_name: "Ada",
        last_name: "Lovelace",
        gender: "F",
        dob: "1977-08-19",
        email: "ada@example.com",
        country: "GBR",
        profile_image: "https://media.concept2.example/1.jpg",
        age_restricted: false,
        email_permission: true,
        max_heart_rate: null,
        weight: 6500,
        logbook_privacy: "partners",
      },
    },
  },
  user: {
    id: "1",
    name: "ada",
    email: "ada@example.com",
    image: "https://media.concept2.example/1.jpg",
  },
})
