import Medium from "../../../src/providers/medium.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Medium({ ...CLIENT }),
  status: "ended",
  authorization: {
    url: "https://medium.com/m/oauth/authorize",
    params: { scope: "basicProfile" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.medium.com/v1/tokens",
    auth: "post",
    answer: () => ({
      token_type: "Bearer",
      access_token: ACCESS_TOKEN,
      refresh_token: "refresh-token",
      scope: ["basicProfile", "publishPost"],
      expires_at: Date.now() + 5_184_000_000,
    }),
  },
  userinfo: {
    url: "https://api.medium.com/v1/me",
    answer: {
      data: {
        id: "5303d74c64f66366f00cb9b2a94f3251bf5",
        username: "ada",
        name: "Ada Lovelace",
        url: "https://medium.example/@ada",
        imageUrl: "https://images.medium.example/0*fkfQiTzT7TlUGGyI.png",
      },
    },
  },
  user: {
    id: "5303d74c64f66366f00cb9b2a94f3251bf5",
    name: "Ada Lovelace",
    email: null,
    image: "https://images.medium.example/0*fkfQiTzT7TlUGGyI.png",
  },
})
