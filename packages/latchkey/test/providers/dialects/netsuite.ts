import NetSuite from "../../../src/providers/netsuite.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: NetSuite({
    ...CLIENT,
    accountID: "1234567_SB1",
    prompt: "login",
    userinfo:
      "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=22&deploy=1",
  }),
  authorization: {
    url: "https://1234567-sb1.app.netsuite.com/app/login/oauth2/authorize.nl",
    params: { scope: "restlets rest_webservices", prompt: "login" },
    checks: ["state"],
  },
  token: {
    url: "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
    answer: { expires_in: "3600", refresh_token: "refresh-token" },
  },
  userinfo: {
    url: "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl",
    asked: asking({ query: { script: "22", deploy: "1" } }),
    answer: {
      id: 13,
      name: "Lovelace, Ada",
      email: "ada@example.com",
      location: 0,
      role: 3,
      roleId: "administrator",
      roleCenter: "BASIC",
      contact: 0,
      subsidiary: 1,
      department: 0,
    },
  },
  user: { id: "13", name: "Lovelace, Ada", email: "ada@example.com", image: null },
})
