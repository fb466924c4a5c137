import { describe, expect, it, vi } from "vitest"
import type { OAuth2Config, OIDCConfig } from "../contracts/provider.ts"
import { allowInsecureRequests, customFetch } from "../contracts/symbols.ts"
import { InvalidEndpoints, MissingClientId, OAuthSignInError } from "../errors.ts"
import { authorizationRequest } from "./authorize.ts"
import { Memo } from "./memo.ts"
import { resolveOAuthProvider } from "./provider.ts"
import { isLoopback } from "./transport.ts"

const redirectUri = "https://app.example/auth/callback/plain"
const oauth: OAuth2Config<any> = {
  id: "plain",
  name: "Plain",
  type: "oauth",
  clientId: "one",
  clientSecret: "secret",
  authorization: "https://plain.example/authorize?response_type=token&prompt=none",
  token: "https://plain.example/token",
  userinfo: "https://plain.example/me",
}

describe("authorizationRequest", () => {
  it("asks nobody where the endpoints are known", async () => {
    const fetcher = vi.fn<typeof fetch>()
    await authorizationRequest(resolveOAuthProvider({ ...oauth, [customFetch]: fetcher }), {
      redirectUri,
    })
    expect(fetcher).not.toHaveBeenCalled()
  })

  /** @see BCP-01, BCP-04, BCP-09, PKCE-1, PKCE-2 */
  it("sends a code request whose challenge is of the verifier", async () => {
    const seen = new Set<string>()
    for (let i = 0; i < 100; i++) {
      const { url, checks } = await authorizationRequest(resolveOAuthProvider(oauth), {
        redirectUri,
      })
      const params = new URL(url).searchParams
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(checks.pkce))
      expect(checks.pkce).toMatch(/^[A-Za-z0-9._~-]{43,128}$/)
      expect(Object.fromEntries(params)).toEqual({
        prompt: "none",
        client_id: "one",
        redirect_uri: redirectUri,
        response_type: "code",
        code_challenge: Buffer.from(digest).toString("base64url"),
        code_challenge_method: "S256",
        state: checks.state,
      })
      seen.add(checks.pkce!).add(checks.state!)
    }
    expect(seen.size).toBe(200)
  })

  it("lets a person choose what is theirs, and nothing that protects them", async () => {
    const params = {
      login_hint: "ada@example.com",
      prompt: "login",
      client_id: "evil",
      client_secret: "evil",
      redirect_uri: "https://evil.example",
      response_type: "token",
      response_mode: "fragment",
      state: "evil",
      nonce: "evil",
      code_challenge: "evil",
      code_challenge_method: "plain",
      request: "evil",
      request_uri: "https://evil.example",
    }
    const { url } = await authorizationRequest(resolveOAuthProvider(oauth), { redirectUri, params })
    expect(url).not.toContain("evil")
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      login_hint: "ada@example.com",
      prompt: "login",
      response_type: "code",
      code_challenge_method: "S256",
    })
    expect(new URL(url).searchParams.has("response_mode")).toBe(false)
  })

  it("sends no check that is not asked for, and the caller's state", async () => {
    const bare = resolveOAuthProvider({ ...oauth, checks: ["none"] })
    expect((await authorizationRequest(bare, { redirectUri })).checks).toEqual({})
    const { url, checks } = await authorizationRequest(bare, { redirectUri, state: "proxied" })
    expect(checks).toEqual({ state: "proxied" })
    expect(new URL(url).searchParams.get("state")).toBe("proxied")
  })

  it("takes no check from the configuration, which would be the same for everybody", async () => {
    const params = { state: "x", nonce: "x", code_challenge: "x", code_challenge_method: "plain" }
    const authorization = { url: "https://plain.example/authorize", params }
    const bare = resolveOAuthProvider({ ...oauth, authorization, checks: ["none"] })
    const { url } = await authorizationRequest(bare, { redirectUri })
    expect([...new URL(url).searchParams.keys()]).toEqual([
      "client_id",
      "redirect_uri",
      "response_type",
    ])
  })

  it.each([
    ["Assertion", "Assertion"],
    ["token", "code"],
    ["code id_token", "code"],
  ])("asks for a code, by the name it has there: %s is %s", async (response_type, sent) => {
    const authorization = { url: "https://plain.example/authorize", params: { response_type } }
    const provider = resolveOAuthProvider({ ...oauth, authorization })
    const { url } = await authorizationRequest(provider, { redirectUri })
    expect(new URL(url).searchParams.getAll("response_type")).toEqual([sent])
  })

  it("fails with its provider's name where the metadata can't be had", async () => {
    const down = (): Promise<Response> => Promise.reject(new Error("down"))
    const { userinfo: _, ...rest } = oauth
    const config = { ...rest, issuer: "https://id.example", [customFetch]: down }
    const attempt = authorizationRequest(resolveOAuthProvider(config), { redirectUri })
    const error = await attempt.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(OAuthSignInError)
    expect((error as Error).message).toContain('The metadata of provider "plain" can\'t be had')
    const err = expect.objectContaining({ message: "down" })
    expect((error as Error).cause).toEqual({ provider: "plain", err })
  })

  it("says what is missing before anyone is sent away", async () => {
    const provider = resolveOAuthProvider({ ...oauth, clientSecret: "" })
    const request = authorizationRequest(provider, { redirectUri })
    await expect(request).rejects.toThrow(MissingClientId)
    await expect(request).rejects.toThrow(/AUTH_PLAIN_SECRET/)
  })

  /** @see BCP-05, RFC 9700 §2.1.1 */
  it("adds a nonce where PKCE stands alone and the server doesn't know it", async () => {
    const metadata = {
      issuer: "https://id.example",
      authorization_endpoint: "https://id.example/authorize",
      token_endpoint: "https://id.example/token",
      jwks_uri: "https://id.example/jwks",
    }
    const start = async (more: object): Promise<string[]> => {
      const config: OIDCConfig<any> = {
        id: "id",
        name: "Id",
        type: "oidc",
        issuer: "https://id.example",
        clientId: "one",
        clientSecret: "secret",
        [customFetch]: () => Promise.resolve(Response.json({ ...metadata, ...more })),
      }
      const provider = resolveOAuthProvider(config, { compat: 5 })
      return Object.keys((await authorizationRequest(provider, { redirectUri })).checks)
    }
    expect(await start({})).toEqual(["pkce", "nonce"])
    expect(await start({ code_challenge_methods_supported: ["plain"] })).toEqual(["pkce", "nonce"])
    expect(await start({ code_challenge_methods_supported: ["S256"] })).toEqual(["pkce"])
  })
})

/** @see BCP-19, OBS-AJ8 */
describe("plain HTTP", () => {
  const start = (host: string, insecure?: true): Promise<unknown> => {
    const endpoints = {
      authorization: `http://${host}/a`,
      token: `http://${host}/t`,
      userinfo: `http://${host}/u`,
    }
    const switched = insecure && { [allowInsecureRequests]: true }
    return authorizationRequest(resolveOAuthProvider({ ...oauth, ...endpoints, ...switched }), {
      redirectUri,
    })
  }

  it("is spoken on loopback only, or where the symbol says so", async () => {
    for (const host of ["127.0.0.1:9", "localhost:9", "[::1]:9", "127.1", "idp.localhost"]) {
      await expect(start(host)).resolves.toBeDefined()
    }
    for (const host of [
      "10.0.0.1",
      "idp.example",
      "127.0.0.1.nip.io",
      "localhost.example",
      "0.0.0.0",
      "[::ffff:7f00:1]",
    ]) {
      await expect(start(host)).rejects.toThrow(InvalidEndpoints)
    }
    await expect(start("keycloak:8080", true)).resolves.toBeDefined()
  })

  it("knows loopback by the parsed host", () => {
    expect(isLoopback("127.255.255.254")).toBe(true)
    expect(isLoopback("128.0.0.1")).toBe(false)
  })

  it("is not found behind an https issuer", async () => {
    const metadata = {
      issuer: "https://id.example",
      authorization_endpoint: "https://id.example/authorize",
      token_endpoint: "http://127.0.0.1/token",
      jwks_uri: "https://id.example/jwks",
    }
    const provider = resolveOAuthProvider({
      id: "id",
      name: "Id",
      type: "oidc",
      issuer: "https://id.example",
      clientId: "one",
      clientSecret: "secret",
      [customFetch]: () => Promise.resolve(Response.json(metadata)),
    })
    await expect(authorizationRequest(provider, { redirectUri })).rejects.toThrow(InvalidEndpoints)
  })
})

describe("Memo", () => {
  it("keeps a hundred, and drops the one that was used longest ago", async () => {
    const memo = new Memo<number>()
    const ask = vi.fn(async () => 1)
    for (let i = 0; i < 100; i++) await memo.get(String(i), ask)
    await memo.get("0", ask)
    await memo.get("new", ask)
    expect(memo.size).toBe(100)
    expect(ask).toHaveBeenCalledTimes(101)
    await memo.get("0", ask)
    expect(ask).toHaveBeenCalledTimes(101)
    await memo.get("1", ask)
    expect(ask).toHaveBeenCalledTimes(102)
  })
})
