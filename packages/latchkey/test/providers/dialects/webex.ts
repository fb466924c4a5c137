import Webex from "../../../src/providers/webex.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Webex({ ...CLIENT }),
  authorization: {
    url: "https://webexapis.com/v1/authorize",
    params: { scope: "spark:kms spark:people_read" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://webexapis.com/v1/access_token",
    auth: "post",
    answer: {
      expires_in: 1_209_599,
      refresh_token: "refresh-token",
      refresh_token_expires_in: 7_776_000,
      token_type: "Bearer",
    },
  },
  userinfo: {
    url: "https://webexapis.com/v1/people/me",
    answer: {
      id: "Y2lzY29zcGFyazovL3VzL1BFT1BMRS9mNWIzNjE4Nw",
      emails: ["ada@example.com"],
      phoneNumbers: [],
      displayName: "Ada Lovelace",
      firstName: "Ada",
      lastName: "Lovelace",
      orgId: "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi85NmFiYzJhYQ",
      type: "person",
    },
  },
  user: {
    id: "Y2lzY29zcGFyazovL3VzL1BFT1BMRS9mNWIzNjE4Nw",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
