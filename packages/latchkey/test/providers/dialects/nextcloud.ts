import Nextcloud from "../../../src/providers/nextcloud.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Nextcloud({ ...CLIENT, issuer: "https://cloud.acme.example/" }),
  authorization: {
    url: "https://cloud.acme.example/apps/oauth2/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://cloud.acme.example/apps/oauth2/api/v1/token",
    answer: { token_type: "Bearer", refresh_token: "refresh-token", user_id: "ada lovelace" },
  },
  userinfo: {
    url: "https://cloud.acme.example/ocs/v2.php/cloud/users/ada%20lovelace",
    asked: asking({ headers: { "ocs-apirequest": "true", accept: "application/json" } }),
    answer: {
      ocs: {
        meta: { status: "ok", statuscode: 200, message: "OK" },
        data: {
          enabled: true,
          storageLocation: "/var/www/html/data/ada lovelace",
          id: "ada lovelace",
          lastLogin: 1_768_000_000_000,
          backend: "Database",
          subadmin: [],
          quota: { free: 1000, used: 10, total: 1010, relative: 0.99, quota: -3 },
          email: null,
          displayname: "Ada Lovelace",
          phone: "",
          address: "",
          website: "",
          twitter: "",
          groups: ["users"],
          language: "en",
          locale: "",
        },
      },
    },
  },
  user: {
    id: "ada lovelace",
    name: "Ada Lovelace",
    email: null,
    image: "https://cloud.acme.example/avatar/ada%20lovelace/512",
  },
})
