import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { askUserinfo, conformTokens } from "./wire.ts"

/** The answer of `GET /sns/userinfo`: {@link https://developers.weixin.qq.com/doc/oplatform/en/Website_App/WeChat_Login/Authorized_Interface_Calling_UnionID.html}. */
export interface WeChatProfile {
  /** Unique for this person and this app. */
  openid: string
  nickname: string
  /** 0 is not said, 1 male, 2 female. WeChat has said 0 and empty strings for the places since 2021. */
  sex: number
  province: string
  city: string
  country: string
  headimgurl: string
  privilege: string[]
  /** Unique for this person and all apps of one account of the Open Platform; absent if the app has none. */
  unionid: string
  [member: string]: unknown
}

export interface WeChatConfig<P extends WeChatProfile = WeChatProfile> extends OAuthUserConfig<P> {
  /**
   * `OfficialAccount` signs people in inside WeChat, `WebsiteApp` by a QR code in any browser.
   *
   * @default "OfficialAccount"
   */
  platformType?: "OfficialAccount" | "WebsiteApp"
}

/**
 * WeChat. It gives no e-mail address.
 *
 * Accounts are stored by `unionid`, which an official account has only once it is bound to an account of the WeChat Open
 * Platform. Without one, nobody can sign in: bind it, or give a `profile` of your own that returns `openid`, knowing
 * that those ids are of this app alone.
 *
 * Environment: `AUTH_WECHAT_ID` (WeChat says "AppID"), `AUTH_WECHAT_SECRET`. Callback URL:
 * `<origin>/api/auth/callback/wechat`; WeChat asks for its host only.
 *
 * @see {@link https://open.weixin.qq.com/ Register an app}
 * @see {@link https://developers.weixin.qq.com/doc/oplatform/en/Website_App/WeChat_Login/Wechat_Login.html Documentation}
 * @example
 * ```ts
 * import WeChat from "latchkey/providers/wechat"
 *
 * WeChat({ platformType: "WebsiteApp" })
 * ```
 */
export default function WeChat<P extends WeChatProfile = WeChatProfile>(
  config: WeChatConfig<P> = {},
): OAuth2Config<P> {
  const { platformType = "OfficialAccount" } = config
  const [path, scope] =
    platformType === "OfficialAccount"
      ? ["connect/oauth2/authorize", "snsapi_userinfo"]
      : ["connect/qrconnect", "snsapi_login"]
  return {
    id: "wechat",
    name: "WeChat",
    type: "oauth",
    checks: ["state"],
    [derivedInternal]: ({ clientId }) => ({
      authorization: {
        url: `https://open.weixin.qq.com/${path}#wechat_redirect`,
        params: { appid: clientId, scope },
      },
    }),
    token: {
      url: "https://api.weixin.qq.com/sns/oauth2/access_token",
      refreshUrl: "https://api.weixin.qq.com/sns/oauth2/refresh_token",
      prepare: ({ body }) => {
        body.set("appid", body.get("client_id") ?? "")
        body.set("secret", body.get("client_secret") ?? "")
        body.delete("client_id")
        body.delete("client_secret")
      },
      // JSON that calls itself text, errors with the status 200 and names of their own, no type of the token.
      conform: conformTokens(({ errcode, errmsg, ...tokens }) =>
        errcode
          ? { error: `wechat_${String(errcode)}`, error_description: errmsg }
          : { token_type: "bearer", ...tokens },
      ),
    },
    userinfo: {
      url: "https://api.weixin.qq.com/sns/userinfo",
      params: { lang: "zh_CN" },
      request: async (context) => {
        const { access_token = "", openid } = context.tokens
        const query = { access_token, openid: String(openid ?? "") }
        const profile = await askUserinfo(context, { query })
        if (profile["errcode"]) throw new Error(`WeChat's error ${String(profile["errcode"])}`)
        return profile
      },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: profile.unionid,
      name: profile.nickname || null,
      email: null,
      image: profile.headimgurl || null,
    }),
    style: { bg: "#07c160", text: "#ffffff", logo: monogram("W", "#07c160") },
    console: "https://open.weixin.qq.com/",
    options: config,
  }
}
