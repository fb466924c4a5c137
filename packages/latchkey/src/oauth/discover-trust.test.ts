/** What metadata is held to before anything of it is believed, and how long. */
import { describe, expect, it, vi } from "vitest"
import { issuer, metadata, own, saying, start, wellKnown } from "../../test/support/discovery.ts"
import { allowInsecureRequests } from "../contracts/symbols.ts"
import { InvalidEndpoints } from "../errors.ts"
import { discover, discovered } from "./discover.ts"

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
