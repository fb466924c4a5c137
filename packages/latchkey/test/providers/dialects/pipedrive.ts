import Pipedrive from "../../../src/providers/pipedrive.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Pipedrive({ ...CLIENT }),
  authorization: {
    url: "https://oauth.pipedrive.com/oauth/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://oauth.pipedrive.com/oauth/token",
    answer: {
      token_type: "Bearer",
      refresh_token: "refresh-token",
      scope: "base",
      expires_in: 3599,
      api_domain: "https://acme.pipedrive.com",
    },
  },
  userinfo: {
    url: "https://api.pipedrive.com/v1/users/me",
    answer: {
      success: true,
      data: {
        id: 811_101,
        name: "Ada Lovelace",
        default_currency: "EUR",
        locale: "et_EE",
        lang: 1,
        email: "ada@example.com",
        phone: null,
        activated: false,
        created: "2018-11-13 09:16:26",
        icon_url: null,
        is_you: true,
        company_id: 22_122,
        company_domain: "acme",
      },
    },
  },
  user: { id: "811101", name: "Ada Lovelace", email: "ada@example.com", image: null },
})
