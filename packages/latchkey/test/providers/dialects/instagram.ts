import assert from "node:assert/strict"
import Instagram from "../../../src/providers/instagram.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Instagram({ ...CLIENT }),
  authorization: {
    url: "https://www.instagram.com/oauth/authorize",
    params: { scope: "instagram_business_basic" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://api.instagram.com/oauth/access_token",
    auth: "post",
    // As it is documented; as it is seen, there is no list around it.
    answer: () => ({
      data: [
        {
          access_token: ACCESS_TOKEN,
          user_id: "1020000000000000",
          permissions: "instagram_business_basic",
        },
      ],
    }),
  },
  userinfo: {
    url: "https://graph.instagram.com/me",
    asked: ({ url }) => {
      assert.equal(
        url.searchParams.get("fields"),
        "id,user_id,username,name,account_type,profile_picture_url",
      )
    },
    answer: {
      id: "8660000000000001",
      user_id: "17841400000000001",
      username: "ada",
      name: "Ada Lovelace",
      account_type: "BUSINESS",
      profile_picture_url: "https://scontent.cdninstagram.example/v/ada.jpg",
    },
  },
  user: {
    id: "8660000000000001",
    name: "ada",
    email: null,
    image: "https://scontent.cdninstagram.example/v/ada.jpg",
  },
})
