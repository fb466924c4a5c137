import { describe, expect, it, vi } from "vitest"
import type { OIDCConfig } from "../contracts/provider.ts"
import { allowInsecureRequests, customFetch } from "../contracts/symbols.ts"
import { InvalidEndpoints } from "../errors.ts"
import { discover, discovered } from "./discover.ts"
import { resolveOAuthProvider } from "./provider.ts"

const issuer = "https://id.example"
const wellKnown = `${issuer}/.well-known/openid-configuration`
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/me`,
  jwks_uri: `${issuer}/jwks`,
}
const oidc = { id: "id", name: "Id", type: "oidc", issuer, clientId: "app" } as const
const plain = { ...oidc, type: "oauth" } as const
const own = {
  authorization: "https://own.example/authorize",
  token: "https://own.example/token",
  userinfo: "https://own.example/me",
  jwks_endpoint: "https://own.example/jwks",
}

interface Start {
  readonly compat?: 4 | 5
  readonly answer?: () => Response
}

/** A provider, and a note of what it was asked. */
function start(config: object, { compat, answer = () => Response.json(metadata) }: Start = {}) {
  const ask = vi.fn<typeof fetch>(async () => answer())
  const whole = { ...oidc, [customFetch]: ask, ...config } as OIDCConfig<any>
  const provider = resolveOAuthProvider(whole, compat ? { compat } : {})
  return { provider, ask, found: () => discover(provider) }
}
const saying = (more: object): Start => ({ answer: () => Response.json({ ...metadata, ...more }) })

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

describe("the issuer that metadata names", () => {
  const named = (name: string, config: object, compat?: 4 | 5) =>
    start(config, { ...saying({ issuer: name }), ...(compat && { compat }) }).found()

  it.each([
    [issuer, `${issuer}/`],
    [`${issuer}/`, issuer],
    [`${issuer}/realm/`, `${issuer}/realm`],
  ])("%s is not %s, but where NextAuth took it for the same", async (config, name) => {
    await expect(named(name, { issuer: config })).rejects.toThrow(InvalidEndpoints)
    expect((await named(name, { issuer: config }, 5)).issuer).toBe(name)
  })

  it.each([
    [`${issuer}/realm`, `${issuer}/realm/`],
    [issuer, "https://other.example"],
    [issuer, `${issuer}//`],
  ])("%s is never %s", async (config, name) => {
    const attempt = named(name, { issuer: config }, 5)
    await expect(attempt).rejects.toThrow(`"${name}", not "${config}"`)
    await expect(attempt).rejects.toThrow('provider "id" names another issuer')
  })

  it("is shown as far as fits into a line", async () => {
    const name = `https://${"x".repeat(300)}.example`
    await expect(named(name, {})).rejects.toThrow(`"${name.slice(0, 200)}", not`)
  })

  it("may be any where none is configured, or the provider takes it for its own", async () => {
    const other = "https://other.example"
    expect((await named(other, { wellKnown, issuer: undefined })).issuer).toBe(other)
    const accepts = vi.fn((name: string) => name === other)
    const tenancy = { accepts, issuerOf: () => undefined }
    expect((await named(other, { tenancy })).issuer).toBe(other)
    expect(accepts).toHaveBeenCalledWith(other, issuer)
    await expect(named("https://third.example", { tenancy })).rejects.toThrow(InvalidEndpoints)
  })
})

describe("plain HTTP", () => {
  const local = "http://127.0.0.1:9/token"
  const insecure = { [allowInsecureRequests]: true as const }

  it("is not spoken at a server's word", async () => {
    const elsewhere = start({}, saying({ token_endpoint: "http://id.example/token" })).found()
    await expect(elsewhere).rejects.toThrow("without encryption")
    const downgraded = start({}, saying({ token_endpoint: local })).found()
    await expect(downgraded).rejects.toThrow("has a `token_endpoint` without https")
  })

  it("is spoken where the configuration says so", async () => {
    const said = saying({ token_endpoint: local })
    for (const config of [{ token: local }, { ...insecure, token: local }]) {
      expect((await start(config, said).found()).token_endpoint).toBe(local)
    }
    const everywhere = Object.fromEntries(
      Object.entries(metadata).map(([name, url]) => [name, url.replace("https", "http")]),
    )
    const config = { issuer: "http://id.example", ...insecure }
    expect(await start(config, saying(everywhere)).found()).toEqual(everywhere)
    const there = "http://id.example/token"
    const { found } = start(insecure, saying({ token_endpoint: there }))
    expect((await found()).token_endpoint).toBe(there)
  })

  it.each<[keyof typeof own, string]>([
    ["authorization", "authorization_endpoint"],
    ["userinfo", "userinfo_endpoint"],
    ["jwks_endpoint", "jwks_uri"],
  ])("may be that of a configured %s", async (option, name) => {
    const { found } = start({ ...own, idToken: false, token: undefined, [option]: local })
    expect(await found()).toHaveProperty(name, local)
  })

  it("is not spoken because another configuration that is remembered may", async () => {
    const { provider, ask, found } = start(
      { issuer: "http://id.example", ...insecure },
      {
        answer: () => Response.json({ ...metadata, issuer: "http://id.example" }),
      },
    )
    await found()
    const strict = { ...provider, allowInsecure: false }
    await expect(discover(strict)).rejects.toThrow(InvalidEndpoints)
    expect(ask).toHaveBeenCalledTimes(1)
    const { provider: byPlace } = start({ wellKnown: "http://id.example/metadata" })
    await expect(discover(byPlace)).rejects.toThrow("without encryption")
  })
})

describe("what is known of a server", () => {
  it("is asked for once, with the memory of its keys", async () => {
    const { provider, ask } = start({})
    const first = await discovered(provider)
    expect(await discovered({ ...provider })).toBe(first)
    expect(first.keys).toEqual({ cache: {}, readAgain: -Infinity })
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it.each<object>([
    { type: "oauth" },
    { idToken: false },
    { allowInsecure: true },
    { lenientIssuer: true },
    { tenancy: { accepts: () => true } },
    { issuer: `${issuer}/`, tenancy: { accepts: () => true } },
    { wellKnown },
    { authorization: { url: own.authorization, params: {} } },
    { token: { url: own.token, params: {} } },
    { userinfo: { url: own.userinfo, params: {} } },
    { jwksUri: own.jwks_endpoint },
    { revocation: "https://own.example/revoke" },
  ])("is not known of it by another configuration: %j", async (more) => {
    const { provider, ask } = start({})
    await discover(provider)
    await discover({ ...provider, ...more } as never)
    expect(ask).toHaveBeenCalledTimes(2)
  })
})
