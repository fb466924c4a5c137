import { describe, expect, it, vi } from "vitest"
import {
  checks,
  comeBack,
  failureOf,
  good,
  plain,
  redirectUri,
} from "../../test/support/come-back.ts"
import { type Answers, bearer, idToken, issuer } from "../../test/support/known-provider.ts"
import { InvalidCheck } from "../errors.ts"

describe("a sign-in that goes through", () => {
  it("redeems its code by all that was kept, with the client's proof", async () => {
    const token = { url: `${issuer}/token`, params: { lang: "en" }, prepare: vi.fn() }
    const { result, sent } = comeBack({ config: { token } })
    await result
    expect(sent.map(({ path, body }) => [path, body])).toEqual([
      [
        "/token",
        {
          grant_type: "authorization_code",
          code: "the-code",
          redirect_uri: redirectUri,
          code_verifier: checks.pkce,
          lang: "en",
        },
      ],
    ])
    expect(sent[0]!.headers.get("authorization")).toMatch(/^Basic /)
    expect(token.prepare).toHaveBeenCalledWith(expect.objectContaining({ params: good }))
  })

  it("has the tokens, when they end, and the claims as its profile", async () => {
    const answers: Answers = {
      "/token": async () =>
        bearer({ id_token: await idToken({ nonce: checks.nonce }), expires_in: 60, extra: 1 }),
    }
    const before = Math.floor(Date.now() / 1000)
    const { tokens, profile, context, claims } = await comeBack({ answers }).result
    expect(tokens).toMatchObject({ access_token: "the-access-token", extra: 1 })
    expect(tokens.expires_at).toBeGreaterThanOrEqual(before + 60)
    expect(profile).toEqual(claims)
    expect(profile).toMatchObject({ sub: "ada", iss: issuer, nonce: checks.nonce })
    expect(context).toEqual({ tokens, params: good, fetch: expect.any(Function) })
    expect(Object.isFrozen(context) && Object.isFrozen(context.params)).toBe(true)
  })

  it("takes what came back by a form as well as by the address", async () => {
    const { tokens } = await comeBack({ params: new URLSearchParams(good) }).result
    expect(tokens).toHaveProperty("access_token")
  })

  it("asks for the profile where the ID token has none, or there is no ID token", async () => {
    const both = comeBack({
      config: { idToken: false, userinfo: `${issuer}/me` },
      answers: { "/me": () => Response.json({ sub: "ada", city: "London" }) },
    })
    const found = await both.result
    expect(found.profile).toEqual({ sub: "ada", city: "London" })
    expect(found.claims).toMatchObject({ sub: "ada" })
    const { result, sent } = comeBack(plain)
    const { profile, ...rest } = await result
    expect(profile).toEqual({ id: 7 })
    expect(rest).not.toHaveProperty("claims")
    expect(sent.map(({ path }) => path)).toEqual(["/token", "/me"])
  })

  it("has a profile that the provider's dialect completed", async () => {
    const conform = vi.fn(async (profile: object) => ({ ...profile, id: "made" }))
    const config = { [Symbol.for("latchkey.conform")]: conform }
    const { profile, context } = await comeBack({ config }).result
    expect(profile).toMatchObject({ sub: "ada", id: "made" })
    expect(conform).toHaveBeenCalledWith(expect.objectContaining({ sub: "ada" }), context)
  })

  it("may bring an ID token alone, where that is the profile", async () => {
    const config = { token: { url: `${issuer}/token`, accessToken: "optional" } }
    const answers: Answers = {
      "/token": async () =>
        Response.json({
          token_type: "Bearer",
          id_token: await idToken({ nonce: checks.nonce }),
        }),
    }
    const { tokens, profile } = await comeBack({ config, answers }).result
    expect(tokens).not.toHaveProperty("access_token")
    expect(profile.sub).toBe("ada")
  })

  it("needs no check that it does not have", async () => {
    const config = { checks: ["none"] }
    const { result, sent } = comeBack({
      config,
      kept: {},
      params: { code: "c", state: "of whatever" },
      claims: { nonce: undefined },
    })
    await result
    expect(sent[0]!.body).not.toHaveProperty("code_verifier")
  })
})

describe("a check", () => {
  it.each(["pkce", "state", "nonce"])(
    "of %s that is gone ends it, and nobody is asked",
    async (name) => {
      // Without its keys' address, the metadata would have to be asked for.
      const given = { kept: { ...checks, [name]: undefined }, config: { jwks_endpoint: undefined } }
      const error = await failureOf(given)
      expect(error).toBeInstanceOf(InvalidCheck)
      expect(error.message).toContain(`The ${name} check of this sign-in is missing`)
      expect(error.cause).toEqual({ provider: "id", check: name })
      const { sent, result } = comeBack(given)
      await result.catch(() => {})
      expect(sent).toEqual([])
    },
  )

  it("that only the server's metadata asks for is missed too", async () => {
    const config = { checks: ["pkce"] }
    const error = await failureOf({ config, kept: { pkce: checks.pkce } })
    expect(error).toBeInstanceOf(InvalidCheck)
    expect(error.cause).toEqual({ provider: "id", check: "nonce" })
  })

  it.each<[string, Record<string, string> | URLSearchParams]>([
    ["The answer has no state", { code: "c" }],
    ["The state is not the one", { ...good, state: "another" }],
    ["The state is not the one", new URLSearchParams([...Object.entries(good), ["state", "x"]])],
  ])("of the state: %s", async (message, params) => {
    // Also where the configuration asks for none by now.
    for (const config of [{}, { checks: ["none"] }]) {
      const error = await failureOf({ params, config })
      expect(error).toBeInstanceOf(InvalidCheck)
      expect(error.message).toContain(message)
      expect(error.cause).toEqual({ provider: "id", check: "state" })
    }
  })

  it("of the nonce is held against the ID token", async () => {
    const error = await failureOf({ claims: { nonce: "another" } })
    expect(error).toBeInstanceOf(InvalidCheck)
    expect(error.message).toContain("The nonce is not the one of this sign-in")
    expect(error.cause).toMatchObject({ provider: "id", check: "nonce", err: expect.any(Error) })
  })
})
