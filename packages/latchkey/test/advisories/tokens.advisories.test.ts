/** ID tokens that somebody made who has nothing but what is public, and sealed tokens that lack what ours have. */
import {
  constants,
  createHmac,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type JsonWebKey,
} from "node:crypto"
import { generateKeyPair } from "jose"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { OIDCConfig } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import { OAuthCallbackError } from "../../src/errors.ts"
import { authorizationRequest } from "../../src/oauth/authorize.ts"
import { processCallback } from "../../src/oauth/callback.ts"
import { resolveOAuthProvider } from "../../src/oauth/provider.ts"
import { decode, encode } from "../../src/jwt/index.ts"
import { type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts"
import { SECRET } from "../support/browser.ts"

let issuer: HostileIssuer
let published: JsonWebKey
beforeAll(async () => {
  issuer = await startHostileIssuer("client-one")
  const answer = await fetch(`${issuer.url}/jwks`)
  published = ((await answer.json()) as { keys: JsonWebKey[] }).keys[0]!
})
afterEach(() => issuer.reset())
afterAll(() => issuer.close())

const redirectUri = "https://app.example/auth/callback/acme"
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const payloadOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split(".")[1]!, "base64url").toString()) as Record<string, unknown>

/** Signs in where the provider gives a token that `forge` made of the true one's claims; what comes of it. */
async function signInWith(
  forge: (claims: object, jwt: string) => string,
  more: Partial<OIDCConfig<any>> = {},
): Promise<unknown> {
  const provider = resolveOAuthProvider({
    id: "acme",
    name: "Acme",
    type: "oidc",
    issuer: issuer.url,
    clientId: "client-one",
    clientSecret: "client-secret",
    [customFetch]: (input, init) => fetch(input, init),
    ...more,
  })
  const { checks } = await authorizationRequest(provider, { redirectUri })
  issuer.over.claims = { nonce: checks.nonce }
  issuer.over.idToken = (jwt) => forge(payloadOf(jwt), jwt)
  const params = new URLSearchParams({ code: "code", state: checks.state! })
  return processCallback(provider, { params, redirectUri, checks }).then(
    () => "in",
    (error: unknown) => error,
  )
}

/** What an HMAC could be keyed with by who knows the public key only. */
const spellings: Record<string, () => Buffer | string> = {
  "PEM, SPKI": () => pem("spki"),
  "PEM, PKCS 1": () => pem("pkcs1"),
  "PEM with a line before": () => `\n${pem("spki")}`,
  "PEM with spaces after": () => `${pem("spki")}   `,
  "PEM without its last line break": () => pem("spki").trimEnd(),
  DER: () => key().export({ type: "spki", format: "der" }),
  "JSON Web Key": () => JSON.stringify(published),
  modulus: () => Buffer.from(published.n!, "base64url"),
  nothing: () => "",
}
const key = (): ReturnType<typeof createPublicKey> =>
  createPublicKey({ key: published, format: "jwk" })
const pem = (type: "spki" | "pkcs1"): string =>
  key().export({ type: type as "spki", format: "pem" }) as string

/** @see ADV-JW01 */
describe("ADV-JW01: an HMAC that is keyed with the public key", () => {
  it.each(
    ["HS256", "HS384", "HS512"].flatMap((alg) => Object.keys(spellings).map((s) => [alg, s])),
  )("%s, %s, signs nobody in", async (alg, spelling) => {
    const outcome = await signInWith((claims) => {
      const text = `${part({ alg, kid: "one" })}.${part(claims)}`
      const secret = spellings[spelling!]!()
      const mac = createHmac(alg!.replace("HS", "sha"), secret).update(text)
      return `${text}.${mac.digest("base64url")}`
    })
    expect(outcome).toBeInstanceOf(OAuthCallbackError)
  })
})

/** @see ADV-JW02 */
it.each(["RS384", "RS512", "PS256", "PS384"])(
  "ADV-JW02: a key that names no algorithm does not let the token choose %s",
  async (alg) => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
    issuer.over.keys = () => [{ ...publicKey.export({ format: "jwk" }), kid: "one" }]
    const signed = (name: string) => (claims: object) => {
      const text = `${part({ alg: name, kid: "one" })}.${part(claims)}`
      const padding = name.startsWith("PS")
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
        : {}
      const signer = createSign(`sha${name.slice(2)}`).update(text)
      return `${text}.${signer.sign({ key: privateKey, ...padding }, "base64url")}`
    }
    expect(await signInWith(signed("RS256"))).toBe("in")
    expect(await signInWith(signed(alg))).toBeInstanceOf(OAuthCallbackError)
  },
)

/** @see ADV-JW10 */
it.each(["jwk", "jku", "x5u", "x5c"])(
  "ADV-JW10: a key that the token brings by %s is not used",
  async (member) => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
    const own = publicKey.export({ format: "jwk" })
    const address = `${issuer.url}/keys-of-nobody`
    const brought = {
      jwk: own,
      jku: address,
      x5u: address,
      x5c: [publicKey.export({ type: "spki", format: "der" }).toString("base64")],
    }[member]
    const before = { ...issuer.requests }
    const outcome = await signInWith((claims) => {
      const text = `${part({ alg: "RS256", kid: "one", [member]: brought })}.${part(claims)}`
      return `${text}.${createSign("sha256").update(text).sign(privateKey, "base64url")}`
    })
    expect(outcome).toBeInstanceOf(OAuthCallbackError)
    expect(issuer.requests.userinfo).toBe(before.userinfo)
  },
)

/** @see ADV-JW12 */
it.each([
  ["zeros", Buffer.alloc(64)],
  ["r of zero", Buffer.concat([Buffer.alloc(32), Buffer.alloc(32, 1)])],
  ["s of zero", Buffer.concat([Buffer.alloc(32, 1), Buffer.alloc(32)])],
  ["nothing", Buffer.alloc(0)],
])("ADV-JW12: a signature of %s is no signature of ECDSA", async (_, signature) => {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "one", alg: "ES256", use: "sig" }
  issuer.over.keys = () => [jwk]
  const outcome = await signInWith(
    (claims) =>
      `${part({ alg: "ES256", kid: "one" })}.${part(claims)}.${signature.toString("base64url")}`,
    { client: { id_token_signed_response_alg: "ES256" } },
  )
  expect(outcome).toBeInstanceOf(OAuthCallbackError)
})

/** @see ADV-SV01: CVE-2020-15222, CVE-2020-5300 */
it("ADV-SV01: each client assertion has an id of its own, a short life, and one audience", async () => {
  const { privateKey } = await generateKeyPair("ES256")
  const assertions: Record<string, unknown>[] = []
  for (let n = 0; n < 3; n++) {
    await signInWith((_, jwt) => jwt, {
      clientSecret: "",
      client: { token_endpoint_auth_method: "private_key_jwt" },
      token: { clientPrivateKey: { key: privateKey, kid: "k" } } as never,
    })
    assertions.push(payloadOf(issuer.lastToken.body.get("client_assertion")!))
  }
  expect(new Set(assertions.map(({ jti }) => jti)).size).toBe(3)
  for (const { jti, iat, exp, aud } of assertions) {
    expect(jti).toMatch(/^[\w-]{20,}$/)
    expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(300)
    expect([aud].flat()).toEqual([issuer.url])
  }
})

/** @see ADV-SD03 */
it("ADV-SD03: every token that is sealed by hand ends, asked for or not", async () => {
  const salt = "session"
  const token = await encode({ token: { sub: "ada" }, secret: SECRET, salt })
  const claims = await decode({ token, secret: SECRET, salt })
  expect(claims?.exp).toBeGreaterThan(Date.now() / 1000)
  const over = await encode({ token: { sub: "ada" }, secret: SECRET, salt, maxAge: -60 })
  expect(await decode({ token: over, secret: SECRET, salt }).catch(() => null)).toBeNull()
})
