/** Everything that is decided about a provider, member by member. */
import { describe, expect, it, vi } from "vitest"
import { issuer, oidc, plain } from "../../test/support/known-provider.ts"
import type { OIDCConfig } from "../contracts/provider.ts"
import {
  allowInsecureRequests,
  conformInternal,
  customFetch,
  derivedInternal,
} from "../contracts/symbols.ts"
import { defaultAccount, defaultProfile } from "./defaults.ts"
import { globalFetch } from "./global-fetch.ts"
import { resolveOAuthProvider } from "./provider.ts"

const resolve = (config: object, compat?: 4 | 5) =>
  resolveOAuthProvider(config as OIDCConfig<any>, compat ? { compat } : {})

describe("a provider of which little is said", () => {
  it("has the defaults, and no member for what nobody said", () => {
    const { config, ...provider } = resolve(oidc)
    expect(provider).toStrictEqual({
      id: "id",
      name: "Id",
      type: "oidc",
      clientId: "app",
      issuer,
      authorization: { params: { scope: "openid profile email" } },
      token: { params: {} },
      endSession: { params: {}, state: true, idTokenHint: "stored" },
      frontChannelLogout: false,
      checks: new Set(["pkce", "state", "nonce"]),
      client: {},
      profile: defaultProfile,
      account: defaultAccount,
      idToken: true,
      fetch: globalFetch,
      allowInsecure: false,
      lenientIssuer: false,
      allowDangerousEmailAccountLinking: false,
    })
    expect(config).toMatchObject({ id: "id", issuer, authorization: provider.authorization })
  })

  it("can't be changed by whoever is handed it", () => {
    const provider = resolve(plain)
    const { authorization, token, userinfo, client, config, endSession } = provider
    const params = [authorization.params, token.params, userinfo!.params]
    for (const part of [
      provider,
      authorization,
      token,
      userinfo,
      client,
      config,
      endSession,
      ...params,
    ]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  it("has no scope of its own where it is plain OAuth 2", () => {
    expect(resolve(plain).authorization).toStrictEqual({ url: plain.authorization, params: {} })
  })
})

describe("a provider of which everything is said", () => {
  const token = {
    url: "https://plain.example/token",
    params: { kind: "x" },
    conform: vi.fn(),
    accessToken: "optional",
    prepare: vi.fn(),
    clientPrivateKey: {} as CryptoKey,
    refreshUrl: "https://plain.example/refresh",
  }
  const userinfo = {
    url: "https://plain.example/me",
    params: { fields: "all" },
    request: vi.fn(),
    conform: vi.fn(),
  }
  const own = {
    wellKnown: "https://plain.example/metadata",
    revocation: "https://plain.example/revoke",
    profile: vi.fn(),
    account: vi.fn(),
    tenancy: { accepts: vi.fn(), issuerOf: vi.fn() },
    style: { logo: "l.svg" },
    redirectProxyUrl: "https://proxy.example",
    console: "https://plain.example/apps",
  }
  const switches = { frontChannelLogout: true, allowDangerousEmailAccountLinking: true }

  it("has all of it", async () => {
    const conform = vi.fn()
    const fetcher = vi.fn<typeof fetch>()
    const config = { ...plain, ...own, ...switches, issuer, token, userinfo, clientSecret: "key" }
    const provider = resolve(
      {
        ...config,
        jwks_endpoint: `${issuer}/jwks`,
        endSession: `${issuer}/logout`,
        client: { token_endpoint_auth_method: "none" },
        [conformInternal]: conform,
        [customFetch]: fetcher,
        [allowInsecureRequests]: true,
      },
      5,
    )
    expect(provider).toMatchObject({
      ...own,
      ...switches,
      issuer,
      token,
      userinfo,
      jwksUri: `${issuer}/jwks`,
      endSession: { url: `${issuer}/logout` },
      client: { token_endpoint_auth_method: "none" },
      conform,
      fetch: fetcher,
      allowInsecure: true,
      lenientIssuer: true,
    })
    expect(await provider.clientSecret!()).toBe("key")
    expect(provider.config).toMatchObject({ ...own, token, userinfo, clientSecret: "key" })
  })

  it("has no secret where there is none, and no userinfo where nobody knows of one", () => {
    for (const clientSecret of [undefined, ""]) {
      expect(resolve({ ...oidc, clientSecret })).not.toHaveProperty("clientSecret")
    }
    expect(resolve(oidc)).not.toHaveProperty("userinfo")
    const { userinfo: found } = resolve({ ...oidc, options: { userinfo: "https://a.example/me" } })
    expect(found).toStrictEqual({ url: "https://a.example/me", params: {} })
  })

  it("weakens nothing by a word that is not exactly yes", () => {
    const almost = {
      frontChannelLogout: "yes",
      allowDangerousEmailAccountLinking: 1,
      [allowInsecureRequests]: "true",
    }
    expect(resolve({ ...oidc, ...almost })).toMatchObject({
      frontChannelLogout: false,
      allowDangerousEmailAccountLinking: false,
      allowInsecure: false,
    })
  })
})

describe("what follows from the client id and the issuer", () => {
  const derive = (answer: object | undefined, config: object) => {
    const derived = vi.fn(() => answer)
    return { derived, provider: resolve({ ...oidc, ...config, [derivedInternal]: derived }) }
  }

  it("is told both, the application's before the provider's", () => {
    const { derived } = derive(undefined, {})
    expect(derived).toHaveBeenCalledWith({ clientId: "app", issuer })
    const options = { clientId: "other", issuer: "https://other.example" }
    expect(derive(undefined, { options }).derived).toHaveBeenCalledWith(options)
    const empty = derive(undefined, { options: { clientId: "other", issuer: "" } })
    expect(empty.derived).toHaveBeenCalledWith({ clientId: "other", issuer })
  })

  it("may be an issuer, which replaces the one that was given", () => {
    const options = { issuer: "https://given.example" }
    const { provider } = derive({ issuer: "https://derived.example" }, { options })
    expect(provider.issuer).toBe("https://derived.example")
  })

  it("may be anything else, and leaves the issuer and the options", () => {
    const options = { issuer: "https://given.example", name: "Given" }
    const { provider } = derive({ token: "https://derived.example/token" }, { options })
    expect(provider).toMatchObject({ issuer: options.issuer, name: "Given" })
    expect(provider.token.url).toBe("https://derived.example/token")
    expect(derive({ token: "https://a.example" }, {}).provider.issuer).toBe(issuer)
    expect(derive(undefined, { options }).provider).toMatchObject(options)
  })
})
