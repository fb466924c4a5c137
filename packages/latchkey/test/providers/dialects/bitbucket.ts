import Bitbucket from "../../../src/providers/bitbucket.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Bitbucket({ ...CLIENT }),
  authorization: {
    url: "https://bitbucket.org/site/oauth2/authorize",
    params: { scope: "account" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://bitbucket.org/site/oauth2/access_token",
    answer: {
      // Beside `scope`, which other servers have.
      scopes: "account",
      expires_in: 7200,
      refresh_token: "refresh-token",
      state: "authorization_code",
    },
  },
  userinfo: {
    url: "https://api.bitbucket.org/2.0/user",
    answer: {
      display_name: "Ada Lovelace",
      links: { avatar: { href: "https://secure.gravatar.example/avatar/ada" } },
      created_on: "2020-01-01T00:00:00.000000+00:00",
      type: "user",
      uuid: "{11111111-2222-3333-4444-555555555555}",
      has_2fa_enabled: null,
      username: "ada",
      is_staff: false,
      account_id: "557058:11111111-2222-3333-4444-555555555555",
      nickname: "ada",
      account_status: "active",
      location: null,
    },
  },
  others: {
    "https://api.bitbucket.org/2.0/user/emails": () =>
      Response.json({
        pagelen: 10,
        values: [
          { type: "email", email: "old@example.com", is_primary: false, is_confirmed: true },
          { type: "email", email: "ada@example.com", is_primary: true, is_confirmed: true },
        ],
      }),
  },
  user: {
    id: "557058:11111111-2222-3333-4444-555555555555",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://secure.gravatar.example/avatar/ada",
  },
})
