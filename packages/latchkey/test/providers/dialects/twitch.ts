import Twitch from "../../../src/providers/twitch.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

const issuer = "https://id.twitch.tv/oauth2"

/** Has scopes as a list. */
export const dialect = defineDialect({
  provider: Twitch({ ...CLIENT }),
  authorization: {
    url: "https://id.twitch.tv/oauth2/authorize",
    params: {
      scope: "openid user:read:email",
      claims:
        '{"id_token":{"email":null,"email_verified":null,"picture":null,"preferred_username":null}}',
    },
    checks: ["state", "nonce"],
  },
  token: {
    url: "https://id.twitch.tv/oauth2/token",
    auth: "post",
    answer: {
      scope: ["openid", "user:read:email"],
      expires_in: 14310,
      refresh_token: "refresh-token",
    },
  },
  oidc: {
    issuer,
    metadata: {
      jwks_uri: "https://id.twitch.tv/oauth2/keys",
      token_endpoint_auth_methods_supported: ["client_secret_post"],
    },
    claims: {
      sub: "713936733",
      azp: "client-id",
      preferred_username: "Ada",
      email: "ada@example.com",
      email_verified: true,
      picture: "https://static-cdn.jtvnw.example/ada.png",
    },
  },
  user: {
    id: "713936733",
    name: "Ada",
    email: "ada@example.com",
    image: "https://static-cdn.jtvnw.example/ada.png",
  },
})
