import ClickUp from "../../../src/providers/click-up.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: ClickUp({ ...CLIENT }),
  authorization: { url: "https://app.clickup.com/api", params: {}, checks: ["state"] },
  token: {
    url: "https://api.clickup.com/api/v2/oauth/token",
    auth: "post",
    // It never expires, and says nothing of its type.
    answer: () => ({ access_token: ACCESS_TOKEN }),
  },
  userinfo: {
    url: "https://api.clickup.com/api/v2/user",
    answer: {
      user: {
        id: 123,
        username: "Ada Lovelace",
        email: "ada@example.com",
        color: "#000000",
        profilePicture: "https://attachments.clickup.example/profilePictures/123.jpg",
        initials: "AL",
        week_start_day: 1,
        timezone: "Europe/London",
      },
    },
  },
  user: {
    id: "123",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://attachments.clickup.example/profilePictures/123.jpg",
  },
})
