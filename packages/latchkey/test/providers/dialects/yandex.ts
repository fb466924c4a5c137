import Yandex from "../../../src/providers/yandex.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Yandex({ ...CLIENT }),
  authorization: {
    url: "https://oauth.yandex.ru/authorize",
    params: { scope: "login:info login:email login:avatar" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://oauth.yandex.ru/token",
    answer: { expires_in: 31_536_000, refresh_token: "refresh-token" },
  },
  userinfo: {
    url: "https://login.yandex.ru/info",
    asked: asking({ query: { format: "json" } }),
    answer: {
      first_name: "Ada",
      last_name: "Lovelace",
      display_name: "ada",
      emails: ["ada@example.com"],
      default_email: "ada@example.com",
      real_name: "Ada Lovelace",
      is_avatar_empty: false,
      default_avatar_id: "131652443",
      login: "ada",
      sex: null,
      id: "1000034426",
      client_id: "4760187d81bc4b7799476b42b5103713",
      psuid: "1.AAceCw.tbHgw5DtJ9_zeqPrk-Ba2w.qPWSRC5v2t2IaksPJgnge",
    },
  },
  user: {
    id: "1000034426",
    name: "ada",
    email: "ada@example.com",
    image: "https://avatars.yandex.net/get-yapic/131652443/islands-200",
  },
})
