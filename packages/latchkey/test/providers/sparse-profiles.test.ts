import { describe, expect, it } from "vitest"
import type { OAuthConfig } from "../../src/contracts/provider.ts"

/**
 * What each service answers of somebody who has left out whatever can be left out, or whose app may see nothing more,
 * and who that is. `id` is the member that Auth.js 5 and NextAuth 4 store accounts by.
 */
const sparse: Readonly<Record<string, readonly [profile: object, name: string | null]>> = {
  naver: [{ resultcode: "00", message: "success", response: { id: "one" } }, null],
  netlify: [{ id: "one" }, null],
  netsuite: [{ id: 1 }, null],
  nextcloud: [{ id: "one", email: "", displayname: "" }, "one"],
  notion: [{ object: "user", id: "one", name: null, avatar_url: null }, null],
  osso: [{ id: "one" }, null],
  osu: [{ id: 1, username: "ada" }, "ada"],
  patreon: [{ data: { id: "one", type: "user", attributes: {} } }, null],
  pinterest: [{ username: "one", id: "2" }, "one"],
  pipedrive: [{ success: true, data: { id: 1 } }, null],
  reddit: [{ id: "one", name: "ada" }, "ada"],
  spotify: [{ id: "one", display_name: null }, "one"],
  strava: [{ id: 1, firstname: null, lastname: null }, null],
  threads: [{ id: "one" }, null],
  tiktok: [{ data: { user: { open_id: "one", union_id: "2" } } }, null],
  todoist: [{ id: "one" }, null],
  trakt: [{ ids: { slug: "one", uuid: "2" }, username: "ada", name: null, images: null }, "ada"],
  twitter: [{ data: { id: "one", name: "Ada", username: "ada" } }, "Ada"],
  vk: [{ id: "one", user_id: "one" }, null],
  webex: [{ id: "one" }, null],
  wechat: [{ openid: "2", unionid: "one", nickname: "", headimgurl: "" }, null],
  wikimedia: [{ sub: 1, username: "Ada" }, "Ada"],
  wordpress: [{ ID: 1, username: "ada", display_name: "" }, "ada"],
  workos: [{ id: "one", idp_id: "2", first_name: "", last_name: null }, null],
  yandex: [{ id: "one", psuid: "2", login: "ada" }, "ada"],
  zoho: [{ ZUID: 1 }, null],
  zoom: [{ id: "one", type: 1 }, null],
}

const tokens = { access_token: "access-token", token_type: "bearer" } as const
const context = { tokens, params: {}, fetch }

describe.each(Object.entries(sparse))("%s", (id, [answer, name]) => {
  it("names somebody who says nothing of themselves", async () => {
    const module = (await import(`../../src/providers/${id}.ts`)) as {
      default: () => OAuthConfig<any>
    }
    const { profile } = module.default()
    const user = await profile!(answer, tokens, context)
    expect(["one", "1"]).toContain(user.id)
    expect(user).toEqual({ id: user.id, name, email: null, image: null })
  })
})
