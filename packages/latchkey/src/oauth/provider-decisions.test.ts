/** Everything that is decided about a provider, member by member. */
import { describe, expect, it, vi } from "vitest"
import type { OAuth2Config, OIDCConfig } from "../contracts/provider.ts"
import {
  allowInsecureRequests,
  conformInternal,
  customFetch,
  derivedInternal,
} from "../contracts/symbols.ts"
import { InvalidEndpoints, MissingClientId } from "../errors.ts"
import { defaultAccount, defaultProfile } from "./defaults.ts"
import { globalFetch } from "./global-fetch.ts"
import { resolveOAuthProvider } from "./provider.ts"

const issuer = "https://id.example"
const oidc: OIDCConfig<any> = { id: "id", name: "Id", type: "oidc", issuer, clientId: "app" }
const plain: OAuth2Config<any> = {
  id: "plain-one",
  name: "Plain",
  type: "oauth",
  clientId: "app",
  authorization: "https://plain.example/authorize",
  token: "https://plain.example/token",
  userinfo: "https://plain.example/me",
}
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

describe("what is not enough", () => {
  const messageOf = (config: object): string => {
    try {
      resolve(config)
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidEndpoints)
      return (error as Error).message.split(". Read more")[0]!
    }
    return "enough"
  }
  const missing = (id: string, lacks: string): string =>
    `Provider "${id}" has no \`issuer\`${lacks}. Set AUTH_${id.toUpperCase().replace("-", "_")}_ISSUER or \`issuer\``

  it.each<[string, object, string]>([
    ["an ID token without an issuer", { ...plain, idToken: true }, missing("plain-one", "")],
    [
      "no endpoint",
      { ...plain, authorization: undefined, token: "", userinfo: undefined },
      missing("plain-one", ", and lacks `authorization`, `token`, `userinfo`"),
    ],
    [
      "a way to sign in but none to learn who",
      { ...plain, userinfo: { params: {} } },
      missing("plain-one", ", and lacks `userinfo`"),
    ],
    [
      "OpenID Connect without an issuer",
      { ...plain, ...oidc, issuer: undefined, userinfo: undefined },
      missing("id", ""),
    ],
  ])("is %s", (_, config, message) => expect(messageOf(config)).toBe(message))

  it.each<[string, object]>([
    ["issuer", oidc],
    ["wellKnown", { ...oidc, issuer: undefined, wellKnown: issuer }],
    ["endpoints", plain],
    ["a way of the provider's own to ask", { ...plain, userinfo: { request: () => ({}) } }],
    ["addresses that are left empty", { ...oidc, jwks_endpoint: "", revocation: "", token: "" }],
  ])("is no matter where there is: %s", (_, config) => expect(messageOf(config)).toBe("enough"))

  it.each([
    "issuer",
    "wellKnown",
    "authorization",
    "token",
    "userinfo",
    "jwks_endpoint",
    "revocation",
    "endSession",
  ])("is a `%s` that is no URL", (name) => {
    const message = `The \`${name}\` of provider "id" is not a URL`
    expect(messageOf({ ...oidc, [name]: "nowhere" })).toBe(message)
  })

  it("is a provider without a client id", () => {
    expect(() => resolve({ ...oidc, clientId: "" })).toThrow(MissingClientId)
    expect(() => resolve({ ...oidc, clientId: "" })).toThrow("Id has no client id")
  })
})

describe("whose the profile is", () => {
  const openid = { authorization: { url: plain.authorization, params: { scope: "email openid" } } }
  const named = { wellKnown: "https://plain.example/.well-known/openid-configuration" }

  it.each<[string, object, 4 | 5 | undefined, boolean]>([
    ["of OpenID Connect", oidc, undefined, true],
    ["of OpenID Connect that says otherwise", { ...oidc, idToken: false }, undefined, false],
    ["of OAuth 2", { ...plain, issuer }, undefined, false],
    ["of OAuth 2 that says otherwise", { ...plain, issuer, idToken: true }, undefined, true],
    ["of v4 with a discovery document", { ...plain, ...named }, 4, true],
    ["of v4 with the scope `openid`", { ...plain, issuer, ...openid }, 4, true],
    ["of v4 with neither", { ...plain, issuer }, 4, false],
    [
      "of v4 with metadata of OAuth",
      { ...plain, wellKnown: "https://plain.example/oauth" },
      4,
      false,
    ],
    ["of v4 without an issuer", { ...plain, ...openid }, 4, false],
    ["of v5 with both", { ...plain, ...named, ...openid }, 5, false],
    ["of ours with both", { ...plain, ...named, ...openid }, undefined, false],
    [
      "of v4 with a scope like it",
      {
        ...plain,
        issuer,
        authorization: { url: plain.authorization, params: { scope: "openidx" } },
      },
      4,
      false,
    ],
  ])("is the ID token's with one %s: %#", (_, config, compat, expected) => {
    expect(resolve(config, compat).idToken).toBe(expected)
  })
})

describe("the checks", () => {
  it.each<[object, 4 | 5 | undefined, string[]]>([
    [oidc, undefined, ["pkce", "state", "nonce"]],
    [plain, undefined, ["pkce", "state"]],
    [oidc, 4, ["state"]],
    [plain, 5, ["pkce"]],
    [{ ...oidc, checks: "state" }, undefined, ["state"]],
    [{ ...oidc, checks: ["state", "pkce"] }, 4, ["state", "pkce"]],
    [{ ...oidc, checks: ["state", "none"] }, undefined, []],
    [{ ...oidc, checks: [] }, undefined, []],
    // A nonce comes back in an ID token or not at all.
    [{ ...plain, checks: ["nonce"] }, undefined, ["state"]],
    [{ ...plain, checks: ["nonce", "pkce"] }, undefined, ["pkce"]],
    [{ ...plain, checks: [] }, undefined, []],
    [{ ...plain, issuer, idToken: true, checks: ["nonce"] }, undefined, ["nonce"]],
    [{ ...oidc, idToken: false, checks: ["nonce"] }, undefined, ["nonce"]],
  ])("of %j, under %j, are %j", (config, compat, expected) => {
    expect([...resolve(config, compat).checks]).toEqual(expected)
  })
})
