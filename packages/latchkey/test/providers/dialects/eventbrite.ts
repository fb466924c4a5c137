import Eventbrite from "../../../src/providers/eventbrite.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Eventbrite({ ...CLIENT }),
  authorization: {
    url: "https://www.eventbrite.com/oauth/authorize",
    params: { scope: "user.profile" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://www.eventbrite.com/oauth/token",
    auth: "post",
    answer: { expires_in: undefined },
  },
  userinfo: {
    url: "https://www.eventbriteapi.com/v3/users/me/",
    answer: {
      emails: [
        { email: "old@example.com", verified: true, primary: false },
        { email: "ada@example.com", verified: true, primary: true },
      ],
      id: "512512512",
      name: "Ada Lovelace",
      first_name: "Ada",
      last_name: "Lovelace",
      is_public: false,
      image_id: "1234",
    },
  },
  user: {
    id: "512512512",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://img.evbuc.com/https%3A%2F%2Fcdn.evbuc.com%2Fimages%2F1234%2F1%2Foriginal.jpg",
  },
})
