import assert from "node:assert/strict"
import Facebook from "../../../src/providers/facebook.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Facebook({ ...CLIENT }),
  authorization: {
    url: "https://www.facebook.com/v24.0/dialog/oauth",
    params: { scope: "email" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://graph.facebook.com/oauth/access_token",
    auth: "post",
    answer: { expires_in: 5_183_944 },
  },
  userinfo: {
    url: "https://graph.facebook.com/me",
    asked: ({ url }) => assert.equal(url.searchParams.get("fields"), "id,name,email,picture"),
    answer: {
      id: "10158000000000001",
      name: "Ada Lovelace",
      email: "ada@example.com",
      picture: {
        data: {
          height: 50,
          width: 50,
          is_silhouette: false,
          url: "https://platform-lookaside.fbsbx.example/platform/profilepic/?asid=1",
        },
      },
    },
  },
  user: {
    id: "10158000000000001",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://platform-lookaside.fbsbx.example/platform/profilepic/?asid=1",
  },
})
