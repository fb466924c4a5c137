import Spotify from "../../../src/providers/spotify.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Spotify({ ...CLIENT }),
  authorization: {
    url: "https://accounts.spotify.com/authorize",
    params: { scope: "user-read-email" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://accounts.spotify.com/api/token",
    answer: { token_type: "Bearer", refresh_token: "refresh-token", scope: "user-read-email" },
  },
  userinfo: {
    url: "https://api.spotify.com/v1/me",
    answer: {
      display_name: null,
      external_urls: { spotify: "https://open.spotify.com/user/ada1815" },
      href: "https://api.spotify.com/v1/users/ada1815",
      id: "ada1815",
      images: [],
      type: "user",
      uri: "spotify:user:ada1815",
      email: "ada@example.com",
    },
  },
  user: { id: "ada1815", name: "ada1815", email: "ada@example.com", image: null },
})
