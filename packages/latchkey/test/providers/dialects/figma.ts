import Figma from "../../../src/providers/figma.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Figma({ ...CLIENT }),
  authorization: {
    url: "https://www.figma.com/oauth",
    params: { scope: "current_user:read" },
    checks: ["state"],
  },
  token: {
    url: "https://api.figma.com/v1/oauth/token",
    // Without a type in its older form.
    answer: () => ({
      user_id: 1_234_567_890,
      user_id_string: "1234567890",
      access_token: ACCESS_TOKEN,
      expires_in: 7_776_000,
      refresh_token: "refresh-token",
    }),
  },
  userinfo: {
    url: "https://api.figma.com/v1/me",
    answer: {
      id: "1234567890",
      email: "ada@example.com",
      handle: "Ada Lovelace",
      img_url: "https://www.figma.example/avatar/1234567890",
    },
  },
  user: {
    id: "1234567890",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://www.figma.example/avatar/1234567890",
  },
})
