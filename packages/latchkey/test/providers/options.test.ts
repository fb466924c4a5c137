import { describe, expect, it } from "vitest"
import type { OAuth2Config, OAuthConfig } from "../../src/contracts/provider.ts"
import { conformInternal } from "../../src/contracts/symbols.ts"
import { InvalidEndpoints, OAuthCallbackError, OAuthProfileParseError } from "../../src/errors.ts"
import { authorizationRequest } from "../../src/oauth/authorize.ts"
import { assertClientAuth } from "../../src/oauth/client-auth.ts"
import { resolveOAuthProvider } from "../../src/oauth/provider.ts"
import NetSuite from "../../src/providers/netsuite.ts"
import Nextcloud from "../../src/providers/nextcloud.ts"
import Notion from "../../src/providers/notion.ts"
import Osso from "../../src/providers/osso.ts"
import Patreon from "../../src/providers/patreon.ts"
import Strava from "../../src/providers/strava.ts"
import TikTok from "../../src/providers/tiktok.ts"
import Webex from "../../src/providers/webex.ts"
import WeChat from "../../src/providers/wechat.ts"
import Wikimedia from "../../src/providers/wikimedia.ts"
import WorkOS from "../../src/providers/workos.ts"
import Zoho from "../../src/providers/zoho.ts"
import { asking } from "./asking.ts"
import { CLIENT, REDIRECT_URI } from "./dialect.ts"
import { dialect as nextcloud } from "./dialects/nextcloud.ts"
import { dialect as notion } from "./dialects/notion.ts"
import { dialect as tiktok } from "./dialects/tiktok.ts"
import { dialect as vk } from "./dialects/vk.ts"
import { dialect as wechat } from "./dialects/wechat.ts"
import { dialect as workos } from "./dialects/workos.ts"
import { play } from "./play.ts"

async function sentTo(config: OAuthConfig<any>): Promise<URL> {
  const provider = resolveOAuthProvider(config)
  const { url } = await authorizationRequest(provider, { redirectUri: REDIRECT_URI })
  return new URL(url)
}

/** As the environment fills in what a called factory was not given. */
function late<P>(config: OAuth2Config<P>, options: object): OAuth2Config<P> {
  return { ...config, options: { ...options, ...config.options } }
}

describe("what comes late, from the environment", () => {
  it("is the issuer of instances", () => {
    for (const factory of [Nextcloud, Osso] as (() => OAuth2Config<any>)[]) {
      const provider = late<any>(factory(), { ...CLIENT, issuer: "https://own.example/sub/" })
      const { authorization, token } = resolveOAuthProvider(provider)
      expect(authorization.url).toMatch(/^https:\/\/own\.example\/sub\/(apps\/)?oauth/)
      expect(token.url).toMatch(/^https:\/\/own\.example\/sub\/(apps\/)?oauth/)
      expect(() => resolveOAuthProvider(late<any>(factory(), CLIENT))).toThrow(InvalidEndpoints)
    }
    const own = resolveOAuthProvider(late(WorkOS(), { ...CLIENT, issuer: "https://own.example/" }))
    expect(own.userinfo?.url).toBe("https://own.example/sso/profile")
  })

  it("is the client id, under the service's names", async () => {
    const sent = await sentTo(late(TikTok(), CLIENT))
    expect(sent.searchParams.get("client_key")).toBe(CLIENT.clientId)
    const wechat = await sentTo(late(WeChat(), CLIENT))
    expect(wechat.searchParams.get("appid")).toBe(CLIENT.clientId)
  })
})

describe("options", () => {
  it("lets the application's parameters win over what is derived", async () => {
    const authorization = { params: { scope: "user.info.basic,user.info.profile" } }
    const sent = await sentTo(TikTok({ ...CLIENT, authorization }))
    expect(sent.searchParams.get("scope")).toBe("user.info.basic,user.info.profile")
    expect(sent.searchParams.get("client_key")).toBe(CLIENT.clientId)
  })

  it("WeChat: a website has a page of its own, and both end in what WeChat looks for", async () => {
    const website = await sentTo(WeChat({ ...CLIENT, platformType: "WebsiteApp" }))
    expect(website.pathname).toBe("/connect/qrconnect")
    expect(website.searchParams.get("scope")).toBe("snsapi_login")
    expect(website.href).toMatch(/&state=[^&]+#wechat_redirect$/)
    expect((await sentTo(WeChat(CLIENT))).hash).toBe("#wechat_redirect")
  })

  it("WorkOS: no connection is none, not an empty one", async () => {
    for (const connection of [undefined, ""]) {
      const { searchParams } = await sentTo(WorkOS({ ...CLIENT, connection: connection! }))
      expect(searchParams.has("connection")).toBe(false)
    }
    const authorization = { params: { organization: "org_1" } }
    const sent = await sentTo(WorkOS({ ...CLIENT, authorization }))
    expect(sent.searchParams.get("organization")).toBe("org_1")
  })

  it("NetSuite: needs an account, and a RESTlet", () => {
    expect(() => resolveOAuthProvider(NetSuite(CLIENT))).toThrow(InvalidEndpoints)
    const noRestlet = NetSuite({ ...CLIENT, accountID: "1234567" })
    expect(() => resolveOAuthProvider(noRestlet)).toThrow(/userinfo/)
    const scope = resolveOAuthProvider(
      NetSuite({ ...CLIENT, accountID: "1", userinfo: "https://a.example", scope: "restlets" }),
    ).authorization.params
    expect(scope).toEqual({ scope: "restlets" })
  })

  it("Webex and Zoho: another server, with or without a slash", () => {
    for (const slash of ["", "/"]) {
      const webex = Webex({ ...CLIENT, apiBaseUrl: `https://api.webex.example/v1${slash}` })
      expect(resolveOAuthProvider(webex).token.url).toBe(
        "https://api.webex.example/v1/access_token",
      )
      const zoho = Zoho({ ...CLIENT, accountsServer: `https://accounts.zoho.in${slash}` })
      expect(resolveOAuthProvider(zoho).token.url).toBe("https://accounts.zoho.in/oauth/v2/token")
    }
  })
})

describe("answers that are none", () => {
  it("WeChat: errors with the status 200", async () => {
    const token = (): Response => Response.json({ errcode: 40_029, errmsg: "invalid code" })
    const failed = play(wechat, { token })
    await expect(failed).rejects.toMatchObject({
      cause: { error: "wechat_40029", error_description: "invalid code" },
    })
    const userinfo = (): Response => Response.json({ errcode: 40_003, errmsg: "canary" })
    await expect(play(wechat, { userinfo })).rejects.toThrow(OAuthCallbackError)
  })

  it("WeChat: nobody without a union id, rather than one of this app alone", async () => {
    await expect(play(wechat, { profile: { unionid: undefined } })).rejects.toThrow(
      OAuthProfileParseError,
    )
  })

  it("Notion: an integration of a workspace is nobody", async () => {
    const bot = { owner: { type: "workspace", workspace: true } }
    await expect(play(notion, { profile: { bot } })).rejects.toThrow(OAuthCallbackError)
  })

  it("Nextcloud: tokens of nobody", async () => {
    const answer = { user_id: undefined }
    const token = { ...nextcloud.token, answer }
    await expect(play({ ...nextcloud, token })).rejects.toThrow(OAuthCallbackError)
  })

  it("TikTok: an error with the status 200", async () => {
    const token = (): Response =>
      Response.json({ error: "invalid_grant", error_description: "expired", log_id: "1" })
    await expect(play(tiktok, { token })).rejects.toMatchObject({
      cause: { error: "invalid_grant" },
    })
  })
})

describe("requests that are not of the standard", () => {
  it("VK: sends no device that did not come back", async () => {
    const token = {
      ...vk.token,
      asked: asking({ form: { device_id: null } }),
    }
    const { callback: _none, ...rest } = vk
    expect((await play({ ...rest, token })).user.id).toBe("1234567890")
  })

  it("WorkOS: a type of the token that is there stays", async () => {
    const mac = {
      ...workos,
      token: { ...workos.token, answer: () => ({ access_token: "a", token_type: "mac" }) },
    }
    await expect(play(mac)).rejects.toThrow(OAuthCallbackError)
  })
})

describe("profiles", () => {
  const context = { tokens: {}, params: {}, fetch }

  it("Patreon and Wikimedia: whether the address is verified is said where it is looked for", async () => {
    for (const verified of [true, false]) {
      const patreon = { data: { attributes: { is_email_verified: verified } } }
      expect(await Patreon()[conformInternal]!(patreon, context)).toEqual({
        ...patreon,
        email_verified: verified,
      })
      const wikimedia = { confirmed_email: verified }
      expect(await Wikimedia()[conformInternal]!(wikimedia, context)).toEqual({
        ...wikimedia,
        email_verified: verified,
      })
    }
    expect(await Patreon()[conformInternal]!({}, context)).toEqual({})
    expect(await Wikimedia()[conformInternal]!({}, context)).toEqual({})
  })

  it("Strava: a picture is a URL", async () => {
    const image = "https://dgalywyr863hv.cloudfront.example/pictures/athletes/1/large.jpg"
    const { profile } = Strava()
    expect(await profile!({ id: 1, profile: image }, {}, context)).toMatchObject({ image })
    expect(
      await profile!({ id: 1, profile: "avatar/athlete/large.png" }, {}, context),
    ).toMatchObject({ image: null })
  })

  it("Notion: an option of Auth.js that is not needed changes nothing", async () => {
    const sent = await sentTo(Notion({ ...CLIENT, redirectUri: "https://other.example" }))
    expect(sent.searchParams.get("redirect_uri")).toBe(REDIRECT_URI)
  })
})

describe("options as NextAuth 4 took them", () => {
  const acme = { id: "acme", name: "Acme", type: "oauth", ...CLIENT } as const
  const endpoints = { authorization: "https://a.example/a", token: "https://a.example/t" }
  const userinfo = "https://a.example/u"

  it("one check as a string is that check, and not its letters", () => {
    for (const compat of [4, 5, undefined] as const) {
      const { checks } = resolveOAuthProvider<any>(
        { ...acme, ...endpoints, userinfo, checks: "state" },
        compat ? { compat } : {},
      )
      expect([...checks]).toEqual(["state"])
    }
  })

  it("a way for the client to prove itself that nobody knows is refused before anyone is sent away", () => {
    const client = { token_endpoint_auth_method: "client_secret_pots" }
    const provider = resolveOAuthProvider<any>({ ...acme, ...endpoints, userinfo, client })
    expect(() => assertClientAuth(provider)).toThrow(InvalidEndpoints)
    const right = { token_endpoint_auth_method: "client_secret_post" }
    expect(() =>
      assertClientAuth(
        resolveOAuthProvider<any>({ ...acme, ...endpoints, userinfo, client: right }),
      ),
    ).not.toThrow()
  })
})
