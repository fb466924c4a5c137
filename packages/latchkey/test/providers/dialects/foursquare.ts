import assert from "node:assert/strict"
import Foursquare from "../../../src/providers/foursquare.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Foursquare({ ...CLIENT }),
  status: "deprecated",
  authorization: {
    url: "https://foursquare.com/oauth2/authenticate",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://foursquare.com/oauth2/access_token",
    auth: "post",
    answer: () => ({ access_token: ACCESS_TOKEN }),
  },
  userinfo: {
    url: "https://api.foursquare.com/v2/users/self",
    open: true,
    asked: ({ url, headers }) => {
      assert.deepEqual(Object.fromEntries(url.searchParams), {
        v: "20230131",
        oauth_token: ACCESS_TOKEN,
      })
      assert.equal(headers.get("authorization"), null)
    },
    answer: {
      meta: { code: 200, requestId: "59a45921351e3d43b07028b5" },
      response: {
        user: {
          id: "32",
          firstName: "Ada",
          lastName: "Lovelace",
          handle: "ada",
          gender: "female",
          photo: { prefix: "https://fastly.4sqi.example/img/user/", suffix: "/ada.jpg" },
          contact: { email: "ada@example.com" },
        },
      },
    },
  },
  user: {
    id: "32",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://fastly.4sqi.example/img/user/original/ada.jpg",
  },
})
