import { exportJWK, generateKeyPair, SignJWT } from "jose"
import type { IDToken } from "oauth4webapi"
import { describe, expect, it, vi } from "vitest"
import {
  type Answers,
  clientId,
  clientSecret,
  issuer,
  knownProvider,
} from "../../test/support/known-provider.ts"
import { discovered } from "./discover.ts"
import { fetchProfile, withoutPrototype } from "./userinfo.ts"

const tokens = { access_token: "the-access-token", token_type: "bearer" as const }
const claims = { sub: "ada" } as IDToken

interface Given {
  readonly config?: object
  readonly answers?: Answers
  readonly told?: IDToken | undefined
}

/** The profile of a provider whose ID token said `told`. */
async function ask({ config = {}, answers = {}, told }: Given) {
  const known = knownProvider(answers, { idToken: false, userinfo: `${issuer}/me`, ...config })
  const context = { tokens, params: {}, fetch: vi.fn<typeof fetch>() }
  const { provider, sent } = known
  const profile = await fetchProfile(provider, await discovered(provider), context, told)
  return { profile, sent, provider, context }
}
const saying = (body: unknown, init?: ResponseInit): Given => ({
  answers: { "/me": () => Response.json(body, init) },
})

describe("the profile of a userinfo endpoint", () => {
  it("is asked for with the access token, and the provider's own parameters", async () => {
    const userinfo = { url: `${issuer}/me?v=1`, params: { fields: "all" } }
    const { profile, sent } = await ask({ ...saying({ id: 7 }), config: { userinfo } })
    expect(profile).toEqual({ id: 7 })
    expect(sent).toMatchObject([{ path: "/me", query: { v: "1", fields: "all" } }])
    expect(sent[0]!.headers.get("authorization")).toBe("Bearer the-access-token")
  })

  it("is asked for where the metadata says, if the configuration doesn't", async () => {
    const metadata = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/said`,
    }
    const answers: Answers = {
      "/.well-known/openid-configuration": () => Response.json(metadata),
      "/said": () => Response.json({ sub: "ada" }),
    }
    const { profile } = await ask({ answers, config: { userinfo: undefined }, told: claims })
    expect(profile).toEqual({ sub: "ada" })
  })

  it("is of whom the ID token is of, where there is one", async () => {
    const { profile } = await ask({ ...saying({ sub: "ada", x: 1 }), told: claims })
    expect(profile).toEqual({ sub: "ada", x: 1 })
    await expect(ask({ ...saying({ sub: "bob" }), told: claims })).rejects.toThrow("sub")
    await expect(ask({ ...saying({ x: 1 }), told: claims })).rejects.toThrow("sub")
  })

  it("has no prototype of its own making", async () => {
    const body = '{"sub":"ada","__proto__":{"admin":true}}'
    const headers = { "content-type": "application/json" }
    for (const told of [undefined, claims]) {
      const answers = { "/me": () => new Response(body, { headers }) }
      const { profile } = await ask({ answers, told })
      expect(Object.getOwnPropertyNames(profile)).toEqual(["sub"])
    }
    expect(withoutPrototype(JSON.parse(body))).toEqual({ sub: "ada" })
  })

  it.each<[Given, string]>([
    [saying({ id: 7 }, { status: 201 }), "answered with status 201"],
    [saying({ id: 7 }, { status: 403 }), "answered with status 403"],
    [{ answers: { "/me": () => new Response("<html>") } }, "is not JSON"],
    [saying([7]), "not an object"],
    [saying(null), "not an object"],
    [saying("ada"), "not an object"],
  ])("is none where it is not one: %#", async (given, wrong) => {
    await expect(ask(given)).rejects.toThrow(wrong)
  })

  it("is made regular by the provider's own way, or stays", async () => {
    const conforming = (answer: Response | undefined) => {
      const conform = vi.fn(async (given: Response) => {
        await given.text()
        return answer
      })
      return { ...saying({ id: 7 }), config: { userinfo: { url: `${issuer}/me`, conform } } }
    }
    expect((await ask(conforming(Response.json({ id: 8 })))).profile).toEqual({ id: 8 })
    expect((await ask(conforming(undefined))).profile).toEqual({ id: 7 })
  })
})

describe("the profile of a provider's own way to ask", () => {
  const asking = (profile: unknown, told?: IDToken) => {
    const request = vi.fn(async () => profile)
    return { request, result: ask({ config: { userinfo: { request } }, told }) }
  }

  it("is told what it needs, the secret when it wants it", async () => {
    const { request, result } = asking({ id: 7 })
    const { profile, provider, context, sent } = await result
    expect([profile, sent]).toEqual([{ id: 7 }, []])
    const [given] = request.mock.calls[0] as unknown as [{ clientSecret(): Promise<string> }]
    expect(given).toEqual({
      tokens,
      provider: provider.config,
      fetch: context.fetch,
      clientSecret: expect.any(Function),
    })
    expect(await given.clientSecret()).toBe(clientSecret)
  })

  it("has no secret where the client has none", async () => {
    const request = vi.fn(async () => ({ id: 7 }))
    await ask({ config: { userinfo: { request }, clientSecret: undefined } })
    const [given] = request.mock.calls[0] as unknown as [{ clientSecret(): Promise<string> }]
    expect(await given.clientSecret()).toBeUndefined()
  })

  it("is of whom the ID token is of, also where it does not say so", async () => {
    expect((await asking({ x: 1 }, claims).result).profile).toEqual({ sub: "ada", x: 1 })
    expect((await asking({ sub: "ada" }, claims).result).profile).toEqual({ sub: "ada" })
    await expect(asking({ sub: "bob" }, claims).result).rejects.toThrow('another "sub"')
    expect((await asking({ sub: "bob" }).result).profile).toEqual({ sub: "bob" })
  })

  it.each([null, undefined, "ada", [7]])("is none where it is %j", async (profile) => {
    await expect(asking(profile).result).rejects.toThrow("not an object")
  })
})

describe("a signed profile", async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256")
  const stranger = await generateKeyPair("ES256")
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" }
  const whole = { sub: "ada", iss: issuer, aud: clientId }

  const ask1 = async (said: object, key = privateKey, type = "application/jwt") => {
    const signing = new SignJWT({ ...said }).setProtectedHeader({ alg: "ES256", kid: "one" })
    const jwt = await signing.sign(key)
    const headers = { "content-type": type }
    return ask({
      config: { client: { userinfo_signed_response_alg: "ES256" } },
      answers: {
        "/me": () => new Response(jwt, { headers }),
        "/jwks": () => Response.json({ keys: [jwk] }),
      },
      told: claims,
    })
  }

  it("is read where the provider's key signed it, for us", async () => {
    for (const type of ["application/jwt", "application/jwt;charset=utf-8"]) {
      const { profile, sent } = await ask1({ ...whole, city: "London" }, privateKey, type)
      expect(profile).toEqual({ ...whole, city: "London" })
      expect(sent.map(({ path }) => path)).toEqual(["/me", "/jwks"])
    }
  })

  it("is refused where another signed it, or it does not say by whom and for whom it is", async () => {
    await expect(ask1(whole, stranger.privateKey)).rejects.toThrow("signature")
    for (const missing of [{ iss: undefined }, { aud: undefined }]) {
      await expect(ask1({ ...whole, ...missing })).rejects.toThrow("by whom and for whom")
    }
    await expect(ask1({ ...whole, sub: "bob" })).rejects.toThrow("sub")
  })
})
