import WeChat from "../../../src/providers/wechat.ts"
import { asking } from "../asking.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: WeChat({ ...CLIENT }),
  authorization: {
    url: "https://open.weixin.qq.com/connect/oauth2/authorize",
    params: { appid: CLIENT.clientId, scope: "snsapi_userinfo" },
    checks: ["state"],
  },
  token: {
    url: "https://api.weixin.qq.com/sns/oauth2/access_token",
    auth: "own",
    asked: asking({
      headers: { authorization: null },
      form: {
        appid: CLIENT.clientId,
        secret: CLIENT.clientSecret,
        code: "code-1",
        grant_type: "authorization_code",
        client_secret: null,
      },
    }),
    answer: () =>
      new Response(
        JSON.stringify({
          access_token: ACCESS_TOKEN,
          expires_in: 7200,
          refresh_token: "refresh-token",
          openid: "o6_bmjrPTlm6_2sgVt7hMZOPfL2M",
          scope: "snsapi_userinfo",
          unionid: "o6_bmasdasdsad6_2sgVt7hMZOPfL",
        }),
        { headers: { "content-type": "text/plain" } },
      ),
  },
  userinfo: {
    url: "https://api.weixin.qq.com/sns/userinfo",
    open: true,
    asked: asking({
      headers: { authorization: null },
      query: {
        access_token: ACCESS_TOKEN,
        openid: "o6_bmjrPTlm6_2sgVt7hMZOPfL2M",
        lang: "zh_CN",
      },
    }),
    answer: {
      openid: "o6_bmjrPTlm6_2sgVt7hMZOPfL2M",
      nickname: "艾达",
      sex: 0,
      province: "",
      city: "",
      country: "",
      headimgurl: "https://thirdwx.qlogo.example/mmopen/ada/46",
      privilege: [],
      unionid: "o6_bmasdasdsad6_2sgVt7hMZOPfL",
    },
  },
  user: {
    id: "o6_bmasdasdsad6_2sgVt7hMZOPfL",
    name: "艾达",
    email: null,
    image: "https://thirdwx.qlogo.example/mmopen/ada/46",
  },
})
