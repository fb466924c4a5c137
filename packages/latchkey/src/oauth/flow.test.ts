import { generateKeyPair, exportJWK } from "jose"
import { afterEach, describe, expect, it, vi } from "vitest"
import { type Issuer, startIssuer } from "../../test/support/issuer.ts"
import type { OIDCConfig } from "../contracts/provider.ts"
import { customFetch } from "../contracts/symbols.ts"
import { InvalidCheck, OAuthCallbackError } from "../errors.ts"
import { authorizationRequest } from "./authorize.ts"
import { type CallbackResult, processCallback } from "./callback.ts"
import { type OAuthProvider, resolveOAuthProvider } from "./provider.ts"
import { userAndAccount } from "./user-and-account.ts"

const redirectUri = "http://127.0.0.1:9/auth/callback/acme"
const secret = "canary:secret/with+odd %characters&=~"
const open: Issuer[] = []
afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(open.splice(0).map((issuer) => issuer.close()))
})

async function start(
  client: Record<string, unknown> = {},
  config: Partial<OIDCConfig<any>> = {},
  alg: "RS256" | "ES256" = "RS256",
): Promise<{ issuer: Issuer; provider: OAuthProvider }> {
  const client_id = "client:one"
  const issuer = await startIssuer({
    client: { client_id, client_secret: secret, redirect_uris: [redirectUri], ...client },
    alg,
  })
  open.push(issuer)
  const base = { id: "acme", name: "Acme", type: "oidc" as const, issuer: issuer.url }
  const provider = resolveOAuthProvider({
    ...base,
    clientId: client_id,
    clientSecret: secret,
    ...config,
  })
  return { issuer, provider }
}

async function signIn(
  issuer: Issuer,
  provider: OAuthProvider,
  account?: string,
): Promise<CallbackResult> {
  const { url, checks } = await authorizationRequest(provider, { redirectUri })
  const { params } = await issuer.walk(url, account)
  return processCallback(provider, { params, redirectUri, checks })
}

describe("client authentication", () => {
  for (const method of [
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
  ] as const) {
    it(`signs in with ${method}`, async () => {
      const { issuer, provider } = await start(
        { token_endpoint_auth_method: method },
        { client: { token_endpoint_auth_method: method } },
      )
      const { profile, tokens } = await signIn(issuer, provider)
      expect(profile).toMatchObject({ sub: "ada", email: "ada@example.com" })
      expect(tokens.access_token).toBeTypeOf("string")
      expect(tokens.expires_at).toBeGreaterThan(Date.now() / 1000)
    })
  }

  it("signs in with private_key_jwt, without a secret", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true })
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k", use: "sig" }] }
    const { issuer, provider } = await start(
      { token_endpoint_auth_method: "private_key_jwt", client_secret: undefined, jwks },
      { clientSecret: "", token: { clientPrivateKey: { key: privateKey, kid: "k" } } },
    )
    expect((await signIn(issuer, provider)).profile.sub).toBe("ada")
  })

  it("signs in as a public client, by PKCE alone", async () => {
    const { issuer, provider } = await start(
      { token_endpoint_auth_method: "none", client_secret: undefined },
      { clientSecret: "", client: { token_endpoint_auth_method: "none" } },
    )
    expect((await signIn(issuer, provider)).profile.sub).toBe("ada")
  })

  it("asks a source for the secret once, and again when its answer is old", async () => {
    const get = vi.fn(async () => [secret, "older"])
    const { issuer, provider } = await start({}, { clientSecret: { get, ttl: 60 } })
    await signIn(issuer, provider)
    await signIn(issuer, provider)
    expect(get).toHaveBeenCalledTimes(1)
  })
})

describe("the code flow", () => {
  it("takes the answer by form_post", async () => {
    const { issuer, provider } = await start(
      {},
      { authorization: { params: { response_mode: "form_post" } } },
    )
    const { url, checks } = await authorizationRequest(provider, { redirectUri })
    const landing = await issuer.walk(url)
    expect(landing.method).toBe("POST")
    const { profile } = await processCallback(provider, {
      params: landing.params,
      redirectUri,
      checks,
    })
    expect(profile.sub).toBe("ada")
  })

  it("verifies ES256 where the client is registered for it", async () => {
    const { issuer, provider } = await start(
      {},
      { client: { id_token_signed_response_alg: "ES256" } },
      "ES256",
    )
    expect((await signIn(issuer, provider)).profile.sub).toBe("ada")
  })

  it("refuses a signature of another algorithm than the registered one", async () => {
    const { issuer, provider } = await start(
      {},
      { client: { id_token_signed_response_alg: "RS256" } },
      "ES256",
    )
    await expect(signIn(issuer, provider)).rejects.toThrow(OAuthCallbackError)
  })

  it("asks the userinfo endpoint where the configuration says so", async () => {
    const { issuer, provider } = await start({}, { idToken: false })
    const { profile } = await signIn(issuer, provider)
    expect(profile).toMatchObject({ sub: "ada", name: "Name of ada" })
    expect(issuer.requests.get("/me")).toBe(1)
  })

  it("tells two people apart and describes them", async () => {
    const { issuer, provider } = await start()
    for (const account of ["ada", "grace"]) {
      const {
        user,
        account: linked,
        storedAccount,
      } = await userAndAccount(provider, await signIn(issuer, provider, account))
      expect(user).toEqual({
        id: account,
        name: `Name of ${account}`,
        email: `${account}@example.com`,
        image: null,
      })
      expect(linked).toMatchObject({ provider: "acme", type: "oidc", providerAccountId: account })
      expect(storedAccount.id_token).toBe(linked.id_token)
      expect(storedAccount).not.toHaveProperty("expires_in")
    }
  })

  it("makes one request for a warm sign-in", async () => {
    const { issuer, provider } = await start()
    await signIn(issuer, provider)
    const { url, checks } = await authorizationRequest(provider, { redirectUri })
    const { params } = await issuer.walk(url)
    issuer.requests.clear()
    await processCallback(provider, { params, redirectUri, checks })
    expect(Object.fromEntries(issuer.requests)).toEqual({ "/token": 1 })
  })

  it("shows every request to customFetch", async () => {
    const seen: string[] = []
    const watch: typeof fetch = (input, init) => {
      seen.push(new URL(input instanceof Request ? input.url : input).pathname)
      return fetch(input, init)
    }
    const { issuer, provider } = await start({}, { [customFetch]: watch, idToken: false })
    await signIn(issuer, provider)
    expect(seen).toEqual(["/.well-known/openid-configuration", "/token", "/jwks", "/me"])
    const plain = vi.spyOn(globalThis, "fetch")
    const { url, checks } = await authorizationRequest(provider, { redirectUri })
    const { params } = await issuer.walk(url)
    const walked = plain.mock.calls.length
    await processCallback(provider, { params, redirectUri, checks })
    // The two requests of the callback went through `watch`, which is what called the global one.
    expect(plain.mock.calls.length - walked).toBe(2)
    plain.mockRestore()
  })

  it("follows a rotation of the provider's keys", async () => {
    const { issuer, provider } = await start()
    await signIn(issuer, provider)
    await issuer.rotate()
    expect((await signIn(issuer, provider)).profile.sub).toBe("ada")
    expect(issuer.requests.get("/jwks")).toBe(2)
    // Once in half a minute, or a provider with wrong keys would be asked at every sign-in.
    await issuer.rotate()
    await expect(signIn(issuer, provider)).rejects.toThrow(OAuthCallbackError)
    expect(issuer.requests.get("/jwks")).toBe(2)
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 })
    expect((await signIn(issuer, provider)).profile.sub).toBe("ada")
    expect(issuer.requests.get("/jwks")).toBe(3)
    expect(issuer.requests.get("/.well-known/openid-configuration")).toBe(1)
  })

  it("answers the provider's refusal", async () => {
    const { issuer, provider } = await start()
    const { url, checks } = await authorizationRequest(provider, {
      redirectUri,
      params: { scope: "nonsense openid", prompt: "none" },
    })
    const { params } = await issuer.walk(url)
    const refused = processCallback(provider, { params, redirectUri, checks })
    await expect(refused).rejects.toMatchObject({
      type: "OAuthCallbackError",
      cause: { error: "login_required" },
    })
  })
})

/** @see ADV-AJ09, ADV-AJ7: what protects the flow can't be left out, and costs no request to miss. */
describe("checks", () => {
  for (const check of ["state", "nonce", "pkce"] as const) {
    it(`refuses without the ${check}, before any request`, async () => {
      const { issuer, provider } = await start()
      const { url, checks } = await authorizationRequest(provider, { redirectUri })
      const { params } = await issuer.walk(url)
      delete checks[check]
      issuer.requests.clear()
      await expect(processCallback(provider, { params, redirectUri, checks })).rejects.toThrow(
        InvalidCheck,
      )
      expect(issuer.requests.size).toBe(0)
    })

    it(`refuses the ${check} of another browser`, async () => {
      const { issuer, provider } = await start()
      const mine = await authorizationRequest(provider, { redirectUri })
      const other = await authorizationRequest(provider, { redirectUri })
      const { params } = await issuer.walk(mine.url)
      const checks = { ...mine.checks, [check]: other.checks[check] }
      const expected = check === "pkce" ? OAuthCallbackError : InvalidCheck
      await expect(processCallback(provider, { params, redirectUri, checks })).rejects.toThrow(
        expected,
      )
    })
  }

  it("refuses a code of another sign-in, even with the right state", async () => {
    const { issuer, provider } = await start()
    const mine = await authorizationRequest(provider, { redirectUri })
    const victim = await authorizationRequest(provider, { redirectUri })
    const { params } = await issuer.walk(victim.url)
    params.set("state", mine.checks.state!)
    const { checks } = mine
    await expect(processCallback(provider, { params, redirectUri, checks })).rejects.toThrow(
      OAuthCallbackError,
    )
  })

  it("refuses a code that was used", async () => {
    const { issuer, provider } = await start()
    const { url, checks } = await authorizationRequest(provider, { redirectUri })
    const { params } = await issuer.walk(url)
    await processCallback(provider, { params, redirectUri, checks })
    await expect(processCallback(provider, { params, redirectUri, checks })).rejects.toMatchObject({
      cause: { error: "invalid_grant" },
    })
  })

  for (const [name, change] of Object.entries<(params: URLSearchParams) => void>({
    "state twice": (params) => params.append("state", params.get("state")!),
    "state in upper case": (params) => params.set("state", params.get("state")!.toUpperCase()),
    "state cut short": (params) => params.set("state", params.get("state")!.slice(0, -1)),
    "no state": (params) => params.delete("state"),
    "state as a list": (params) => {
      params.set("state[]", params.get("state")!)
      params.delete("state")
    },
  })) {
    it(`refuses ${name} without a token request`, async () => {
      const { issuer, provider } = await start()
      const { url, checks } = await authorizationRequest(provider, { redirectUri })
      const { params } = await issuer.walk(url)
      change(params)
      issuer.requests.clear()
      await expect(processCallback(provider, { params, redirectUri, checks })).rejects.toThrow(
        InvalidCheck,
      )
      expect(issuer.requests.get("/token")).toBeUndefined()
    })
  }
})
