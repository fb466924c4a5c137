/** What ends a sign-in once a person is back, and what is told of it. */
import { describe, expect, it } from "vitest"
import {
  checks,
  comeBack,
  failureOf,
  good,
  plain,
  type Return,
} from "../../test/support/come-back.ts"
import {
  type Answers,
  bearer,
  clientId,
  clientSecret,
  idToken,
  issuer,
} from "../../test/support/known-provider.ts"
import { KeysUnavailable, OAuthCallbackError } from "../errors.ts"

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
    for (const config of [
      { type: "oauth", idToken: true },
      { idToken: false, userinfo: `${issuer}/me`, checks: ["pkce", "state"] },
    ]) {
      expect((await failureOf({ ...plain, config })).message).toContain("id_token")
    }
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

  it("is said by the ID token, whosever the profile is", async () => {
    const elsewhere = { idToken: false, userinfo: `${issuer}/me` }
    const error = await failureOf(asking({ max_age: "60" }, elsewhere))
    expect(error.message).toContain("auth_time")
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
