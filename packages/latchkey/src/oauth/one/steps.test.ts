/** The steps of a sign-in by OAuth 1.0a (RFC 5849 §2), and what ends it. */
import { describe, expect, it } from "vitest"
import { answering, failureOf, protocolOf } from "../../../test/support/oauth1-answers.ts"
import {
  AuthError,
  InvalidCheck,
  InvalidEndpoints,
  KeysUnavailable,
  OAuthCallbackError,
} from "../../errors.ts"
import { processOAuth1Callback } from "./callback.ts"
import { requestToken } from "./request-token.ts"

const callback = "https://app.example/auth/callback/acme"

describe("the start", () => {
  const temporary = "oauth_token=temp&oauth_token_secret=hidden&oauth_callback_confirmed=true"

  it("asks for a token, and sends the person away with it, but not with its secret", async () => {
    const { provider, asked } = answering(() => temporary)
    const start = await requestToken(provider, callback)
    expect(start).toEqual({
      url: "https://acme.example/authorize?kept=1&scope=read&oauth_token=temp",
      credentials: { token: "temp", secret: "hidden" },
    })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ method: "POST", url: "https://acme.example/request" })
    expect(String(asked[0]!.body)).toBe("kept=1&scope=read")
    expect(protocolOf(asked[0]!)["oauth_callback"]).toBe(callback)
  })

  it("passes on what the sign-in asks for, and nothing of the protocol", async () => {
    const { provider, asked } = answering(() => temporary)
    const more = { scope: "write", oauth_token: "evil", oauth_callback: "https://evil.example" }
    const { url } = await requestToken(provider, callback, more)
    expect(url).toBe("https://acme.example/authorize?kept=1&scope=write&oauth_token=temp")
    expect(String(asked[0]!.body)).toBe("kept=1&scope=write")
  })

  it.each(["", "&oauth_callback_confirmed=false", "&oauth_callback_confirmed=TRUE"])(
    "trusts no server of OAuth 1.0: %j",
    async (end) => {
      const { provider } = answering(() => `oauth_token=temp&oauth_token_secret=hidden${end}`)
      await expect(requestToken(provider, callback)).rejects.toThrow("OAuth 1.0a")
    },
  )

  it("sends nobody away in the open, and asks nothing then", async () => {
    const authorization = "http://acme.example/authorize"
    const { provider, asked } = answering(() => temporary, { authorization })
    await expect(requestToken(provider, callback)).rejects.toThrow(InvalidEndpoints)
    expect(asked).toEqual([])
  })
})

describe("the return", () => {
  const credentials = { token: "temp", secret: "hidden" }
  const good = { oauth_token: "temp", oauth_verifier: "v" }
  const lasting = "oauth_token=last&oauth_token_secret=kept&screen_name=ada"
  const back = (params: Record<string, string>, profile = '{"id":7}', more = {}) => {
    const { provider, asked } = answering(
      ({ method }) => (method === "POST" ? lasting : profile),
      more,
    )
    return { asked, result: processOAuth1Callback(provider, { params, credentials }) }
  }

  it("gives lasting credentials, and the profile that they open", async () => {
    const { asked, result } = back(good, '{"id":7,"__proto__":{"admin":true}}')
    const { tokens, profile, context } = await result
    expect(tokens).toEqual({ oauth_token: "last", oauth_token_secret: "kept" })
    expect(profile).toEqual({ id: 7 })
    expect(Object.hasOwn(profile, "__proto__")).toBe(false)
    expect(context).toEqual({ tokens, params: good, fetch: expect.any(Function) })
    expect(Object.isFrozen(context)).toBe(true)
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST https://acme.example/access",
      "GET https://acme.example/me",
    ])
    const [first, second] = asked.map(protocolOf)
    expect(first).toMatchObject({ oauth_token: "temp", oauth_verifier: "v" })
    expect(second).toMatchObject({ oauth_token: "last" })
    expect(second).not.toHaveProperty("oauth_verifier")
  })

  it("ends where the person said no", async () => {
    const { asked, result } = back({ ...good, denied: "temp" })
    const error = await failureOf(() => result)
    expect(error).toBeInstanceOf(OAuthCallbackError)
    expect(error.cause).toEqual({ provider: "acme", error: "access_denied" })
    expect(asked).toEqual([])
  })

  it.each([{ oauth_verifier: "v" }, { ...good, oauth_token: "of somebody else" }])(
    "ends where the token is not of this browser: %j",
    async (params) => {
      const { asked, result } = back(params)
      const error = await failureOf(() => result)
      expect(error).toBeInstanceOf(InvalidCheck)
      expect(error.message).toContain("is not the one of this sign-in")
      expect(error.cause).toEqual({ provider: "acme", check: "request token" })
      expect(asked).toEqual([])
    },
  )

  it.each([{ oauth_token: "temp" }, { oauth_token: "temp", oauth_verifier: "" }])(
    "ends without a verifier: %j",
    async (params) => {
      const { asked, result } = back(params)
      const error = await failureOf(() => result)
      expect(error).toBeInstanceOf(OAuthCallbackError)
      expect(error.message).toContain("oauth_verifier")
      expect(error.cause).toEqual({ provider: "acme" })
      expect(asked).toEqual([])
    },
  )

  it.each([
    ["<html>", "not JSON"],
    ["[]", "not an object"],
    ["null", "not an object"],
    ['"ada"', "not an object"],
  ])("ends with a profile of %s", async (profile, wrong) => {
    const error = await failureOf<AuthError>(() => back(good, profile).result)
    expect(error).toBeInstanceOf(OAuthCallbackError)
    expect(error.message).toContain(wrong)
    expect(error.cause).toEqual({ provider: "acme", err: expect.any(Error) })
    expect(error.cause!.err!.message).toContain(wrong)
  })

  it("says itself what is wrong with our own configuration", async () => {
    const clientSecret = (): Promise<string> => Promise.reject(new Error("sealed"))
    const { result } = back(good, undefined, { clientSecret })
    await expect(result).rejects.toBeInstanceOf(KeysUnavailable)
  })
})
