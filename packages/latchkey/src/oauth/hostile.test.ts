import { inspect } from "node:util"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { type HostileIssuer, startHostileIssuer } from "../../test/support/hostile-issuer.ts"
import type { OIDCConfig } from "../contracts/provider.ts"
import { customFetch } from "../contracts/symbols.ts"
import { AuthError, OAuthCallbackError, OAuthSignInError } from "../errors.ts"
import { authorizationRequest } from "./authorize.ts"
import { type CallbackResult, processCallback } from "./callback.ts"
import { type OAuthProvider, resolveOAuthProvider } from "./provider.ts"

const clientId = "client-one"
const clientSecret = "canary-client-secret"
const redirectUri = "https://app.example/auth/callback/acme"

let issuer: HostileIssuer
beforeAll(async () => {
  issuer = await startHostileIssuer(clientId)
})
afterEach(() => {
  issuer.reset()
  vi.useRealTimers()
})
afterAll(() => issuer.close())

function resolve(config: Partial<OIDCConfig<any>> = {}): OAuthProvider {
  return resolveOAuthProvider({
    id: "acme",
    name: "Acme",
    type: "oidc",
    issuer: issuer.url,
    clientId,
    clientSecret,
    // A `fetch` of its own, so that no test sees what another one learnt.
    [customFetch]: (input, init) => fetch(input, init),
    ...config,
  })
}

interface SignIn {
  provider?: OAuthProvider
  /** Tells the lies that begin after the browser left. */
  lie?: (nonce: string) => void
  params?: (params: URLSearchParams) => void
}

async function signIn({
  provider = resolve(),
  lie,
  params: change,
}: SignIn = {}): Promise<CallbackResult> {
  const { checks } = await authorizationRequest(provider, { redirectUri })
  issuer.over.claims = { nonce: checks.nonce }
  lie?.(checks.nonce!)
  const params = new URLSearchParams({ code: "code-canary", state: checks.state! })
  change?.(params)
  canaries.push(checks.pkce!, checks.nonce!)
  return processCallback(provider, { params, redirectUri, checks })
}

const canaries = [clientSecret, "at-canary", "code-canary"]

/** The error of a sign-in that must fail; and holds nothing that nobody should read. */
async function failure(attempt: Promise<unknown>): Promise<AuthError> {
  const error = await attempt.then(
    () => expect.fail("the sign-in went through"),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(AuthError)
  const text = inspect(error, { depth: 20, showHidden: true })
  for (const canary of canaries) expect(text).not.toContain(canary)
  return error as AuthError
}

const claims = (over: Record<string, unknown>) => (): void => {
  issuer.over.claims = { ...issuer.over.claims, ...over }
}
const token = (over: Record<string, unknown>) => (): void => {
  issuer.over.token = over
}
const now = (): number => Math.floor(Date.now() / 1000)
const base64url = (text: string): string => Buffer.from(text).toString("base64url")

it("lets an honest provider through", async () => {
  const { tokens, profile } = await signIn()
  expect(profile).toMatchObject({ sub: "ada", iss: issuer.url })
  expect(tokens).toMatchObject({ access_token: "at-canary", token_type: "bearer" })
  expect(issuer.lastToken.body.get("redirect_uri")).toBe(redirectUri)
})

describe("token answers that are refused", () => {
  const rows: Record<string, () => void> = {
    HTML: () =>
      (issuer.answers.token = { body: "<html>", headers: { "content-type": "text/html" } }),
    "a 500 of HTML": () => (issuer.answers.token = { status: 500, body: "<html>" }),
    "JSON cut short": () => (issuer.answers.token = { body: '{"access_token":"at-canary",' }),
    "a token as text": () => (issuer.answers.token = { body: "at-canary" }),
    "no content": () => (issuer.answers.token = { status: 204 }),
    "an empty body": () => (issuer.answers.token = { body: "" }),
    "a list": () => (issuer.answers.token = { body: "[]" }),
    null: () => (issuer.answers.token = { body: "null" }),
    "a redirect": () =>
      (issuer.answers.token = { status: 302, headers: { location: "https://evil.example" } }),
    "a temporary redirect": () =>
      (issuer.answers.token = { status: 307, headers: { location: "https://evil.example" } }),
    "tokens with a 400": () =>
      (issuer.answers.token = {
        status: 400,
        body: { access_token: "at-canary", token_type: "bearer" },
      }),
    "an error with a 200": () =>
      (issuer.answers.token = { body: { error: "bad_verification_code" } }),
    "a 401 with a challenge": () =>
      (issuer.answers.token = {
        status: 401,
        headers: { "www-authenticate": 'Basic realm="x"' },
        body: { error: "invalid_client" },
      }),
    "an error beside tokens": token({ error: "invalid_grant" }),
    "an endless body": () =>
      (issuer.answers.token = (response) => {
        response.writeHead(200, { "content-type": "application/json" })
        const more = (): void => {
          if (!response.destroyed) response.write("x".repeat(65_536), () => setImmediate(more))
        }
        more()
      }),
    "a body of two megabytes": token({ padding: "x".repeat(2_000_000) }),
    "a dropped connection": () => (issuer.answers.token = (response) => response.destroy()),
    "no access token": token({ access_token: null }),
    "an access token that is a number": token({ access_token: 1 }),
    "an access token that is empty": token({ access_token: "" }),
    "no token type": token({ token_type: null }),
    "an unknown token type": token({ token_type: "mac" }),
    "a token type nobody asked for": token({ token_type: "DPoP" }),
    "no ID token": token({ id_token: null }),
    "an ID token that is a number": token({ id_token: 1 }),
    "an ID token that is a list": token({ id_token: ["a.b.c"] }),
    "an ID token that is none": token({ id_token: "nonsense" }),
    "an encrypted ID token": token({ id_token: "a.b.c.d.e" }),
    "a negative lifetime": token({ expires_in: -1 }),
    "an absurd lifetime": token({ expires_in: 1e300 }),
    "a lifetime in words": token({ expires_in: "soon" }),
    "a refresh token that is an object": token({ refresh_token: {} }),
    "a scope that is a list": token({ scope: ["openid"] }),
  }
  for (const [name, lie] of Object.entries(rows)) {
    it(name, async () => {
      const error = await failure(signIn({ lie }))
      expect(error).toBeInstanceOf(OAuthCallbackError)
      expect(error.cause?.err).toBeInstanceOf(Error)
      expect(error.cause?.err).not.toBeInstanceOf(AuthError)
      expect(issuer.requests.userinfo).toBe(0)
    })
  }

  it("tells the provider's own error, printable and short", async () => {
    const description = `<script>\r\nSet-Cookie: a=b\u2028${"x".repeat(5000)}`
    issuer.answers.token = {
      status: 400,
      body: { error: "invalid_grant", error_description: description },
    }
    const error = await failure(signIn())
    expect(error.cause).toMatchObject({ provider: "acme", error: "invalid_grant" })
    expect(error.cause?.["error_description"]).toMatch(/^<script>\?\?Set-Cookie: a=b\?x{1,200}$/)
    expect(error.message).not.toContain("script")
  })
})

/** @see OC-02 to OC-14 */
describe("ID tokens that are refused", () => {
  const part = (jwt: string, index: number, change: (value: any) => object): string => {
    const parts = jwt.split(".")
    const value = JSON.parse(Buffer.from(parts[index]!, "base64url").toString())
    parts[index] = base64url(JSON.stringify(change(value)))
    return parts.join(".")
  }
  const idToken = (change: (jwt: string) => string) => (): void => {
    issuer.over.idToken = change
  }
  const rows: Record<string, () => void> = {
    "another issuer": claims({ iss: "https://evil.example" }),
    "an issuer with a slash more": () => claims({ iss: `${issuer.url}/` })(),
    "an issuer that is a list": () => claims({ iss: [issuer.url] })(),
    "another client": claims({ aud: "client-two" }),
    "no audience": claims({ aud: [] }),
    "an audience that is a number": claims({ aud: 1 }),
    "several audiences without azp": claims({ aud: [clientId, "client-two"] }),
    "several audiences and azp of another": claims({
      aud: [clientId, "client-two"],
      azp: "client-two",
    }),
    "one audience and azp of another": claims({ azp: "client-two" }),
    "no sub": claims({ sub: undefined }),
    "an empty sub": claims({ sub: "" }),
    "a sub that is a number": claims({ sub: 7 }),
    "a sub with a NUL": claims({ sub: "ada\0" }),
    "a sub of 256 characters": claims({ sub: "a".repeat(256) }),
    "a sub that is not ASCII": claims({ sub: "ädä" }),
    "no exp": claims({ exp: undefined }),
    "over for 61 seconds": () => claims({ exp: now() - 61 })(),
    "an exp beyond time": claims({ exp: 1e308 }),
    "an exp that is a text": () => claims({ exp: String(now() + 300) })(),
    "no iat": claims({ iat: undefined }),
    "issued 62 seconds from now": () => claims({ iat: now() + 62 })(),
    "issued a week ago": () => claims({ iat: now() - 604_800 })(),
    "a negative iat": claims({ iat: -1 }),
    "not valid yet": () => claims({ nbf: now() + 120 })(),
    "a wrong at_hash": claims({ at_hash: "c2hvcnQ" }),
    "alg none without a signature": idToken((jwt) =>
      part(jwt, 0, (header) => ({ ...header, alg: "none" })).replace(/[^.]*$/, ""),
    ),
    "alg none with a signature": idToken((jwt) =>
      part(jwt, 0, (header) => ({ ...header, alg: "none" })),
    ),
    "alg HS256 keyed with what is public": idToken((jwt) =>
      part(jwt, 0, (header) => ({ ...header, alg: "HS256" })),
    ),
    "no alg": idToken((jwt) => part(jwt, 0, (header) => ({ ...header, alg: undefined }))),
    "a critical header": idToken((jwt) =>
      part(jwt, 0, (header) => ({ ...header, crit: ["b64"], b64: false })),
    ),
    "no signature": idToken((jwt) => jwt.replace(/[^.]*$/, "")),
    "a flipped bit in the signature": idToken((jwt) =>
      jwt.replace(/\.([^.])([^.]*)$/, (_, first, rest) => `.${first === "A" ? "B" : "A"}${rest}`),
    ),
    "claims of another token": idToken((jwt) =>
      part(jwt, 1, (value) => ({ ...value, sub: "grace" })),
    ),
    "an unknown kid": () => (issuer.over.header = { kid: "two" }),
    "no keys": () => (issuer.over.keys = () => []),
    "keys that are no list": () => (issuer.answers.jwks = { body: { keys: {} } }),
    "keys of HTML": () => (issuer.answers.jwks = { body: "<html>" }),
    "keys of two megabytes": () =>
      (issuer.over.keys = (key) => [key, { padding: "x".repeat(2_000_000) }]),
    "a key for encryption": () => (issuer.over.keys = (key) => [{ ...key, use: "enc" }]),
    "a symmetric key": () =>
      (issuer.over.keys = () => [{ kty: "oct", k: "AAAA", kid: "one", alg: "RS256" }]),
    "two keys of one kid": () => (issuer.over.keys = (key) => [key, key]),
    "a key of 1024 bits": () =>
      (issuer.over.keys = () => [
        { kty: "RSA", e: "AQAB", kid: "one", n: Buffer.alloc(128, 255).toString("base64url") },
      ]),
  }
  for (const [name, lie] of Object.entries(rows)) {
    it(name, async () => {
      const error = await failure(signIn({ lie }))
      expect(error).toBeInstanceOf(OAuthCallbackError)
      expect(error.cause?.err).toBeInstanceOf(Error)
      expect(issuer.requests.userinfo).toBe(0)
    })
  }

  it("another nonce, or none", async () => {
    for (const nonce of ["of-another-sign-in", undefined]) {
      const error = await failure(signIn({ lie: claims({ nonce }) }))
      expect(error.type).toBe("InvalidCheck")
    }
  })
})

/** @see OC-06: what the metadata offers is no licence. */
describe("algorithms that are refused even where the metadata lists them", () => {
  for (const alg of ["none", "HS256"]) {
    it(alg, async () => {
      issuer.over.metadata = { id_token_signing_alg_values_supported: [alg, "RS256"] }
      const lie = (): void => {
        issuer.over.idToken = (jwt) =>
          `${base64url(JSON.stringify({ alg }))}.${jwt.split(".")[1]}.AAAA`
      }
      expect(await failure(signIn({ lie }))).toBeInstanceOf(OAuthCallbackError)
    })
  }
})

describe("ID tokens that are accepted", () => {
  const rows: Record<string, () => void> = {
    "one audience in a list": claims({ aud: [clientId] }),
    "azp of ours": claims({ azp: clientId }),
    "a clock 45 seconds ahead": () => claims({ iat: now() + 45 })(),
    "over for 45 seconds": () => claims({ exp: now() - 45 })(),
    "no kid and one key": () => (issuer.over.header = { kid: undefined }),
    "a lifetime as a text": token({ expires_in: "3600" }),
    "a lifetime of null": token({ expires_in: null }),
    "a token type in odd case": token({ token_type: "bEaReR" }),
    "a member called __proto__": () => {
      issuer.over.token = JSON.parse('{"__proto__":{"polluted":true}}')
    },
  }
  for (const [name, lie] of Object.entries(rows)) {
    it(name, async () => {
      const { profile, tokens } = await signIn({ lie })
      expect(profile.sub).toBe("ada")
      expect(Object.getPrototypeOf(tokens)).toBe(Object.prototype)
      expect((tokens as { polluted?: boolean }).polluted).toBeUndefined()
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    })
  }

  it("at_hash of this access token", async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("at-canary"))
    const at_hash = Buffer.from(digest.slice(0, 16)).toString("base64url")
    expect((await signIn({ lie: claims({ at_hash }) })).profile.sub).toBe("ada")
  })
})

/** @see ISS-1 to ISS-5, OC-19, BCP-24 */
describe("authorization responses", () => {
  const refused: Record<string, (params: URLSearchParams) => void> = {
    "iss of another": (params) => params.set("iss", "https://evil.example"),
    "iss with a slash more": (params) => params.set("iss", `${issuer.url}/`),
    "iss in upper case": (params) => params.set("iss", issuer.url.toUpperCase()),
    "iss twice": (params) => {
      params.append("iss", issuer.url)
      params.append("iss", issuer.url)
    },
    "code twice": (params) => params.append("code", "another"),
    "no code": (params) => params.delete("code"),
    "an empty code": (params) => params.set("code", ""),
    "an error beside a code": (params) => params.set("error", "access_denied"),
    "an error twice": (params) => {
      params.append("error", "access_denied")
      params.append("error", "login_required")
    },
    "an ID token in the front channel": (params) => params.set("id_token", "a.b.c"),
    "a JWT response": (params) => params.set("response", "a.b.c"),
  }
  for (const [name, params] of Object.entries(refused)) {
    it(`refuses ${name}, without a token request`, async () => {
      expect(await failure(signIn({ params }))).toBeInstanceOf(OAuthCallbackError)
      expect(issuer.requests.token).toBe(0)
    })
  }

  it("takes the right iss", async () => {
    const { profile } = await signIn({ params: (params) => params.set("iss", issuer.url) })
    expect(profile.sub).toBe("ada")
  })

  it("refuses an absent iss where the server says it sends one, for an error too", async () => {
    const promise = { authorization_response_iss_parameter_supported: true }
    issuer.over.metadata = promise
    await failure(signIn())
    const error = await failure(
      signIn({ params: (params) => params.set("error", "access_denied") }),
    )
    expect(error.cause?.["error"]).toBeUndefined()
    expect(issuer.requests.token).toBe(0)
  })

  it("tells a refusal from the rest", async () => {
    const params = (given: URLSearchParams): void => {
      given.delete("code")
      given.set("error", "access_denied")
      given.set("error_description", "\u0007no\r\n")
    }
    expect((await failure(signIn({ params }))).cause).toMatchObject({
      provider: "acme",
      error: "access_denied",
      error_description: "?no??",
    })
  })
})

describe("metadata that is refused", () => {
  const rows: Record<string, () => void> = {
    HTML: () => (issuer.answers.metadata = { body: "<html>" }),
    "a redirect": () =>
      (issuer.answers.metadata = { status: 301, headers: { location: "http://evil.example" } }),
    "not found": () => (issuer.answers.metadata = { status: 404, body: {} }),
    "an issuer with a slash more": () => (issuer.over.metadata = { issuer: `${issuer.url}/` }),
    "an issuer in upper case": () =>
      (issuer.over.metadata = { issuer: issuer.url.replace("http", "HTTP") }),
    "an issuer that is a list": () => (issuer.over.metadata = { issuer: [issuer.url] }),
    "another issuer": () => (issuer.over.metadata = { issuer: "https://evil.example" }),
    "no token endpoint": () => (issuer.over.metadata = { token_endpoint: undefined }),
    "no jwks_uri": () => (issuer.over.metadata = { jwks_uri: undefined }),
    "an endpoint that is no URL": () =>
      (issuer.over.metadata = { authorization_endpoint: "/authorize" }),
    "an endpoint that is a script": () =>
      (issuer.over.metadata = { authorization_endpoint: "javascript:alert(1)" }),
    "an endpoint without encryption": () =>
      (issuer.over.metadata = { token_endpoint: "http://evil.example/token" }),
    "two megabytes": () => (issuer.over.metadata = { padding: "x".repeat(2_000_000) }),
    null: () => (issuer.answers.metadata = { body: "null" }),
  }
  for (const [name, lie] of Object.entries(rows)) {
    it(name, async () => {
      lie()
      const error = await failure(authorizationRequest(resolve(), { redirectUri }))
      expect(["OAuthSignInError", "InvalidEndpoints"]).toContain(error.type)
    })
  }

  it("forgets a failure, remembers a success", async () => {
    const provider = resolve()
    issuer.answers.metadata = { status: 503 }
    expect(await failure(authorizationRequest(provider, { redirectUri }))).toBeInstanceOf(
      OAuthSignInError,
    )
    delete issuer.answers.metadata
    await Promise.all([1, 2, 3].map(() => authorizationRequest(provider, { redirectUri })))
    expect(issuer.requests.metadata).toBe(2)
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_001 })
    await authorizationRequest(provider, { redirectUri })
    expect(issuer.requests.metadata).toBe(3)
  })
})

describe("userinfo answers that are refused", () => {
  const rows: Record<string, () => void> = {
    "another person": () => (issuer.over.userinfo = { sub: "grace" }),
    "a sub in other case": () => (issuer.over.userinfo = { sub: "Ada" }),
    "a sub with a space": () => (issuer.over.userinfo = { sub: "ada " }),
    "a sub that is a number": () => (issuer.over.userinfo = { sub: 7 }),
    "no sub": () => (issuer.over.userinfo = { sub: undefined }),
    "a 401": () =>
      (issuer.answers.userinfo = {
        status: 401,
        headers: { "www-authenticate": 'Bearer error="invalid_token"' },
      }),
    "a 500": () => (issuer.answers.userinfo = { status: 500, body: "<html>" }),
    "a list": () => (issuer.answers.userinfo = { body: "[]" }),
    "an unsigned JWT": () =>
      (issuer.answers.userinfo = {
        headers: { "content-type": "application/jwt" },
        body: `${base64url('{"alg":"none"}')}.${base64url('{"sub":"ada"}')}.`,
      }),
  }
  for (const [name, lie] of Object.entries(rows)) {
    it(name, async () => {
      const error = await failure(signIn({ provider: resolve({ idToken: false }), lie }))
      expect(error).toBeInstanceOf(OAuthCallbackError)
    })
  }
})

it("doesn't wait for ever, even where customFetch ignores its signal", async () => {
  const stall: typeof fetch = (input, init) =>
    input === `${issuer.url}/token` ? new Promise(() => {}) : fetch(input, init)
  const provider = resolve({ [customFetch]: stall })
  const { checks } = await authorizationRequest(provider, { redirectUri })
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const params = { code: "code-canary", state: checks.state! }
  const attempt = failure(processCallback(provider, { params, redirectUri, checks }))
  await vi.waitUntil(() => vi.getTimerCount() > 0, 20_000)
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await attempt).message).toContain("10000 ms")
})
