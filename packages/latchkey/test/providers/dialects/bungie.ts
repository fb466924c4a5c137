import assert from "node:assert/strict"
import Bungie from "../../../src/providers/bungie.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Bungie({ ...CLIENT, apiKey: "api-key" }),
  authorization: {
    url: "https://www.bungie.net/en/OAuth/Authorize",
    params: { reauth: "true" },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://www.bungie.net/platform/app/oauth/token/",
    answer: { token_type: "Bearer", refresh_expires_in: 7_776_000, membership_id: "2000000" },
  },
  userinfo: {
    url: "https://www.bungie.net/Platform/User/GetMembershipsForCurrentUser/",
    asked: ({ headers }) => assert.equal(headers.get("x-api-key"), "api-key"),
    answer: {
      Response: {
        destinyMemberships: [],
        bungieNetUser: {
          membershipId: "2000000",
          uniqueName: "2000000",
          displayName: "Cayde-6",
          profilePicture: 70_411,
          profilePicturePath: "/img/profile/avatars/cc08.jpg",
        },
      },
      ErrorCode: 1,
      ThrottleSeconds: 0,
      ErrorStatus: "Success",
      Message: "Ok",
      MessageData: {},
    },
  },
  user: {
    id: "2000000",
    name: "Cayde-6",
    email: null,
    image: "https://www.bungie.net/img/profile/avatars/cc08.jpg",
  },
})
