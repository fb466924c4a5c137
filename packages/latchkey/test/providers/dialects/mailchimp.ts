import assert from "node:assert/strict"
import Mailchimp from "../../../src/providers/mailchimp.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Mailchimp({ ...CLIENT }),
  authorization: {
    url: "https://login.mailchimp.com/oauth2/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://login.mailchimp.com/oauth2/token",
    auth: "post",
    // It never expires.
    answer: () => ({ access_token: ACCESS_TOKEN, expires_in: 0, scope: null }),
  },
  userinfo: {
    url: "https://login.mailchimp.com/oauth2/metadata",
    open: true,
    asked: ({ headers }) => assert.equal(headers.get("authorization"), `OAuth ${ACCESS_TOKEN}`),
    answer: {
      dc: "us6",
      role: "owner",
      accountname: "Analytical Engines",
      user_id: 15_000_001,
      login: {
        email: "ada@example.com",
        avatar: null,
        login_id: 15_000_002,
        login_name: "ada",
        login_email: "ada@example.com",
      },
      login_url: "https://login.mailchimp.com",
      api_endpoint: "https://us6.api.mailchimp.com",
    },
  },
  user: {
    id: "15000002",
    name: "Analytical Engines",
    email: "ada@example.com",
    image: null,
  },
})
