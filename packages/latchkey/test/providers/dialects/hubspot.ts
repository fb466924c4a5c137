import assert from "node:assert/strict"
import HubSpot from "../../../src/providers/hubspot.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  // The secret comes late, as one from a vault does.
  provider: HubSpot({ ...CLIENT, clientSecret: async () => CLIENT.clientSecret }),
  authorization: {
    url: "https://app.hubspot.com/oauth/authorize",
    params: { scope: "oauth" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.hubapi.com/oauth/2026-03/token",
    auth: "post",
    answer: {
      expires_in: 1800,
      refresh_token: "refresh-token",
      hub_id: 1_234_567,
      user_id: 293_199,
      scopes: ["oauth"],
      token_use: "access_token",
    },
  },
  userinfo: {
    url: "https://api.hubapi.com/oauth/2026-03/token/introspect",
    method: "POST",
    open: true,
    asked: ({ form, headers, url }) => {
      assert.equal(headers.get("authorization"), null)
      assert.equal(url.search, "")
      assert.deepEqual(Object.fromEntries(form), {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        token: ACCESS_TOKEN,
        token_type_hint: "access_token",
      })
    },
    answer: {
      active: true,
      token_use: "access_token",
      token_type: "access",
      client_id: CLIENT.clientId,
      user: "ada@example.com",
      user_id: 293_199,
      hub_domain: "acme.example",
      hub_id: 1_234_567,
      app_id: 111_111,
      scopes: ["oauth"],
      expires_in: 1754,
    },
  },
  user: { id: "293199", name: "ada@example.com", email: "ada@example.com", image: null },
})
