import { describe, expect, it } from "vitest"
import type { OAuth2Config, OIDCConfig } from "../contracts/provider.ts"
import { InvalidEndpoints, KeysUnavailable, MissingClientId } from "../errors.ts"
import { mergeEndpoint } from "./endpoint.ts"
import { resolveOAuthProvider } from "./provider.ts"

const oidc: OIDCConfig<any> = {
  id: "acme-id",
  name: "Acme",
  type: "oidc",
  issuer: "https://id.acme.example",
  clientId: "one",
}
const oauth: OAuth2Config<any> = {
  id: "plain",
  name: "Plain",
  type: "oauth",
  clientId: "one",
  authorization: "https://plain.example/authorize?audience=all&scope=basic",
  token: "https://plain.example/token",
  userinfo: "https://plain.example/me?fields=name",
}

describe("resolveOAuthProvider", () => {
  it("lays the user's options over the provider's own, key by key", () => {
    const config: OAuth2Config<any> = {
      ...oauth,
      client: { token_endpoint_auth_method: "client_secret_post" },
      options: {
        clientId: "two",
        name: undefined as never,
        authorization: { params: { scope: "more", prompt: "consent", claims: { id_token: {} } } },
        client: { userinfo_signed_response_alg: "RS256" },
      },
    }
    const before = structuredClone(config)
    const provider = resolveOAuthProvider(config)
    expect(provider).toMatchObject({ clientId: "two", name: "Plain" })
    expect(provider.authorization).toEqual({
      url: "https://plain.example/authorize",
      params: { audience: "all", scope: "more", prompt: "consent", claims: '{"id_token":{}}' },
    })
    expect(provider.userinfo).toEqual({
      url: "https://plain.example/me",
      params: { fields: "name" },
    })
    expect(provider.client).toEqual({
      token_endpoint_auth_method: "client_secret_post",
      userinfo_signed_response_alg: "RS256",
    })
    expect(config).toEqual(before)
    expect(Object.isFrozen(provider)).toBe(true)
  })

  it("keeps the endpoint's URL byte for byte where it has no query", () => {
    const { url } = mergeEndpoint("HTTPS://Plain.example", undefined)
    expect(url).toBe("HTTPS://Plain.example")
  })

  it("has the checks of its generation", () => {
    const checks = (config: OIDCConfig<any> | OAuth2Config<any>, compat?: 4 | 5): string[] => [
      ...resolveOAuthProvider(config, compat ? { compat } : {}).checks,
    ]
    expect(checks(oidc)).toEqual(["pkce", "state", "nonce"])
    expect(checks(oauth)).toEqual(["pkce", "state"])
    expect(checks(oidc, 5)).toEqual(["pkce"])
    expect(checks(oauth, 4)).toEqual(["state"])
    expect(checks({ ...oidc, checks: ["none"] }, 5)).toEqual([])
    expect(checks({ ...oidc, checks: ["nonce"], options: { checks: ["state"] } })).toEqual([
      "state",
    ])
    // A nonce that never comes back protects nobody.
    expect(checks({ ...oauth, checks: ["nonce"] })).toEqual(["state"])
  })

  it("asks for openid, profile and email where nobody said otherwise", () => {
    expect(resolveOAuthProvider(oidc).authorization.params).toEqual({
      scope: "openid profile email",
    })
    expect(
      resolveOAuthProvider({ ...oidc, authorization: { params: { scope: "openid" } } })
        .authorization.params,
    ).toEqual({ scope: "openid" })
  })

  it("takes v4's signs of an ID token, under compat 4 only", () => {
    const config: OAuth2Config<any> = {
      ...oauth,
      wellKnown: "https://plain.example/.well-known/openid-configuration",
    }
    expect(resolveOAuthProvider(config, { compat: 4 }).idToken).toBe(true)
    expect(resolveOAuthProvider(config, { compat: 5 }).idToken).toBe(false)
    expect(resolveOAuthProvider({ ...config, idToken: false }, { compat: 4 }).idToken).toBe(false)
  })

  it("says which variables to set, where they are, and what to register", () => {
    for (const clientId of [undefined, ""]) {
      const config = { ...oidc, clientId: clientId as string, console: "https://acme.example/apps" }
      const redirectUri = "https://app.example/auth/callback/acme-id"
      const resolve = (): unknown => resolveOAuthProvider(config, { redirectUri })
      expect(resolve).toThrow(MissingClientId)
      for (const part of [
        "AUTH_ACME_ID_ID",
        "AUTH_ACME_ID_SECRET",
        "https://acme.example/apps",
        redirectUri,
      ]) {
        expect(resolve).toThrow(part)
      }
    }
  })

  it("refuses what lacks endpoints", () => {
    const { issuer: _, ...headless } = oidc
    expect(() => resolveOAuthProvider(headless)).toThrow(/AUTH_ACME_ID_ISSUER/)
    for (const endpoint of ["authorization", "token", "userinfo"] as const) {
      const { [endpoint]: _gone, ...rest } = oauth
      const resolve = (): unknown => resolveOAuthProvider(rest)
      expect(resolve).toThrow(InvalidEndpoints)
      expect(resolve).toThrow(`\`${endpoint}\``)
    }
    expect(() => resolveOAuthProvider({ ...oidc, issuer: "acme" })).toThrow(InvalidEndpoints)
    // An ID token can't be judged without knowing its issuer.
    expect(() => resolveOAuthProvider({ ...oauth, idToken: true })).toThrow(InvalidEndpoints)
  })

  it("reads the client secret from any source, newest first", async () => {
    const read = (
      clientSecret: OIDCConfig<any>["clientSecret"],
    ): Promise<string | undefined> | undefined =>
      resolveOAuthProvider({ ...oidc, clientSecret: clientSecret! }).clientSecret?.()
    expect(await read("text")).toBe("text")
    expect(await read(() => "made")).toBe("made")
    expect(await read({ get: async () => ["new", "old"] })).toBe("new")
    expect(read("")).toBeUndefined()
    await expect(read(() => Promise.reject(new Error("vault is sealed")))).rejects.toThrow(
      KeysUnavailable,
    )
  })
})

describe("the default profile and account", () => {
  const { profile, account } = resolveOAuthProvider(oidc)
  const context = { tokens: {}, params: {}, fetch }

  it("takes texts and numbers, and makes no id up", async () => {
    expect(
      await profile({ id: 7, nickname: "Ada", email: ["a@b.example"], picture: {} }, {}, context),
    ).toEqual({
      id: "7",
      name: "Ada",
      email: null,
      image: null,
    })
    expect(
      await profile({ sub: "s", id: "i", preferred_username: "p" }, {}, context),
    ).toMatchObject({ id: "s", name: "p" })
    expect(await profile({ name: "Nobody" }, {}, context)).not.toHaveProperty("id")
  })

  it("keeps what adapters have columns for", () => {
    const tokens = { access_token: "a", scope: "s", expires_at: 1, expires_in: 2, extra: "x" }
    expect(account(tokens)).toEqual({ access_token: "a", scope: "s", expires_at: 1 })
  })
})
