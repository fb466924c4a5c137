import Mattermost from "../../../src/providers/mattermost.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Mattermost({ ...CLIENT, issuer: "https://acme.example/chat" }),
  authorization: {
    url: "https://acme.example/chat/oauth/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://acme.example/chat/oauth/access_token",
    auth: "post",
    answer: { expires_in: 2_592_000, refresh_token: "refresh-token", scope: "user" },
  },
  userinfo: {
    url: "https://acme.example/chat/api/v4/users/me",
    answer: {
      id: "hmajdgqtab88dkgk8b7qnr4s6r",
      create_at: 1_600_000_000_000,
      update_at: 1_600_000_000_000,
      delete_at: 0,
      username: "ada",
      auth_data: "",
      auth_service: "",
      email: "ada@example.com",
      email_verified: true,
      nickname: "",
      first_name: "Ada",
      last_name: "Lovelace",
      position: "",
      roles: "system_user",
      locale: "en",
    },
  },
  user: {
    id: "hmajdgqtab88dkgk8b7qnr4s6r",
    name: "ada",
    email: "ada@example.com",
    image: null,
  },
})
