import { describe, expect, it } from "vitest"
import {
  issuer,
  metadata,
  own,
  plain,
  saying,
  start,
  wellKnown,
} from "../../test/support/discovery.ts"
import { InvalidEndpoints } from "../errors.ts"

describe("a provider whose endpoints are all configured", () => {
  it.each<[string, object]>([
    ["plain", { ...plain, ...own, issuer: undefined }],
    ["one with its own way to ask", { ...plain, ...own, userinfo: { request: () => ({}) } }],
    ["one of OpenID Connect", { ...own, userinfo: undefined }],
    ["one whose profile is not the ID token's", { ...own, idToken: false }],
  ])("is not asked: %s", async (_, config) => {
    const { provider, ask, found } = start(config)
    const server = await found()
    expect(ask).not.toHaveBeenCalled()
    expect(server).toMatchObject({
      issuer: provider.issuer ?? own.token,
      authorization_endpoint: own.authorization,
      token_endpoint: own.token,
    })
    expect(Object.isFrozen(server)).toBe(true)
  })

  it("has nothing but those", async () => {
    const config = { ...plain, ...own, issuer: undefined, jwks_endpoint: undefined }
    expect(await start(config).found()).toEqual({
      issuer: own.token,
      authorization_endpoint: own.authorization,
      token_endpoint: own.token,
      userinfo_endpoint: own.userinfo,
    })
  })

  it.each<[string, object]>([
    ["authorization", {}],
    ["token", {}],
    ["jwks_endpoint", {}],
    ["userinfo", plain],
    ["userinfo", { idToken: false }],
    ["jwks_endpoint", { idToken: false }],
    ["issuer", { wellKnown }],
  ])("is asked where its %s is missing", async (name, more) => {
    const { ask, found } = start({ ...own, ...more, [name]: undefined })
    await found()
    expect(ask).toHaveBeenCalledTimes(1)
  })
})

describe("metadata", () => {
  it("is asked for at its place of the issuer's, or the one that is configured", async () => {
    const first = start({})
    await first.found()
    expect(String(first.ask.mock.calls[0]![0])).toBe(wellKnown)
    const second = start({ wellKnown: "https://own.example/metadata" })
    await second.found()
    const [url, init] = second.ask.mock.calls[0]!
    expect(url).toBe("https://own.example/metadata")
    expect(new Headers(init?.headers).get("accept")).toBe("application/json")
  })

  it("has the endpoints of the configuration on top", async () => {
    const { found } = start({ token: own.token }, saying({ scopes_supported: ["openid"] }))
    const all = { ...metadata, token_endpoint: own.token, scopes_supported: ["openid"] }
    expect(await found()).toEqual(all)
    const ways = { ...own, authorization: undefined }
    const { authorization_endpoint } = metadata
    expect(await start(ways).found()).toEqual({
      issuer,
      authorization_endpoint,
      token_endpoint: own.token,
      userinfo_endpoint: own.userinfo,
      jwks_uri: own.jwks_endpoint,
    })
  })

  it.each<[string, Response]>([
    ["status 404, no issuer", Response.json(metadata, { status: 404 })],
    ["status 201, no issuer", Response.json(metadata, { status: 201 })],
    ["status 200, no issuer", Response.json({ ...metadata, issuer: undefined })],
    ["status 200, no issuer", Response.json({ ...metadata, issuer: [issuer] })],
    ["status 200, no issuer", Response.json({ ...metadata, issuer: "id.example" })],
    ["status 200, not JSON", new Response("<html>")],
    ["status 200, not JSON", Response.json(null)],
  ])("is none with %s, and is asked for again then", async (wrong, response) => {
    const { ask, found } = start({}, { answer: () => response.clone() })
    await expect(found()).rejects.toThrow(`no metadata (${wrong})`)
    await expect(found()).rejects.toThrow(wrong)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it.each([
    ["authorization_endpoint", {}],
    ["token_endpoint", {}],
    ["jwks_uri", {}],
    ["jwks_uri", { ...plain, idToken: true }],
    ["jwks_uri", { idToken: false }],
    ["userinfo_endpoint", plain],
    ["userinfo_endpoint", { idToken: false }],
  ])("lacks what a sign-in needs without its %s", async (name, config) => {
    for (const value of [undefined, 7, "nowhere", [`${issuer}/x`]]) {
      const answer = start(config, saying({ [name]: value })).found()
      await expect(answer).rejects.toThrow(InvalidEndpoints)
      await expect(answer).rejects.toThrow(`\`${name}\``)
    }
  })

  it("needs no more than a sign-in does", async () => {
    const noUserinfo = saying({ userinfo_endpoint: undefined })
    await start({}, noUserinfo).found()
    await start({ ...plain, userinfo: { request: () => ({}) } }, noUserinfo).found()
    await start(plain, saying({ jwks_uri: undefined })).found()
  })
})
