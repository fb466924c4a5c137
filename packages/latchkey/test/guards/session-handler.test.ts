/** What `GET /session` does, counted, as of a session check: it must not grow by accident. */
import { afterEach, describe, expect, it, vi } from "vitest"
import { type Aead, type Bytes, crypto } from "../../src/crypto/index.ts"
import { Auth, type AuthConfig } from "../../src/index.ts"
import { encode } from "../../src/jwt/index.ts"
import { encode as encodeV5 } from "../../src/doors/v5/jwt.ts"
import GitHub from "../../src/providers/github.ts"

afterEach(() => vi.restoreAllMocks())

interface Cost {
  opens: number
  seals: number
  derivations: number
  cookieHeaders: number
}

/** What one answer costs once the keys are derived. */
async function costOf(compat: 5 | undefined, secrets: number, providers: number): Promise<Cost> {
  const cost: Cost = { opens: 0, seals: 0, derivations: 0, cookieHeaders: 0 }
  const counted = (aead: Aead): Aead => ({
    ...aead,
    seal: (...args) => (cost.seals++, aead.seal(...args)),
    open: (...args) => (cost.opens++, aead.open(...args)),
  })
  const { aesGcm, aesCbcHmac, hkdfSha256 } = crypto
  vi.spyOn(crypto, "aesGcm").mockImplementation((key: Bytes) => counted(aesGcm(key) as Aead))
  vi.spyOn(crypto, "aesCbcHmac").mockImplementation((key) => counted(aesCbcHmac(key) as Aead))
  vi.spyOn(crypto, "hkdfSha256").mockImplementation((...args) => {
    cost.derivations++
    return hkdfSha256(...args)
  })
  const secret = Array.from({ length: secrets }, () => crypto.toBase64url(crypto.randomBytes(32)))
  const config: AuthConfig = {
    env: { NODE_ENV: "production" },
    secret,
    trustHost: true,
    basePath: "/auth",
    providers: Array.from({ length: providers }, (_, n) => GitHub({ id: `github-${n}` })),
    logger: { info() {}, warn() {}, error() {} },
    ...(compat && { compat }),
  }
  const salt = compat ? "__Secure-authjs.session-token" : "__Host-latchkey.session-token"
  const token = await (compat ? encodeV5 : encode)({
    token: { sub: "1", name: "Ada", email: "ada@example.com" },
    secret: secret[0]!,
    salt,
  })
  const request = new Request("https://app.example/auth/session", {
    headers: { cookie: `theme=dark; ${salt}=${token}` },
  })
  for (let n = 0; n < 3; n++) await Auth(request, config)
  const read = vi.spyOn(request.headers, "get").mockImplementation((name) => {
    if (name === "cookie") cost.cookieHeaders++
    return Headers.prototype.get.call(request.headers, name)
  })
  Object.assign(cost, { opens: 0, seals: 0, derivations: 0, cookieHeaders: 0 })
  const response = await Auth(request, config)
  read.mockRestore()
  expect(await response.json()).toMatchObject({ user: { email: "ada@example.com" } })
  vi.restoreAllMocks()
  return cost
}

describe("what GET /session does", () => {
  it("our own format: one token opened, none sealed before it is due, nothing derived, the cookies read once", async () => {
    const cost = await costOf(undefined, 1, 1)
    expect(cost).toEqual({ opens: 1, seals: 0, derivations: 0, cookieHeaders: 1 })
  })

  it("the door of Auth.js 5: one opened, one sealed, as there", async () => {
    const cost = await costOf(5, 1, 1)
    expect(cost).toEqual({ opens: 1, seals: 1, derivations: 0, cookieHeaders: 1 })
  })

  it.each([undefined, 5 as const])("the same with 16 keys and 80 providers: %s", async (compat) => {
    expect(await costOf(compat, 16, 80)).toEqual(await costOf(compat, 2, 1))
  })
})
