import Coinbase from "../../../src/providers/coinbase.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Coinbase({ ...CLIENT }),
  authorization: {
    url: "https://login.coinbase.com/oauth2/auth",
    params: { scope: "wallet:user:email wallet:user:read" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://login.coinbase.com/oauth2/token",
    auth: "post",
    answer: { expires_in: 3599, refresh_token: "refresh-token", scope: "wallet:user:read" },
  },
  userinfo: {
    url: "https://api.coinbase.com/v2/user",
    answer: {
      data: {
        id: "9da7a204-544e-5fd1-9a12-61176c5d4cd8",
        name: "Ada Lovelace",
        username: "ada",
        email: "ada@example.com",
        profile_location: null,
        profile_bio: null,
        profile_url: "https://coinbase.example/ada",
        avatar_url: "https://images.coinbase.example/avatar?h=1",
        resource: "user",
        resource_path: "/v2/user",
      },
    },
  },
  user: {
    id: "9da7a204-544e-5fd1-9a12-61176c5d4cd8",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://images.coinbase.example/avatar?h=1",
  },
})
