import { describe, expect, it, vi } from "vitest"
import {
  type Answers,
  bearer,
  clientId,
  clientSecret,
  idToken,
  issuer,
  knownProvider,
} from "../../test/support/known-provider.ts"
import { type AuthError, InvalidCheck, KeysUnavailable, OAuthCallbackError } from "../errors.ts"
import { processCallback } from "./callback.ts"

const redirectUri = "https://app.example/auth/callback/id"
const checks = { pkce: "p".repeat(43), state: "the-state", nonce: "the-nonce" }
const good = { code: "the-code", state: checks.state }
const endpoints = { issuer: undefined, jwks_endpoint: undefined, userinfo: `${issuer}/me` }
/** A sign-in at a provider of OAuth 2 that has no ID tokens, so no nonce was sent. */
const plain = {
  kept: { pkce: checks.pkce, state: checks.state },
  config: { type: "oauth", client: {}, ...endpoints },
  answers: { "/token": () => bearer() },
}

interface Return {
  readonly params?: Record<string, string> | URLSearchParams
  readonly kept?: object
  readonly config?: object
  readonly claims?: Record<string, unknown>
  readonly answers?: Answers
}

/** A browser that comes back; `claims` are those of the ID token beside the usual ones. */
function comeBack({
  params = good,
  kept = checks,
  config = {},
  claims,
  answers = {},
}: Return = {}) {
  const { provider, sent } = knownProvider(
    {
      "/token": async () => bearer({ id_token: await idToken({ nonce: checks.nonce, ...claims }) }),
      "/me": () => Response.json({ id: 7 }),
      ...answers,
    },
    config,
  )
  return { sent, result: processCallback(provider, { params, redirectUri, checks: kept }) }
}

async function failureOf(given: Return): Promise<AuthError & { cause: Record<string, any> }> {
  return comeBack(given).result.then(
    () => expect.fail("the sign-in went through"),
    (error) => error,
  )
}

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
      params: { code: "c" },
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
      const given = { kept: { ...checks, [name]: undefined } }
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

describe("an answer that can't be trusted", () => {
  it.each<[string, Return]>([
    ["iss", { params: { ...good, iss: "https://other.example" } }],
    ["aud", { claims: { aud: "other" } }],
    ["azp", { claims: { azp: "other" } }],
    ["c_hash", { claims: { c_hash: "of another code" } }],
    ["s_hash", { claims: { s_hash: "of another state" } }],
    ["id_token", { answers: { "/token": () => bearer() } }],
    ["token_type", { ...plain, answers: { "/token": () => bearer({ token_type: "mac" }) } }],
  ])("for its %s ends it", async (wrong, given) => {
    const error = await failureOf(given)
    expect(error).toBeInstanceOf(OAuthCallbackError)
    expect(error.message).toContain("can't be trusted")
    expect(error.message).toContain(wrong)
    expect(error.cause).toEqual({ provider: "id", err: expect.any(Error) })
  })

  it("is one that another signed", async () => {
    const answers: Answers = {
      "/token": async () => {
        const [head, , mac] = (await idToken({ nonce: checks.nonce })).split(".")
        const [, claims] = (await idToken({ nonce: checks.nonce, sub: "bob" })).split(".")
        return bearer({ id_token: `${head}.${claims}.${mac}` })
      },
    }
    expect((await failureOf({ answers })).message).toContain("signature")
  })

  it("may name its issuer where none is configured: there is nothing to hold it against", async () => {
    const params = { ...good, iss: "https://any.example" }
    expect((await comeBack({ ...plain, params }).result).profile).toEqual({ id: 7 })
  })

  it("is an ID token of a profile that must have one", async () => {
    const config = { type: "oauth", idToken: true }
    const error = await failureOf({ ...plain, config })
    expect(error.message).toContain("id_token")
  })

  it("is one whose tenant is another's", async () => {
    const tenancy = {
      accepts: () => true,
      issuerOf: (from: string, { tid }: { tid?: string }) => tid && `${from}/${tid}`,
    }
    const claims = { tid: "a", iss: `${issuer}/a` }
    expect((await comeBack({ config: { tenancy }, claims }).result).profile).toMatchObject(claims)
    expect((await failureOf({ config: { tenancy }, claims: { tid: "a" } })).message).toContain(
      "iss",
    )
  })
})

describe("how a person proved who they are", () => {
  const asking = (params: object, more: object = {}) => ({
    config: { authorization: { url: `${issuer}/authorize`, params }, ...more },
  })
  const acr = (value: object) => ({ claims: { id_token: { acr: { essential: true, ...value } } } })
  const now = Math.floor(Date.now() / 1000)

  it("is what the configuration has as essential", async () => {
    const wanted = asking(acr({ values: ["gold", "silver"] }))
    expect((await comeBack({ ...wanted, claims: { acr: "silver" } }).result).claims).toBeDefined()
    for (const claims of [{ acr: "bronze" }, {}]) {
      expect((await failureOf({ ...wanted, claims })).message).toContain('"acr"')
    }
    const error = await failureOf({ ...plain, config: { ...plain.config, ...wanted.config } })
    expect(error.message).toContain("id_token")
  })

  it("is as fresh as the configuration wants it", async () => {
    for (const [max_age, auth_time] of [
      ["60", now],
      ["60", now - 100],
      ["0", now],
      ["9999999999", now - 1_000_000],
    ] as const) {
      const given = { ...asking({ max_age }), claims: { auth_time } }
      expect((await comeBack(given).result).claims).toMatchObject({ auth_time })
    }
    for (const claims of [{}, { auth_time: now - 200 }, { auth_time: "now" }]) {
      const { message } = await failureOf({ ...asking({ max_age: "60" }), claims })
      expect(message).toMatch(/auth_time|too much time has elapsed/)
    }
  })

  it.each(["", "-1", "1.5", "60s", "x60", "12345678901"])(
    "has no age by the word %j",
    async (max_age) => {
      expect((await comeBack(asking({ max_age })).result).claims).toBeDefined()
    },
  )

  it("has no age where there is no ID token to say it", async () => {
    const { config } = asking({ max_age: "60" }, plain.config)
    expect((await comeBack({ ...plain, config }).result).profile).toEqual({ id: 7 })
  })
})

describe("an error", () => {
  it("that the provider sent the person back with is told, fit for a log", async () => {
    const params = { state: checks.state, error: "access_denied", error_description: "no\nway" }
    const error = await failureOf({ params })
    expect(error).toBeInstanceOf(OAuthCallbackError)
    expect(error.message).toContain("answered with an error")
    expect(error.cause).toMatchObject({
      provider: "id",
      error: "access_denied",
      error_description: "no?way",
      err: expect.any(Error),
    })
  })

  it("of the token endpoint is told without what it was told", async () => {
    const answers: Answers = {
      "/token": ({ headers, body }) => {
        const basic = headers.get("authorization")!.slice(6)
        const told = [basic, atob(basic), clientSecret, ...Object.values(body), checks.state]
        const description = told.filter((text) => text.length > 5).join(" ")
        const error = `bad ${body["code"]}`
        return Response.json(
          { error, error_description: description.slice(0, 500) },
          { status: 400 },
        )
      },
    }
    const { cause } = await failureOf({ answers })
    expect(cause["error"]).toBe("bad [withheld]")
    const said: string = cause["error_description"]
    expect(said.startsWith("[withheld] [withheld] [withheld] ")).toBe(true)
    for (const secret of [
      clientSecret,
      "the-code",
      checks.pkce,
      checks.state,
      encodeURI(clientId),
    ]) {
      expect(said).not.toContain(secret)
    }
  })

  it("without a description has none", async () => {
    const answers: Answers = { "/token": () => Response.json({ error: "no" }, { status: 400 }) }
    const { cause } = await failureOf({ answers })
    expect(cause["error"]).toBe("no")
    expect(cause).not.toHaveProperty("error_description")
  })

  it("that is none of its kind is not passed on as it is", async () => {
    for (const thrown of [null, "text", { error: 7 }]) {
      const answers: Answers = { "/token": () => Promise.reject(thrown) }
      const error = await failureOf({ answers })
      expect(error).toBeInstanceOf(OAuthCallbackError)
      expect(error.cause).toEqual({ provider: "id", err: expect.any(Error) })
    }
  })

  it("of our own configuration is passed on as it is", async () => {
    const sealed = (): Promise<string> => Promise.reject(new Error("sealed"))
    const error = await failureOf({ config: { clientSecret: sealed } })
    expect(error).toBeInstanceOf(KeysUnavailable)
  })

  it("of a public client's provider has no secret to withhold", async () => {
    const config = { clientSecret: undefined, client: { token_endpoint_auth_method: "none" } }
    const answers: Answers = {
      "/token": () => Response.json({ error: "undefined" }, { status: 400 }),
    }
    expect((await failureOf({ config, answers })).cause["error"]).toBe("undefined")
  })
})
