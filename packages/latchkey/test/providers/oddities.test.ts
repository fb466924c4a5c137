/** What single providers do otherwise than all others, beyond what their dialects say. */
import { describe, expect, it } from "vitest"
import { customFetch } from "../../src/contracts/symbols.ts"
import { InvalidEndpoints, OAuthCallbackError, OAuthProfileParseError } from "../../src/errors.ts"
import { authorizationRequest } from "../../src/oauth/authorize.ts"
import { resolveOAuthProvider } from "../../src/oauth/provider.ts"
import type { OAuth2Config } from "../../src/contracts/provider.ts"
import AzureDevOps from "../../src/providers/azure-devops.ts"
import BoxyHQ from "../../src/providers/boxyhq-saml.ts"
import Bungie from "../../src/providers/bungie.ts"
import Dribbble from "../../src/providers/dribbble.ts"
import Facebook from "../../src/providers/facebook.ts"
import Foursquare from "../../src/providers/foursquare.ts"
import GitHub from "../../src/providers/github.ts"
import GitLab from "../../src/providers/gitlab.ts"
import Mastodon from "../../src/providers/mastodon.ts"
import Mattermost from "../../src/providers/mattermost.ts"
import { accountId } from "../../src/providers/wire.ts"
import type { Profile } from "../../src/vocabulary/account.ts"
import { ACCESS_TOKEN, CLIENT, type Dialect, REDIRECT_URI } from "./dialect.ts"
import { dialect as bitbucket } from "./dialects/bitbucket.ts"
import { dialect as bungie } from "./dialects/bungie.ts"
import { dialect as eventbrite } from "./dialects/eventbrite.ts"
import { accessToken, claims, dialect as eve } from "./dialects/eveonline.ts"
import { dialect as foursquare } from "./dialects/foursquare.ts"
import { dialect as gitlab } from "./dialects/gitlab.ts"
import { dialect as hubspot } from "./dialects/hubspot.ts"
import { dialect as instagram } from "./dialects/instagram.ts"
import { dialect as kakao } from "./dialects/kakao.ts"
import { dialect as mailchimp } from "./dialects/mailchimp.ts"
import { dialect as medium } from "./dialects/medium.ts"
import { play, resolved } from "./play.ts"

const modules =
  "42-school atlassian azure-devops bitbucket box boxyhq-saml bungie click-up coinbase concept2 dribbble dropbox eventbrite eveonline facebook faceit figma foursquare freshbooks gitlab hubspot instagram kakao mailchimp mailru mastodon mattermost medium".split(
    " ",
  )

const tokens = { access_token: ACCESS_TOKEN }

/** What a provider makes of its service's answer before anyone sees it. */
async function conformed(dialect: Dialect, more: Profile): Promise<Profile> {
  const profile = { ...(dialect.userinfo!.answer as Profile), ...more }
  return resolved(dialect).conform!(profile, { tokens, params: {}, fetch })
}

function withToken(dialect: Dialect, answer: Readonly<Record<string, unknown>>): Dialect {
  return { ...dialect, token: { ...dialect.token, answer: () => answer } }
}

describe("addresses that the service did not verify", () => {
  it("Bitbucket: only a confirmed primary one is taken", async () => {
    const [url] = Object.keys(bitbucket.others!) as [string]
    const own = { email: "ada@example.com", is_primary: true, is_confirmed: true }
    for (const answer of [
      { values: [{ ...own, is_confirmed: false }] },
      { values: [{ ...own, is_primary: false }] },
      { values: [null, { ...own, email: 7 }] },
      { values: "ada@example.com" },
      [],
      "no object",
    ]) {
      const others = { [url]: () => Response.json(answer) }
      const { user } = await play({ ...bitbucket, others })
      expect(user.email, JSON.stringify(answer)).toBeNull()
    }
  })

  it("Eventbrite, GitLab, Kakao: they are marked, so that nobody is linked by them", async () => {
    const emails = [{ email: "ada@example.com", verified: false, primary: true }]
    expect((await conformed(eventbrite, { emails })).email_verified).toBe(false)
    expect((await conformed(eventbrite, {})).email_verified).toBe(true)
    expect(await conformed(eventbrite, { emails: [] })).not.toHaveProperty("email_verified")
    expect((await conformed(gitlab, { confirmed_at: null })).email_verified).toBe(false)
    expect(await conformed(gitlab, {})).not.toHaveProperty("email_verified")
    const address = { email: "ada@example.com", is_email_valid: true, is_email_verified: true }
    for (const [doubt, verified] of [
      [{}, true],
      [{ is_email_valid: false }, false],
      [{ is_email_verified: false }, false],
      [{ is_email_verified: undefined }, false],
    ] as const) {
      const kakao_account = { ...address, ...doubt }
      expect((await conformed(kakao, { kakao_account })).email_verified).toBe(verified)
    }
    expect(await conformed(kakao, { kakao_account: null })).not.toHaveProperty("email_verified")
  })
})

describe("options of their own", () => {
  it("GitLab takes the server, as text or URL, below a path or not", async () => {
    for (const baseUrl of ["https://acme.example/git/", new URL("https://acme.example/git")]) {
      const provider = resolveOAuthProvider(GitLab({ ...CLIENT, baseUrl }))
      expect(provider.authorization.url).toBe("https://acme.example/git/oauth/authorize")
      expect(provider.token.url).toBe("https://acme.example/git/oauth/token")
      expect(provider.userinfo?.url).toBe("https://acme.example/git/api/v4/user")
    }
  })

  it("GitLab's OpenID Connect endpoint names the same account", async () => {
    const profile = { sub: "1", id: undefined }
    expect((await play(gitlab, { profile })).account.providerAccountId).toBe("1")
  })

  it("Bungie takes its key as Auth.js does too, and says so where there is none", async () => {
    const asAuthJs = { ...CLIENT, headers: { "X-API-Key": "api-key" } }
    expect((await play({ ...bungie, provider: Bungie(asAuthJs) })).user.id).toBe("2000000")
    for (const headers of [undefined, {}, { "X-API-Key": null }]) {
      const provider = Bungie({ ...CLIENT, ...(headers && { headers }) })
      await expect(play({ ...bungie, provider })).rejects.toThrow("AUTH_BUNGIE_KEY")
    }
  })

  it("Foursquare's date, Dribbble's and Azure DevOps' scope, Facebook's fields", async () => {
    const { userinfo } = resolveOAuthProvider(Foursquare({ ...CLIENT, apiVersion: "20260101" }))
    expect(userinfo?.params).toEqual({ v: "20260101" })
    expect(resolveOAuthProvider(Dribbble({ ...CLIENT })).authorization.params).toEqual({})
    const azure = resolveOAuthProvider(AzureDevOps({ ...CLIENT, scope: "vso.profile vso.work" }))
    expect(azure.authorization.params["scope"]).toBe("vso.profile vso.work")
    const fields = "id,name,picture.width(256)"
    const facebook = Facebook({ ...CLIENT, userinfo: { params: { fields } } })
    expect(resolveOAuthProvider(facebook).userinfo).toMatchObject({
      url: "https://graph.facebook.com/me",
      params: { fields },
    })
  })

  it("servers of one's own come from the environment as well, and are missed by name", async () => {
    const factories: ((config?: object) => OAuth2Config<any>)[] = [BoxyHQ, Mastodon, Mattermost]
    for (const factory of factories) {
      const late = { ...factory({}), options: { ...CLIENT, issuer: "https://acme.example/" } }
      const { url } = await authorizationRequest(resolveOAuthProvider(late), {
        redirectUri: REDIRECT_URI,
      })
      expect(url).toMatch(/^https:\/\/acme\.example\/(?:api\/)?oauth\/authorize\?/)
      const { id } = factory()
      const missing = (): unknown => resolveOAuthProvider(factory({ ...CLIENT }))
      expect(missing).toThrow(InvalidEndpoints)
      expect(missing).toThrow(`AUTH_${id.toUpperCase().replace("-", "_")}_ISSUER`)
    }
  })

  it("nobody but Azure DevOps chooses another response than a code", async () => {
    for (const response_type of ["token", "code id_token", "assertion"]) {
      const provider = Facebook({ ...CLIENT, authorization: { params: { response_type } } })
      const { url } = await authorizationRequest(resolveOAuthProvider(provider), {
        redirectUri: REDIRECT_URI,
      })
      expect(new URL(url).searchParams.get("response_type")).toBe("code")
    }
  })
})

describe("EVE Online", () => {
  const answer = { token_type: "Bearer", expires_in: 1199 }
  const signIn = (more: object): ReturnType<typeof play> =>
    play(withToken(eve, { ...answer, access_token: accessToken({ ...claims, ...more }) }))

  it("knows the issuer by both names, and one audience or several", async () => {
    expect((await signIn({ iss: "login.eveonline.com" })).user.id).toBe("123123")
    expect((await signIn({ aud: CLIENT.clientId, scp: "publicData" })).user.id).toBe("123123")
  })

  it("takes no token of others, for others, or of no character", async () => {
    for (const more of [
      { iss: "https://login.evil.example" },
      { iss: undefined },
      { aud: ["another", "EVE Online"] },
      { aud: undefined },
      { sub: "CORPORATION:EVE:123123" },
      { sub: "CHARACTER:EVE:" },
      { sub: "CHARACTER:EVE:1e3" },
      { sub: 123_123 },
      { exp: "never" },
    ]) {
      await expect(signIn(more), JSON.stringify(more)).rejects.toThrow(OAuthCallbackError)
    }
    for (const access_token of ["opaque", "a.b.c", "..", `x.${btoa("null")}.y`, "x.%%%.y"]) {
      const failed = play(withToken(eve, { ...answer, access_token }))
      await expect(failed, access_token).rejects.toThrow(OAuthCallbackError)
    }
  })
})

describe("answers in another form", () => {
  it("Instagram's token without the list around it", async () => {
    const flat = { access_token: ACCESS_TOKEN, user_id: 1, permissions: ["x"] }
    expect((await play(withToken(instagram, flat))).account.access_token).toBe(ACCESS_TOKEN)
    await expect(play(withToken(instagram, { data: [] }))).rejects.toThrow(OAuthCallbackError)
  })

  it("Medium's token with status 201, scopes as a list, and its end as a date", async () => {
    const now = Date.now()
    for (const expires_at of [now + 3_600_000, Math.floor(now / 1000) + 3600]) {
      const body = { access_token: ACCESS_TOKEN, token_type: "Bearer", scope: ["a", "b"] }
      const token = (): Response => Response.json({ ...body, expires_at }, { status: 201 })
      const { storedAccount } = await play(medium, { token })
      expect(storedAccount).toMatchObject({ scope: "a b" })
      expect(Math.abs(storedAccount.expires_at! - now / 1000 - 3600)).toBeLessThan(5)
    }
  })

  it("refusals with status 200", async () => {
    const refused = { error: "invalid_token", error_description: "canary" }
    const mailed = play(mailchimp, { userinfo: () => Response.json(refused) })
    await expect(mailed).rejects.toThrow(OAuthProfileParseError)
    const inactive = { active: false, user_id: 1 }
    const spotted = play(hubspot, { userinfo: () => Response.json(inactive) })
    await expect(spotted).rejects.toThrow(OAuthCallbackError)
  })
})

it("an id is told, as text or number, or there is none", () => {
  expect([accountId("0"), accountId(0), accountId(2 ** 53 - 1)]).toEqual([
    "0",
    "0",
    "9007199254740991",
  ])
  // Above that, several accounts would have one id.
  for (const id of [undefined, null, "", Number.NaN, 1.5, 2 ** 53, {}, true]) {
    expect(() => accountId(id as string), String(id)).toThrow("no id")
  }
})

it("GitHub's answer without an id is nobody's", async () => {
  const failed = play({
    provider: GitHub({ ...CLIENT }),
    authorization: { url: "", params: {}, checks: [] },
    token: { url: "https://github.com/login/oauth/access_token" },
    userinfo: {
      url: "https://api.github.com/user",
      answer: { login: "ada", email: "a@b.example" },
    },
    user: { id: "" },
  })
  await expect(failed).rejects.toThrow(OAuthProfileParseError)
})

it("in no door does a sign-in rest on PKCE alone where nobody may check it", async () => {
  const checked = new Set(["coinbase", "facebook", "faceit", "mailru"])
  for (const module of modules) {
    const { dialect } = (await import(`./dialects/${module}.ts`)) as { dialect: Dialect }
    for (const compat of [4, 5] as const) {
      const { checks } = resolveOAuthProvider(dialect.provider, { compat })
      expect(checks.has(compat === 5 && checked.has(module) ? "pkce" : "state"), module).toBe(true)
    }
  }
})

it("a token that is sent in the URL is in no error", async () => {
  for (const userinfo of [
    () => new Response("canary", { status: 500 }),
    () => new Response("<canary>"),
    () => {
      throw new Error("canary")
    },
  ]) {
    const error: unknown = await play(foursquare, { userinfo }).catch((failed: unknown) => failed)
    const { cause, message } = error as Error
    expect(message).toContain("foursquare")
    const told = `${message} ${String((cause as { err?: Error }).err)}`
    expect(told).not.toContain(ACCESS_TOKEN)
  }
})

it("a fetch of the application's own is asked for profiles that are had in a way of their own", async () => {
  const asked: string[] = []
  const provider = {
    ...hubspot.provider,
    [customFetch]: async (input: string | URL | Request): Promise<Response> => {
      const url = new URL(input instanceof Request ? input.url : input)
      asked.push(url.pathname)
      const isToken = url.pathname.endsWith("/token")
      return Response.json(isToken ? { ...tokens, token_type: "bearer" } : hubspot.userinfo!.answer)
    },
  }
  const { processCallback } = await import("../../src/oauth/callback.ts")
  const own = resolveOAuthProvider({ ...provider, checks: ["state"] })
  const options = { params: { code: "c", state: "s" }, redirectUri: REDIRECT_URI }
  await processCallback(own, { ...options, checks: { state: "s" } })
  expect(asked).toEqual(["/oauth/2026-03/token", "/oauth/2026-03/token/introspect"])
})
