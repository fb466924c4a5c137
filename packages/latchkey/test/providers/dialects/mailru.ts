import assert from "node:assert/strict"
import MailRu from "../../../src/providers/mailru.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: MailRu({ ...CLIENT }),
  status: "deprecated",
  authorization: {
    url: "https://oauth.mail.ru/login",
    params: { scope: "userinfo" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://oauth.mail.ru/token",
    answer: { expires_in: 3600, refresh_token: "refresh-token" },
  },
  userinfo: {
    url: "https://oauth.mail.ru/userinfo",
    open: true,
    asked: ({ url, headers }) => {
      assert.deepEqual(Object.fromEntries(url.searchParams), { access_token: ACCESS_TOKEN })
      assert.equal(headers.get("authorization"), null)
    },
    answer: {
      id: "1000000001",
      client_id: CLIENT.clientId,
      gender: "f",
      name: "Ada Lovelace",
      nickname: "ada",
      locale: "ru_RU",
      first_name: "Ada",
      last_name: "Lovelace",
      email: "ada@example.com",
      birthday: "10.12.1990",
      image: "https://filin.mail.example/pic?email=ada",
    },
  },
  user: {
    id: "1000000001",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://filin.mail.example/pic?email=ada",
  },
})
