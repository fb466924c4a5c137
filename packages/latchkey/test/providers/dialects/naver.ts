import Naver from "../../../src/providers/naver.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Naver({ ...CLIENT }),
  authorization: {
    url: "https://nid.naver.com/oauth2.0/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://nid.naver.com/oauth2.0/token",
    auth: "post",
    answer: { refresh_token: "refresh-token", token_type: "bearer", expires_in: "3600" },
  },
  userinfo: {
    url: "https://openapi.naver.com/v1/nid/me",
    answer: {
      resultcode: "00",
      message: "success",
      response: {
        id: "32742776",
        name: "오픈 API",
        email: "openapi@example.com",
        profile_image: "https://ssl.pstatic.example/static/pwe/address/nodata_33x33.gif",
        age: "40-49",
        gender: "F",
        birthday: "10-01",
      },
    },
  },
  user: {
    id: "32742776",
    name: "오픈 API",
    email: "openapi@example.com",
    image: "https://ssl.pstatic.example/static/pwe/address/nodata_33x33.gif",
  },
})
