import { exportJWK, generateKeyPair } from "jose"
import { afterEach, describe, expect, it } from "vitest"
import { type Issuer, startIssuer } from "../../test/support/issuer.ts"
import type { OAuth2Config, OIDCConfig } from "../contracts/provider.ts"
import { customFetch } from "../contracts/symbols.ts"
import AzureDevOps from "../providers/azure-devops.ts"
import GitHub from "../providers/github.ts"
import TikTok from "../providers/tiktok.ts"
import WeChat from "../providers/wechat.ts"
import { authorizationRequest } from "./authorize.ts"
import { processCallback } from "./callback.ts"
import { type OAuthProvider, resolveOAuthProvider } from "./provider.ts"
import { GrantEnded, ProviderBusy, RefreshRefused, refreshTokens } from "./refresh.ts"
import { revokeTokens } from "./revoke.ts"

const redirectUri = "http://127.0.0.1:9/auth/callback/acme"
const secret = "a secret/with+odd %characters&=~ and thirty-two"
const open: Issuer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((issuer) => issuer.close()))
})

async function start(
  client: Record<string, unknown>,
  config: Partial<OIDCConfig<any>> = {},
): Promise<{ issuer: Issuer; provider: OAuthProvider }> {
  const issuer = await startIssuer({
    client: {
      client_id: "app",
      client_secret: secret,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      ...client,
    },
    refresh: true,
  })
  open.push(issuer)
  const base = { id: "acme", name: "Acme", type: "oidc", issuer: issuer.url } as const
  const provider = resolveOAuthProvider({
    ...base,
    clientId: "app",
    clientSecret: secret,
    ...config,
  })
  return { issuer, provider }
}

async function signIn(issuer: Issuer, provider: OAuthProvider) {
  const { url, checks } = await authorizationRequest(provider, { redirectUri })
  const { params } = await issuer.walk(url)
  return (await processCallback(provider, { params, redirectUri, checks })).tokens
}

describe("the client proves itself as at sign-in", () => {
  it.each([
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "none",
    "private_key_jwt",
  ])("%s", async (token_endpoint_auth_method) => {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true })
    const isKey = token_endpoint_auth_method === "private_key_jwt"
    const jwks = { keys: [await exportJWK(publicKey)] }
    const { issuer, provider } = await start(
      { token_endpoint_auth_method, ...(isKey && { jwks }) },
      {
        client: { token_endpoint_auth_method },
        ...(isKey && { token: { clientPrivateKey: privateKey } }),
      },
    )
    const first = await signIn(issuer, provider)
    const tokens = await refreshTokens(provider, {
      refreshToken: first.refresh_token!,
      idToken: first.id_token,
    })
    expect(tokens.access_token).not.toBe(first.access_token)
    expect(tokens.refresh_token).not.toBe(first.refresh_token)
    expect(tokens.expires_at).toBeGreaterThan(Date.now() / 1000)
    // Used twice it ends the grant, the newest token with it.
    const again = refreshTokens(provider, { refreshToken: first.refresh_token! })
    await expect(again).rejects.toBeInstanceOf(GrantEnded)
    const newest = refreshTokens(provider, { refreshToken: tokens.refresh_token! })
    await expect(newest).rejects.toBeInstanceOf(GrantEnded)
  })

  it("and so are tokens revoked: the refresh token, and its access tokens with it", async () => {
    const { issuer, provider } = await start({})
    const { access_token, refresh_token } = await signIn(issuer, provider)
    expect(await revokeTokens(provider, { access_token, refresh_token })).toBe(true)
    const gone = refreshTokens(provider, { refreshToken: refresh_token! })
    await expect(gone).rejects.toBeInstanceOf(GrantEnded)
    const headers = { authorization: `Bearer ${access_token}` }
    expect((await fetch(`${issuer.url}/me`, { headers })).ok).toBe(false)
    expect(await revokeTokens(provider, {})).toBe(false)
  })
})

/** What a provider with a dialect is asked. */
async function asked(
  make: (config: object) => OAuth2Config<any>,
  answer: () => Response = () => Response.json({ access_token: "new", token_type: "bearer" }),
) {
  let url = ""
  let body = new URLSearchParams()
  const watched: typeof fetch = (input, init) => {
    url = String(input)
    body = new URLSearchParams(init?.body as URLSearchParams)
    return Promise.resolve(answer())
  }
  const config = { clientId: "id", clientSecret: "key", [customFetch]: watched }
  const provider = resolveOAuthProvider(make(config))
  const result = refreshTokens(provider, { refreshToken: "old" })
  const tokens = await result.catch((error: unknown) => error)
  return { url, body: Object.fromEntries(body), tokens }
}

describe("dialects", () => {
  it("WeChat has another address for it, and other names", async () => {
    const { url, body, tokens } = await asked(WeChat)
    expect(url).toBe("https://api.weixin.qq.com/sns/oauth2/refresh_token")
    expect(body).toMatchObject({ appid: "id", grant_type: "refresh_token", refresh_token: "old" })
    expect(tokens).toMatchObject({ access_token: "new" })
  })

  it("Azure DevOps takes it as an assertion", async () => {
    const { body } = await asked(AzureDevOps)
    expect(body).toMatchObject({ grant_type: "refresh_token", assertion: "old" })
    expect(body["client_assertion"]).toBe("key")
    expect(body).not.toHaveProperty("refresh_token")
  })

  it("TikTok calls the client a key", async () => {
    expect((await asked(TikTok)).body).toMatchObject({ client_key: "id", refresh_token: "old" })
  })

  it("GitHub says no with the status 200, and lives on no end of its own", async () => {
    const no = (): Response => Response.json({ error: "bad_refresh_token" })
    expect((await asked(GitHub, no)).tokens).toBeInstanceOf(GrantEnded)
    const { tokens } = await asked(GitHub)
    expect(tokens).not.toHaveProperty("expires_at")
  })
})

describe("what is whose fault", () => {
  const cases: [string, () => Response, unknown][] = [
    ["500", () => new Response("oops", { status: 500 }), ProviderBusy],
    [
      "503 that says invalid_grant",
      () => Response.json({ error: "invalid_grant" }, { status: 503 }),
      ProviderBusy,
    ],
    [
      "temporarily_unavailable",
      () => Response.json({ error: "temporarily_unavailable" }, { status: 400 }),
      ProviderBusy,
    ],
    [
      "invalid_client",
      () => Response.json({ error: "invalid_client" }, { status: 401 }),
      RefreshRefused,
    ],
    [
      "a token of another type",
      () => Response.json({ access_token: "x", token_type: "mac" }),
      Error,
    ],
    ["no token", () => Response.json({ token_type: "bearer" }), Error],
  ]
  it.each(cases)("%s", async (_, answer, type) => {
    const { tokens } = await asked(GitHub, answer)
    expect(tokens).toBeInstanceOf(type)
    expect(tokens).not.toBeInstanceOf(GrantEnded)
  })

  it("Retry-After is read as seconds and as a date; garbage is none", async () => {
    const after = async (value: string): Promise<number | undefined> => {
      const headers = { "retry-after": value }
      const { tokens } = await asked(GitHub, () => new Response("", { status: 429, headers }))
      return (tokens as ProviderBusy).retryAfter
    }
    expect(await after("17")).toBe(17)
    expect(await after(new Date(Date.now() + 30_000).toUTCString())).toBeGreaterThan(27)
    expect(await after(new Date(Date.now() - 30_000).toUTCString())).toBe(0)
    expect(await after("soon")).toBeUndefined()
  })
})
