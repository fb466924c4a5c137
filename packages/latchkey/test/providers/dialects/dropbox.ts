import assert from "node:assert/strict"
import Dropbox from "../../../src/providers/dropbox.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Dropbox({ ...CLIENT }),
  authorization: {
    url: "https://www.dropbox.com/oauth2/authorize",
    params: { token_access_type: "offline", scope: "account_info.read" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.dropboxapi.com/oauth2/token",
    answer: {
      expires_in: 14_400,
      refresh_token: "refresh-token",
      scope: "account_info.read",
      uid: "12345",
      account_id: "dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc",
    },
  },
  userinfo: {
    url: "https://api.dropboxapi.com/2/users/get_current_account",
    method: "POST",
    asked: ({ headers, text }) => {
      assert.equal(text, "")
      // A form would be refused.
      assert.equal(headers.get("content-type"), null)
    },
    answer: {
      account_id: "dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc",
      name: {
        given_name: "Ada",
        surname: "Lovelace",
        familiar_name: "Ada",
        display_name: "Ada Lovelace",
        abbreviated_name: "AL",
      },
      email: "ada@example.com",
      email_verified: true,
      disabled: false,
      country: "GB",
      locale: "en",
      referral_link: "https://db.example/ZITNuhtI",
      is_paired: false,
      account_type: { ".tag": "basic" },
      root_info: { ".tag": "user", root_namespace_id: "3235641", home_namespace_id: "3235641" },
    },
  },
  user: {
    id: "dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: null,
  },
})
