import TikTok from "../../../src/providers/tiktok.ts"
import { asking } from "../asking.ts"
import { CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: TikTok({ ...CLIENT }),
  authorization: {
    url: "https://www.tiktok.com/v2/auth/authorize/",
    params: { scope: "user.info.basic", client_key: CLIENT.clientId },
    checks: ["pkce", "state"],
  },
  token: {
    url: "https://open.tiktokapis.com/v2/oauth/token/",
    auth: "post",
    asked: asking({ form: { client_key: CLIENT.clientId } }),
    answer: {
      token_type: "Bearer",
      expires_in: 86_400,
      open_id: "723f24d7-e717-40f8-a2b6-cb8464cd23b4",
      refresh_expires_in: 31_536_000,
      refresh_token: "refresh-token",
      scope: "user.info.basic,video.list",
    },
  },
  userinfo: {
    url: "https://open.tiktokapis.com/v2/user/info/",
    asked: asking({ query: { fields: "open_id,union_id,avatar_url,display_name" } }),
    answer: {
      data: {
        user: {
          open_id: "723f24d7-e717-40f8-a2b6-cb8464cd23b4",
          union_id: "c9c60f44-a68e-4f5d-84dd-ce22faeb0ba1",
          avatar_url: "https://p19-sign.tiktokcdn.example/ada.webp",
          display_name: "Ada",
        },
      },
      error: { code: "ok", message: "", log_id: "20220829194722CBE87ED59D524E727021" },
    },
  },
  user: {
    id: "723f24d7-e717-40f8-a2b6-cb8464cd23b4",
    name: "Ada",
    email: null,
    image: "https://p19-sign.tiktokcdn.example/ada.webp",
  },
})
