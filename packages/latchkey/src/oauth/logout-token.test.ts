import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import type { OAuth2Config, OIDCConfig } from "../contracts/provider.ts"
import { customFetch } from "../contracts/symbols.ts"
import { LOGOUT_EVENT } from "./logout-claims.ts"
import { readLogoutToken } from "./logout-token.ts"
import { resolveOAuthProvider } from "./provider.ts"

const issuer = "https://id.example"
const clientSecret = "a secret that is long enough for HS256"
const plain: OAuth2Config<any> = {
  id: "plain",
  name: "Plain",
  type: "oauth",
  clientId: "app",
  clientSecret,
  authorization: `${issuer}/authorize`,
  token: `${issuer}/token`,
  userinfo: `${issuer}/me`,
}

const keysOf = async (alg: string, kid: string) => {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg } }
}
let rsa: Awaited<ReturnType<typeof keysOf>>
let strange: Awaited<ReturnType<typeof keysOf>>
beforeAll(async () => {
  rsa = await keysOf("RS256", "one")
  strange = await keysOf("RS256", "one")
})
afterEach(() => void vi.useRealTimers())

interface Server {
  readonly metadata?: object
  readonly config?: Partial<OIDCConfig<any>>
  /** Paths that answer with 500. */
  readonly down?: string
}

/** A provider of its own for each test, and the paths that it was asked for. */
function start({ metadata = {}, config = {}, down }: Server = {}) {
  const asked: string[] = []
  const answers: Record<string, unknown> = {
    "/.well-known/openid-configuration": {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      ...metadata,
    },
    "/jwks": { keys: [rsa.jwk] },
  }
  const serve: typeof fetch = async (input) => {
    const { pathname } = new URL(String(input))
    asked.push(pathname)
    return pathname === down ? new Response("", { status: 500 }) : Response.json(answers[pathname])
  }
  const base = {
    id: "id",
    name: "Id",
    type: "oidc",
    issuer,
    clientId: "app",
    clientSecret,
  } as const
  const provider = resolveOAuthProvider({ ...base, [customFetch]: serve, ...config })
  return { provider, asked, read: (text: string) => readLogoutToken(provider, text) }
}

interface Signed {
  readonly header?: object
  readonly claims?: JWTPayload
  readonly key?: Parameters<SignJWT["sign"]>[0]
}

function token({ header = {}, claims = {}, key = rsa.privateKey }: Signed = {}): Promise<string> {
  const own = { iss: issuer, aud: "app", jti: "j", sid: "session", events: { [LOGOUT_EVENT]: {} } }
  return new SignJWT({ ...own, ...claims })
    .setIssuedAt()
    .setProtectedHeader({ alg: "RS256", kid: "one", ...header })
    .sign(key)
}

const ok = { status: "ok", token: expect.objectContaining({ sid: "session" }) }
const refused = (wrong: string) => ({ status: "refused", wrong })
const unavailable = (message: string) => ({
  status: "unavailable",
  err: expect.objectContaining({ message: expect.stringContaining(message) }),
})
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")
const MAC = { alg: "HS256", kid: undefined }
const mac = (secret: string, header: object = MAC): Promise<string> =>
  token({ header, key: new TextEncoder().encode(secret) })

describe("a logout token", () => {
  it.each([undefined, "JWT", "jwt", "logout+jwt", "Logout+JWT", "application/logout+jwt"])(
    "of the type %s is read",
    async (typ) => expect(await start().read(await token({ header: { typ } }))).toEqual(ok),
  )

  it.each(["at+jwt", "xlogout+jwt", "logout+jwtx", "application/", "", 7, null, ["jwt"]])(
    "of the type %j is none, and nobody is asked",
    async (typ) => {
      const { read, asked } = start()
      expect(await read(await token({ header: { typ } }))).toEqual(refused("typ"))
      expect(asked).toEqual([])
    },
  )

  it("has one form, else nobody is asked", async () => {
    const { read, asked } = start()
    const good = await token()
    const [header, claims, signature] = good.split(".")
    for (const text of [
      "",
      "x",
      "a.b.c",
      `${good}.x`,
      `${good}=`,
      ` ${good}`,
      `${header}.AAAA.${signature}`,
      `${header}.${encoded([7])}.${signature}`,
      `${header}.${encoded("x")}.${signature}`,
    ]) {
      expect(await read(text), text).toEqual(refused("form"))
    }
    expect(await read(`AAAA.${claims}.${signature}`)).toEqual(refused("typ"))
    expect(asked).toEqual([])
  })

  it("is refused for what its signed claims say", async () => {
    const { read } = start()
    expect(await read(await token({ claims: { aud: "other" } }))).toEqual(refused("aud"))
    expect(await read(await token({ claims: { nonce: "n" } }))).toEqual(refused("nonce"))
  })

  it("is refused for another's signature, and for a key that nobody knows", async () => {
    const forged = await token({ key: strange.privateKey })
    expect(await start().read(forged)).toEqual(refused("signature"))
    const unknown = await token({ header: { kid: "two" } })
    expect(await start().read(unknown)).toEqual(refused("kid"))
  })

  it("can't be judged where the metadata or the keys can't be had", async () => {
    const good = await token()
    for (const [down, message] of [
      ["/.well-known/openid-configuration", "500"],
      ["/jwks", "200 OK"],
    ] as const) {
      expect(await start({ down }).read(good)).toEqual(unavailable(message))
    }
    const bare = start({ config: plain as never })
    expect(await bare.read(await token())).toEqual(unavailable("names no `jwks_uri`"))
  })
})

describe("its algorithm", () => {
  const supported = (named: unknown) => ({
    metadata: { id_token_signing_alg_values_supported: named },
  })

  it.each([
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
  ])("may be %s where the metadata says so", async (alg) => {
    const { read } = start(supported([alg]))
    expect(await read(await token())).toEqual(alg === "RS256" ? ok : refused("alg"))
  })

  it.each([
    undefined,
    "ES256",
    [],
    ["HS256"],
    ["none"],
    ["XRS256"],
    ["RS2560"],
    ["xEdDSA"],
    ["Ed25519x"],
    ["ES128"],
  ])("is RS256 where the metadata says %j", async (named) => {
    const { read, asked } = start(supported(named))
    expect(await read(await token())).toEqual(ok)
    asked.length = 0
    // Whatever the metadata says: the client's secret signs nothing by its word.
    expect(await read(await mac(clientSecret))).toEqual(refused("alg"))
    expect(asked).toEqual([])
  })

  const registered = (alg: string, more: object = {}) =>
    start({ config: { client: { id_token_signed_response_alg: alg }, ...more } })

  it("is the one that the client is registered for, and no other", async () => {
    const good = await token()
    expect(await registered("RS256").read(good)).toEqual(ok)
    for (const alg of ["ES256", "none", "RS", "HS256"]) {
      expect(await registered(alg).read(good), alg).toEqual(refused("alg"))
    }
    const none = `${encoded({ alg: "none" })}.${good.split(".")[1]}.AA`
    expect(await registered("none").read(none)).toEqual(refused("alg"))
  })

  it("may be one of the client's secret, which has to be there and long enough", async () => {
    const { read, asked } = registered("HS256")
    expect(await read(await mac(clientSecret))).toEqual(ok)
    expect(asked).not.toContain("/jwks")
    expect(await read(await mac(`${clientSecret}!`))).toEqual(refused("signature"))
    const without = registered("HS256", { clientSecret: undefined })
    expect(await without.read(await mac(clientSecret))).toEqual(unavailable("has no secret"))
    const short = registered("HS256", { clientSecret: "short" })
    expect(await short.read(await mac(clientSecret))).toEqual(unavailable("needs at least 32"))
  })
})

describe("the keys of a provider", () => {
  const reads = (asked: string[]): number => asked.filter((path) => path === "/jwks").length

  it("are read once, and for a token that names another at most every half a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const { read, asked } = start()
    const unknown = await token({ header: { kid: "two" } })
    for (let n = 0; n < 3; n++) expect(await read(await token())).toEqual(ok)
    expect(reads(asked)).toBe(1)
    expect(await read(unknown)).toEqual(unavailable("no applicable key"))
    expect(reads(asked)).toBe(1)
    vi.advanceTimersByTime(30_000)
    expect(await read(unknown)).toEqual(refused("kid"))
    expect(reads(asked)).toBe(2)
    expect(await read(unknown)).toEqual(unavailable("no applicable key"))
    expect(reads(asked)).toBe(2)
  })

  it("are read again after ten minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const { read, asked } = start()
    expect(await read(await token())).toEqual(ok)
    vi.advanceTimersByTime(599_000)
    expect(await read(await token())).toEqual(ok)
    expect(reads(asked)).toBe(1)
    vi.advanceTimersByTime(1_000)
    expect(await read(await token())).toEqual(ok)
    expect(reads(asked)).toBe(2)
  })
})
