import Kakao from "../../../src/providers/kakao.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: Kakao({ ...CLIENT }),
  authorization: {
    url: "https://kauth.kakao.com/oauth/authorize",
    params: {},
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://kauth.kakao.com/oauth/token",
    auth: "post",
    answer: {
      expires_in: 43_199,
      refresh_token: "refresh-token",
      refresh_token_expires_in: 5_184_000,
      scope: "account_email profile_image profile_nickname",
    },
  },
  userinfo: {
    url: "https://kapi.kakao.com/v2/user/me",
    answer: {
      id: 123_456_789,
      connected_at: "2022-04-11T01:45:28Z",
      properties: { nickname: "에이다" },
      kakao_account: {
        profile_nickname_needs_agreement: false,
        profile_image_needs_agreement: false,
        profile: {
          nickname: "에이다",
          thumbnail_image_url: "https://k.kakaocdn.example/img_110x110.jpg",
          profile_image_url: "https://k.kakaocdn.example/img_640x640.jpg",
          is_default_image: false,
        },
        has_email: true,
        email_needs_agreement: false,
        is_email_valid: true,
        is_email_verified: true,
        email: "ada@example.com",
      },
    },
  },
  user: {
    id: "123456789",
    name: "에이다",
    email: "ada@example.com",
    image: "https://k.kakaocdn.example/img_640x640.jpg",
  },
})
