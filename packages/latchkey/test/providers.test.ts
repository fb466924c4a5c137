import { exportPKCS8, generateKeyPair, jwtVerify } from "jose"
import { describe, expect, it, vi } from "vitest"
import type {
  OAuth2Config,
  OAuthConfig,
  OIDCConfig,
  ProviderObject,
} from "../src/contracts/provider.ts"
import { customFetch } from "../src/contracts/symbols.ts"
import { OAuthCallbackError, OAuthProfileParseError } from "../src/errors.ts"
import { authorizationRequest } from "../src/oauth/authorize.ts"
import { processCallback } from "../src/oauth/callback.ts"
import { resolveOAuthProvider } from "../src/oauth/provider.ts"
import { type UserAndAccount, userAndAccount } from "../src/oauth/user-and-account.ts"
import Apple from "../src/providers/apple.ts"
import { appleClientSecret } from "../src/providers/apple-secret.ts"
import Credentials from "../src/providers/credentials.ts"
import GitHub from "../src/providers/github.ts"
import Google from "../src/providers/google.ts"
import Keycloak from "../src/providers/keycloak.ts"
import MicrosoftEntraID from "../src/providers/microsoft-entra-id.ts"
import Nodemailer from "../src/providers/nodemailer.ts"
import OAuth from "../src/providers/oauth.ts"
import OIDC from "../src/providers/oidc.ts"
import { safeColor, safeImageUrl } from "../src/web/html.ts"
import { routedFetch, type Routes, signer } from "./support/dialect.ts"

const redirectUri = "https://app.example/auth/callback/x"

interface SignedIn extends UserAndAccount {
  profile: Record<string, unknown>
  sent: URL
}

/** A whole sign-in against an emulated provider; `nonce` reaches its ID token through `onNonce`. */
async function signIn(
  config: OIDCConfig<any> | OAuth2Config<any>,
  params: Record<string, string> = {},
  onNonce?: (nonce: string | undefined) => void,
): Promise<SignedIn> {
  const provider = resolveOAuthProvider(config, { redirectUri })
  const { url, checks } = await authorizationRequest(provider, { redirectUri })
  onNonce?.(checks.nonce)
  const back = { code: "code", ...(checks.state && { state: checks.state }), ...params }
  const result = await processCallback(provider, { params: back, redirectUri, checks })
  const described = await userAndAccount(provider, result)
  return { ...described, profile: result.profile, sent: new URL(url) }
}

type Factory = (options?: any) => ProviderObject

describe("every factory", () => {
  const factories: Record<string, Factory> = {
    Apple,
    Credentials,
    GitHub,
    Google,
    Keycloak,
    MicrosoftEntraID,
    Nodemailer,
  }
  for (const [name, factory] of Object.entries(factories)) {
    it(`${name} is pure, and gives the same with nothing and {}`, () => {
      const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
      expect(plain(factory())).toEqual(plain(factory({})))
      const options = Object.freeze({ name: "Mine" })
      expect(factory(options).options).toMatchObject(options)
    })
  }

  it("has colours and logos that our pages show", () => {
    for (const factory of [Apple, GitHub, Google, Keycloak, MicrosoftEntraID] as Factory[]) {
      const { style } = factory() as OAuthConfig<any>
      expect(safeImageUrl(style?.logo)).toBe(style?.logo)
      for (const color of [style?.bg, style?.text, style?.brandColor])
        expect(safeColor(color)).toBe(color)
    }
  })
})

describe("GitHub", () => {
  const person = {
    id: 583231,
    login: "octocat",
    name: null,
    email: null,
    avatar_url: "https://a.example/1",
  }
  function github(over: Partial<Routes> = {}, config: Parameters<typeof GitHub>[0] = {}) {
    const routes: Routes = {
      "https://github.com/login/oauth/access_token": () =>
        Response.json({ access_token: "t", token_type: "bearer", scope: "read:user,user:email" }),
      "https://api.github.com/user": () => Response.json(person),
      "https://api.github.com/user/emails": () =>
        Response.json([
          { email: "old@example.com", primary: false, verified: true },
          { email: "octo@example.com", primary: true, verified: true },
        ]),
    }
    for (const [url, route] of Object.entries(over)) routes[url] = route!
    const { fetch, asked } = routedFetch(routes)
    const provider = GitHub({ clientId: "c", clientSecret: "s", [customFetch]: fetch, ...config })
    return {
      provider,
      asked: () => asked.map((request) => `${request.method} ${request.url}`),
      requests: asked,
    }
  }

  it("signs in with the primary address, which every request of customFetch shows", async () => {
    const { provider, asked, requests } = github()
    const { user, account, sent } = await signIn(provider)
    expect(user).toEqual({
      id: "583231",
      name: "octocat",
      email: "octo@example.com",
      image: "https://a.example/1",
    })
    expect(account).toMatchObject({
      provider: "github",
      type: "oauth",
      providerAccountId: "583231",
    })
    expect(sent.searchParams.get("scope")).toBe("read:user user:email")
    expect(asked()).toEqual([
      "POST https://github.com/login/oauth/access_token",
      "GET https://api.github.com/user",
      "GET https://api.github.com/user/emails",
    ])
    // GitHub answers nobody who doesn't say who asks.
    for (const request of requests) expect(request.headers.get("user-agent")).toBeTruthy()
    expect(requests[2]!.headers.get("authorization")).toBe("Bearer t")
  })

  it("takes the public address as it is, and never an unverified one", async () => {
    const publicly = { ...person, email: "public@example.com" }
    const open = github({ "https://api.github.com/user": () => Response.json(publicly) })
    expect((await signIn(open.provider)).user.email).toBe("public@example.com")
    expect(open.asked()).toHaveLength(2)
    const emails = "https://api.github.com/user/emails"
    const answers: (() => Response)[] = [
      () =>
        Response.json([
          { email: "o@example.com", primary: true, verified: false },
          { email: "v@example.com", primary: false, verified: true },
        ]),
      () => Response.json({ message: "Not Found" }, { status: 404 }),
      () => Response.json([null, 1, "x"]),
      () => new Response("<html>"),
    ]
    for (const answer of answers) {
      expect((await signIn(github({ [emails]: answer }).provider)).user.email).toBeNull()
    }
  })

  /** @see ISS-4: GitHub sends `iss`. */
  it("knows its issuer", async () => {
    const { user } = await signIn(github().provider, { iss: "https://github.com/login/oauth" })
    expect(user.id).toBe("583231")
    const { provider, asked } = github()
    await expect(signIn(provider, { iss: "https://evil.example" })).rejects.toThrow(
      OAuthCallbackError,
    )
    expect(asked()).toEqual([])
  })

  it("takes its errors, which come with status 200, for errors", async () => {
    const { provider } = github({
      "https://github.com/login/oauth/access_token": () =>
        Response.json({ error: "bad_verification_code" }),
    })
    await expect(signIn(provider)).rejects.toMatchObject({
      cause: { error: "bad_verification_code" },
    })
  })

  it("asks an Enterprise Server", async () => {
    const base = "https://github.acme.example"
    const { provider, asked } = github(
      {
        [`${base}/login/oauth/access_token`]: () =>
          Response.json({ access_token: "t", token_type: "bearer" }),
        [`${base}/api/v3/user`]: () => Response.json({ ...person, email: "a@b.example" }),
      },
      { enterprise: { baseUrl: `${base}/` } },
    )
    const { sent } = await signIn(provider, { iss: `${base}/login/oauth` })
    expect(sent.href).toContain(`${base}/login/oauth/authorize?`)
    expect(asked().every((line) => line.includes(base))).toBe(true)
  })

  it("lets nobody in whose profile has no id of its own", async () => {
    const { provider } = github({}, { profile: () => ({ name: "nobody" }) })
    await expect(signIn(provider)).rejects.toThrow(OAuthProfileParseError)
  })

  it("leaves iss alone where a plain provider has no issuer", async () => {
    const { fetch } = routedFetch({
      "https://plain.example/token": () =>
        Response.json({ access_token: "t", token_type: "bearer", id_token: "not.looked.at" }),
      "https://plain.example/me": () => Response.json({ id: 7, name: "Ada" }),
    })
    const provider = OAuth({
      id: "plain",
      authorization: "https://plain.example/authorize",
      token: "https://plain.example/token",
      userinfo: "https://plain.example/me",
      clientId: "c",
      clientSecret: "s",
      [customFetch]: fetch,
    })
    const { user, account } = await signIn(provider, { iss: "https://whoever.example" })
    expect(user.id).toBe("7")
    expect(account.id_token).toBe("not.looked.at")
  })
})

describe("Apple", () => {
  const issuer = "https://appleid.apple.com"
  async function apple(claims: Record<string, unknown> = {}) {
    const { jwks, sign } = await signer()
    let nonce: string | undefined
    const { fetch, asked } = routedFetch({
      [`${issuer}/.well-known/openid-configuration`]: () =>
        Response.json({
          issuer,
          authorization_endpoint: `${issuer}/auth/authorize`,
          token_endpoint: `${issuer}/auth/token`,
          jwks_uri: `${issuer}/auth/keys`,
          response_modes_supported: ["query", "fragment", "form_post"],
          token_endpoint_auth_methods_supported: ["client_secret_post"],
          id_token_signing_alg_values_supported: ["RS256"],
        }),
      [`${issuer}/auth/keys`]: () => Response.json(jwks),
      [`${issuer}/auth/token`]: async () =>
        Response.json({
          access_token: "a",
          token_type: "Bearer",
          expires_in: 3600,
          refresh_token: "r",
          id_token: await sign({
            iss: issuer,
            aud: "com.example.web",
            sub: "001.ab",
            nonce,
            email: "x@privaterelay.appleid.com",
            email_verified: "true",
            is_private_email: "false",
            ...claims,
          }),
        }),
    })
    const provider = Apple({
      clientId: "com.example.web",
      clientSecret: "jwt",
      [customFetch]: fetch,
    })
    return { provider, asked, onNonce: (value: string | undefined) => (nonce = value) }
  }

  it("takes the name of the first consent from the form", async () => {
    const { provider, asked, onNonce } = await apple()
    const user =
      '{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"x@privaterelay.appleid.com"}'
    const signedIn = await signIn(provider, { user }, onNonce)
    expect(signedIn.user).toEqual({
      id: "001.ab",
      name: "Ada Lovelace",
      email: "x@privaterelay.appleid.com",
      image: null,
    })
    expect(signedIn.profile).toMatchObject({
      email_verified: true,
      is_private_email: false,
      user: { name: { firstName: "Ada" } },
    })
    expect(signedIn.sent.searchParams.get("response_mode")).toBe("form_post")
    expect(signedIn.sent.searchParams.has("code_challenge")).toBe(false)
    const token = asked.find((request) => request.url.endsWith("/token"))!
    expect(token.headers.get("authorization")).toBeNull()
    expect(new URLSearchParams(await token.text()).get("client_secret")).toBe("jwt")
  })

  it("does without, and with nonsense", async () => {
    for (const user of [
      undefined,
      "",
      "{",
      "null",
      "[]",
      '"x"',
      '{"name":1}',
      '{"name":{"firstName":{}}}',
      `{"x":"${"y".repeat(3000)}"}`,
    ]) {
      const { provider, onNonce } = await apple()
      const signedIn = await signIn(provider, user === undefined ? {} : { user }, onNonce)
      expect(signedIn.user).toMatchObject({ id: "001.ab", name: null })
    }
  })

  it("never takes who it is from the form", async () => {
    const { provider, onNonce } = await apple()
    const user = '{"sub":"victim","email":"victim@example.com","email_verified":true}'
    const signedIn = await signIn(provider, { user }, onNonce)
    expect(signedIn.user).toMatchObject({ id: "001.ab", email: "x@privaterelay.appleid.com" })
  })

  it("makes its client secret when it is needed, and keeps it for a while", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true })
    const pem = (await exportPKCS8(privateKey)).replaceAll("\n", "\\n")
    const secret = appleClientSecret({
      clientId: "com.example.web",
      teamId: "TEAM",
      keyId: "KEY",
      privateKey: () => pem,
    })
    const jwt = await secret()
    const { payload, protectedHeader } = await jwtVerify(jwt, publicKey, {
      issuer: "TEAM",
      subject: "com.example.web",
      audience: issuer,
    })
    expect(protectedHeader).toMatchObject({ alg: "ES256", kid: "KEY" })
    expect(payload.exp! - payload.iat!).toBe(3600)
    expect(await secret()).toBe(jwt)
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_550_000 })
    expect(await secret()).not.toBe(jwt)
    vi.useRealTimers()
    const year = { clientId: "c", teamId: "t", keyId: "k", privateKey: pem, maxAge: 31_536_000 }
    expect(() => appleClientSecret(year)).toThrow(TypeError)
  })
})

/** @see OC-25, OBS-AJ8 */
describe("Microsoft Entra ID", () => {
  const host = "https://login.microsoftonline.com"
  const tid = "9122040d-6c67-4c5b-b112-36a304b66dad"
  const other = "11111111-6c67-4c5b-b112-36a304b66dad"
  interface Lies {
    issuer?: string
    metadataIssuer?: string
    claims?: Record<string, unknown>
    options?: Parameters<typeof MicrosoftEntraID>[0]
    photo?: () => Response
  }
  async function entra({
    issuer = `${host}/common/v2.0`,
    metadataIssuer,
    claims,
    options,
    photo,
  }: Lies = {}) {
    const { jwks, sign } = await signer()
    let nonce: string | undefined
    const { fetch, asked } = routedFetch({
      [`${issuer}/.well-known/openid-configuration`]: () =>
        Response.json({
          issuer: metadataIssuer ?? `${host}/{tenantid}/v2.0`,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          userinfo_endpoint: "https://graph.microsoft.com/oidc/userinfo",
          id_token_signing_alg_values_supported: ["RS256"],
        }),
      [`${issuer}/keys`]: () => Response.json(jwks),
      [`${issuer}/token`]: async () =>
        Response.json({
          access_token: "a",
          token_type: "Bearer",
          id_token: await sign({
            iss: `${host}/${tid}/v2.0`,
            aud: "app",
            sub: "s",
            oid: "o",
            tid,
            name: "Ada",
            email: "ada@contoso.example",
            nonce,
            ...claims,
          }),
        }),
      "https://graph.microsoft.com/v1.0/me/photos/48x48/$value":
        photo ?? (() => new Response(null, { status: 404 })),
    })
    const provider = MicrosoftEntraID({
      clientId: "app",
      clientSecret: "s",
      [customFetch]: fetch,
      ...options,
    })
    return { provider, asked, onNonce: (value: string | undefined) => (nonce = value) }
  }
  const attempt = async (lies?: Lies): Promise<SignedIn> => {
    const { provider, onNonce } = await entra(lies)
    return signIn(provider, {}, onNonce)
  }

  it("lets any tenant in through /common, with its own issuer", async () => {
    const { user } = await attempt()
    expect(user).toEqual({ id: "s", name: "Ada", email: "ada@contoso.example", image: null })
  })

  it("lets one tenant in where the issuer names it, with or without a slash", async () => {
    const issuer = `${host}/${tid}/v2.0`
    for (const given of [issuer, `${issuer}/`]) {
      const lies = { issuer, metadataIssuer: issuer, options: { issuer: given } }
      expect((await attempt(lies)).user.id).toBe("s")
      const claims = { tid: other, iss: `${host}/${other}/v2.0` }
      await expect(attempt({ ...lies, claims })).rejects.toThrow(OAuthCallbackError)
    }
  })

  it("lets one tenant in by its domain name", async () => {
    const lies = { issuer: `${host}/contoso.example/v2.0`, metadataIssuer: `${host}/${tid}/v2.0` }
    expect((await attempt({ ...lies, options: { issuer: lies.issuer } })).user.id).toBe("s")
  })

  for (const [name, claims] of Object.entries<Record<string, unknown>>({
    "an issuer of another tenant than tid": { tid: other },
    "no tid": { tid: undefined },
    "a tid that is no id": { tid: "{tenantid}", iss: `${host}/{tenantid}/v2.0` },
    "a tid that is a path": { tid: `${tid}/../${other}`, iss: `${host}/${tid}/../${other}/v2.0` },
    "an issuer of another host": { iss: `https://evil.example/${tid}/v2.0` },
  })) {
    it(`refuses ${name}`, async () => {
      await expect(attempt({ claims })).rejects.toThrow(OAuthCallbackError)
    })
  }

  it("lets in the tenants on the list", async () => {
    expect((await attempt({ options: { tenants: [tid] } })).user.id).toBe("s")
    await expect(attempt({ options: { tenants: [other] } })).rejects.toThrow(OAuthCallbackError)
  })

  it("refuses metadata of another tenant or host", async () => {
    for (const metadataIssuer of [
      `https://evil.example/{tenantid}/v2.0`,
      `${host}/${tid}/v2.0`,
      host,
    ]) {
      await expect(attempt({ metadataIssuer })).rejects.toMatchObject({ type: "InvalidEndpoints" })
    }
  })

  it("fetches a picture if asked, and signs in without one", async () => {
    const image = new Uint8Array([0xff, 0xd8, 0xff])
    const photo = () => new Response(image, { headers: { "content-type": "image/jpeg" } })
    const options = { profilePhotoSize: 48 } as const
    expect((await attempt({ photo, options })).user.image).toBe("data:image/jpeg;base64,/9j/")
    const svg = () => new Response("<svg/>", { headers: { "content-type": "image/svg+xml" } })
    for (const none of [undefined, svg, () => Response.error()]) {
      expect((await attempt({ ...(none && { photo: none }), options })).user.image).toBeNull()
    }
    const { provider, asked, onNonce } = await entra({ photo })
    await signIn(provider, {}, onNonce)
    expect(asked.some((request) => request.url.includes("graph."))).toBe(false)
  })
})

describe("the generic ones", () => {
  it("OIDC needs an issuer only", () => {
    const config = OIDC({
      id: "acme",
      issuer: "https://id.acme.example",
      clientId: "c",
      clientSecret: "s",
    })
    expect(resolveOAuthProvider(config)).toMatchObject({
      id: "acme",
      name: "acme",
      type: "oidc",
      idToken: true,
    })
  })

  it("Credentials lets nobody in by default", () => {
    expect(Credentials().authorize({}, new Request("https://app.example"))).toBeNull()
  })
})
