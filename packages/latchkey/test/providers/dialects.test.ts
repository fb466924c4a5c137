import { readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { OAuthConfig } from "../../src/contracts/provider.ts"
import { OAuthCallbackError, OAuthProfileParseError } from "../../src/errors.ts"
import { safeColor, safeImageUrl } from "../../src/web/html.ts"
import type { Dialect } from "./dialect.ts"
import { expectAuthorization, play } from "./play.ts"

const source = new URL("../../src/providers/", import.meta.url)
const here = new URL("./dialects/", import.meta.url)
const modules = readdirSync(source)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -3))
const written = readdirSync(here).map((file) => file.slice(0, -3))
/** Tested on their own (`providers.test.ts`, `oauth1.flow.test.ts`), or no OAuth at all. */
const elsewhere = new Set(
  "apple azure-ad github google keycloak microsoft-entra-id oidc oauth credentials email nodemailer forwardemail loops mailgun postmark resend sendgrid twitter-legacy webauthn passkey".split(
    " ",
  ),
)
const helpers = new Set([
  "index",
  "logo",
  "apple-secret",
  "person-name",
  "wire",
  "mail-service",
  "sign-in-mail",
])

type Factory = (config?: object) => OAuthConfig<any>

it("each OAuth provider has a dialect, and each dialect a provider", () => {
  const wanted = modules.filter((name) => !elsewhere.has(name) && !helpers.has(name))
  expect(written.toSorted()).toEqual(wanted.toSorted())
})

const loaded = await Promise.all(
  written.map(async (id) => {
    const { dialect } = (await import(new URL(`${id}.ts`, here).href)) as { dialect: Dialect }
    const module = (await import(new URL(`${id}.ts`, source).href)) as { default: Factory }
    return { id, dialect, factory: module.default }
  }),
)

describe.each(loaded)("$id", ({ dialect, factory }) => {
  it("signs a person in, asked and answered as the provider does", async () => {
    const { user, account, sent } = await play(dialect)
    expectAuthorization(dialect, sent)
    expect(user).toMatchObject(dialect.user)
    expect(account.providerAccountId).toBe(dialect.user.id)
    expect(account).toMatchObject({ provider: dialect.provider.id, type: dialect.provider.type })
  })

  it("takes a refusal of the token endpoint for what it is", async () => {
    const token = (): Response =>
      Response.json({ error: "invalid_grant", error_description: "canary" }, { status: 400 })
    await expect(play(dialect, { token })).rejects.toThrow(OAuthCallbackError)
    const html = (): Response => new Response("<html>canary</html>", { status: 502 })
    await expect(play(dialect, { token: html })).rejects.toThrow(OAuthCallbackError)
  })

  it("is pure, and gives the same with nothing and {}", () => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
    expect(plain(factory())).toEqual(plain(factory({})))
    const options = Object.freeze({ name: "Mine", clientId: "mine" })
    expect(factory(options).options).toMatchObject(options)
    expect(factory().id).toBe(dialect.provider.id)
  })

  it("has colours and a logo that our pages show", () => {
    const { style } = factory()
    expect(safeImageUrl(style?.logo)).toBe(style?.logo)
    for (const color of [style?.bg, style?.text, style?.brandColor]) {
      expect(safeColor(color)).toBe(color)
    }
  })
})

describe.each(loaded.filter(({ dialect }) => dialect.userinfo))("$id", ({ dialect }) => {
  it("makes nobody up where the profile can't be had", async () => {
    const refused = (): Response => Response.json({ message: "canary" }, { status: 401 })
    const failed = play(dialect, { userinfo: refused })
    await expect(failed).rejects.toSatisfy(
      (error) => error instanceof OAuthCallbackError || error instanceof OAuthProfileParseError,
    )
    const list = (): Response => Response.json([])
    await expect(play(dialect, { userinfo: list })).rejects.toThrow()
    const nobody = (): Response => Response.json({})
    await expect(play(dialect, { userinfo: nobody })).rejects.toThrow()
    const stale = (): Response => Response.json(dialect.userinfo!.answer, { status: 500 })
    await expect(play(dialect, { userinfo: stale })).rejects.toThrow(OAuthCallbackError)
  })
})

/** Claims about the token, not about the person. */
const needed = new Set(["sub", "user_id", "aud", "azp"])

/** Times and versions, which are checked where they are there. */
const always = { auth_time: 1_767_225_600, nbf: 1_767_225_600 }

describe.each(loaded.filter(({ dialect }) => dialect.oidc))("$id", ({ dialect }) => {
  it("knows whoever tells nothing but who they are", async () => {
    const told = { ...dialect.oidc!.claims, ...(dialect.userinfo?.answer as object | undefined) }
    const names = Object.keys(told).filter((name) => !needed.has(name))
    for (const nothing of [undefined, null]) {
      const profile = Object.fromEntries(names.map((name) => [name, nothing]))
      const { user } = await play(dialect, { profile: { ...profile, ...always } })
      expect(user).toMatchObject({ id: dialect.user.id, name: null, email: null })
    }
  })
})
