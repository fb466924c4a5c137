import VK from "../../../src/providers/vk.ts"
import { asking } from "../asking.ts"
import { ACCESS_TOKEN, CLIENT, defineDialect } from "../dialect.ts"

export const dialect = defineDialect({
  provider: VK({ ...CLIENT }),
  authorization: {
    url: "https://id.vk.ru/authorize",
    params: { scope: "vkid.personal_info email", code_challenge_method: "S256" },
    checks: ["pkce", "state"],
  },
  callback: { device_id: "device-1", type: "code_v2" },
  token: {
    url: "https://id.vk.ru/oauth2/auth",
    auth: "post",
    asked: asking({ form: { device_id: "device-1", state: /.{32}/, type: null } }),
    answer: {
      refresh_token: "refresh-token",
      id_token: "not.looked.at",
      token_type: "Bearer",
      user_id: 1_234_567_890,
      scope: "vkid.personal_info email",
    },
  },
  userinfo: {
    url: "https://id.vk.ru/oauth2/user_info",
    method: "POST",
    open: true,
    asked: asking({ form: { access_token: ACCESS_TOKEN, client_id: CLIENT.clientId } }),
    answer: {
      user: {
        user_id: "1234567890",
        first_name: "Ada",
        last_name: "Lovelace",
        avatar: "https://sun1.userapi.example/ada.jpg",
        email: "ada@example.com",
        sex: 1,
        verified: false,
        birthday: "10.12.1815",
      },
    },
  },
  user: {
    id: "1234567890",
    name: "Ada Lovelace",
    email: "ada@example.com",
    image: "https://sun1.userapi.example/ada.jpg",
  },
})
