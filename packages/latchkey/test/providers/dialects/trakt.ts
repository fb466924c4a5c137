import Trakt from "../../../src/providers/trakt.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Trakt({ ...CLIENT }),
  authorization: {
    url: "https://trakt.tv/oauth/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.trakt.tv/oauth/token",
    auth: "post",
    answer: {
      token_type: "bearer",
      expires_in: 86_400,
      refresh_token: "refresh-token",
      scope: "public",
      created_at: 1_768_000_000,
    },
  },
  userinfo: {
    url: "https://api.trakt.tv/users/me",
    asked: asking({
      query: { extended: "full" },
      headers: { "trakt-api-version": "2", "trakt-api-key": CLIENT.clientId },
    }),
    answer: {
      username: "ada",
      private: true,
      name: "",
      vip: false,
      vip_ep: false,
      ids: { slug: "ada", uuid: "b6589fc6ab0dc82cf12099d1c2d40ab994e8410c" },
      joined_at: "2010-09-25T17:49:25.000Z",
      location: null,
      about: null,
      gender: null,
      age: null,
      images: { avatar: { full: "https://walter.trakt.example/users/ada.jpg" } },
    },
  },
  user: {
    id: "ada",
    name: "ada",
    email: null,
    image: "https://walter.trakt.example/users/ada.jpg",
  },
})
