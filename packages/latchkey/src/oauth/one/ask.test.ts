import { describe, expect, it } from "vitest"
import { answering, failureOf, protocolOf } from "../../../test/support/oauth1-answers.ts"
import { ask, OAuth1AnswerError, readCredentials } from "./ask.ts"

const url = "https://acme.example/access"
const credentials = { token: "the token+1", secret: "the token's secret" }

describe("a signed request", () => {
  it("has its parameters in the header, and answers the body", async () => {
    const { provider, asked } = answering(() => "the body")
    const protocol = [["oauth_verifier", "v"]] as const
    expect(await ask(provider, { method: "POST", url, protocol, credentials })).toBe("the body")
    const [request] = asked
    expect(request).toMatchObject({ method: "POST", url, body: undefined })
    expect(request!.authorization).toMatch(/^OAuth /)
    expect(protocolOf(request!)).toMatchObject({
      oauth_consumer_key: "the-key",
      oauth_token: "the token+1",
      oauth_verifier: "v",
    })
  })

  it("has its form in the body, and nothing more than its key where there is no token", async () => {
    const { provider, asked } = answering(() => "")
    const form = [["scope", "read & write"]] as const
    expect(await ask(provider, { method: "POST", url, form })).toBe("")
    expect(String(asked[0]!.body)).toBe("scope=read+%26+write")
    expect(Object.keys(protocolOf(asked[0]!)).toSorted()).toEqual([
      "oauth_consumer_key",
      "oauth_nonce",
      "oauth_signature",
      "oauth_signature_method",
      "oauth_timestamp",
      "oauth_version",
    ])
  })
})

describe("a provider that says no", () => {
  const refusal = (body: string, status = 401, more: object = {}): Promise<OAuth1AnswerError> => {
    const { provider } = answering(() => new Response(body, { status }))
    return failureOf(() => ask(provider, { method: "POST", url, ...more }))
  }

  it.each([
    ["in JSON, as X does", '{"errors":[{"message":"bad token"},{"message":"more"}]}', "bad token"],
    ["in a form", "oauth_problem=token_rejected&x=1", "token_rejected"],
    ["in words that break no line of a log", "oauth_problem=a%0Ab%00", "a?b?"],
  ])("is quoted %s", async (_, body, problem) => {
    const error = await refusal(body)
    expect(error).toBeInstanceOf(OAuth1AnswerError)
    expect(error).toMatchObject({ name: "OAuth1AnswerError", problem })
    expect(error.message).toBe(`the provider answered with status 401: ${problem}`)
  })

  it.each([
    "",
    "null",
    "7",
    "{}",
    '{"errors":[]}',
    '{"errors":null}',
    '{"errors":[{"message":7}]}',
    '{"errors":[{"message":""}]}',
    '{"errors":[null]}',
    "<html>",
    "oauth_problem=",
  ])("with %j says nothing", async (body) => {
    const error = await refusal(body, 503)
    expect(error.problem).toBeUndefined()
    expect(error.message).toBe("the provider answered with status 503")
  })

  it("is not quoted with what it was told in confidence", async () => {
    const protocol = [
      ["oauth_callback", "the-callback"],
      ["oauth_verifier", "the-verifier"],
    ]
    const { secret, token } = credentials
    const told = ["the-client-secret", secret, token, "the-verifier"]
    const body = new URLSearchParams({ oauth_problem: [...told, "the-callback"].join(", ") })
    const error = await refusal(body.toString(), 400, { credentials, protocol })
    expect(error.problem).toBe(`${told.map(() => "[withheld]").join(", ")}, the-callback`)
  })
})

describe("credentials in an answer", () => {
  it("are read from a form, and what came with them", () => {
    const { credentials: read, more } = readCredentials("oauth_token=a%2B&oauth_token_secret=b&x=1")
    expect(read).toEqual({ token: "a+", secret: "b" })
    expect(more.get("x")).toBe("1")
  })

  it("may have an empty secret, since the client's own signs too", () => {
    expect(readCredentials("oauth_token=a&oauth_token_secret=").credentials.secret).toBe("")
  })

  it.each([
    ["oauth_token_secret=b", "no single oauth_token"],
    ["oauth_token=&oauth_token_secret=b", "no single oauth_token"],
    ["oauth_token=a&oauth_token=a&oauth_token_secret=b", "no single oauth_token"],
    ["oauth_token=a", "no single oauth_token_secret"],
    ["oauth_token=a&oauth_token_secret=b&oauth_token_secret=b", "no single oauth_token_secret"],
  ])("of %j are none", (text, wrong) => expect(() => readCredentials(text)).toThrow(wrong))

  it("are as long as fits into a cookie, and no longer", () => {
    const of = (length: number) => `oauth_token=${"x".repeat(length)}&oauth_token_secret=b`
    expect(readCredentials(of(1024)).credentials.token).toHaveLength(1024)
    expect(() => readCredentials(of(1025))).toThrow("the oauth_token is absurdly long")
  })
})
