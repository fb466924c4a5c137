/**
 * What can't change: each line here is bytes that are in browsers, databases and log files of applications. A change
 * of one signs people out or strands what was sealed; it is a new version of the format then, never an edit.
 */
import { hkdfSync, createHmac, createHash } from "node:crypto"
import { jwtDecrypt } from "jose"
import { describe, expect, it } from "vitest"
import { makeLegacyMailToken, makeMailToken, storedForms } from "../../src/email/token.ts"
import { mac } from "../../src/keys/mac.ts"
import { makeProbeToken } from "../../src/keys/probe-token.ts"
import { open } from "../../src/keys/open.ts"
import { DERIVATION_SALT, derivationInfo, type Purpose } from "../../src/keys/purpose.ts"
import { createRing } from "../../src/keys/ring.ts"
import type { SealSpec } from "../../src/keys/model.ts"
import { seal } from "../../src/keys/seal.ts"
import { sealKey } from "../../src/keys/seal-key.ts"
import { cookieOf } from "../../src/config/cookies.ts"
import { toChunks } from "../../src/session/chunks.ts"
import { FACTS_CLAIM, newFacts } from "../../src/session/claims.ts"
import { sessionSpec, sessionSpecs } from "../../src/session/session-cookies.ts"
import { stableId } from "../../src/session/stable-id.ts"

const SECRET = "correct horse battery staple, but longer"
const header = async (spec: SealSpec): Promise<string> => {
  const ring = await createRing([SECRET], "test")
  return Buffer.from((await sealKey(ring.keys[0]!, spec)).header, "base64url").toString()
}

describe("derivation", () => {
  it("salt, purposes and info strings", () => {
    expect(DERIVATION_SALT).toBe("latchkey/v1")
    const purposes: Purpose[] = [
      "session",
      "csrf",
      "state",
      "pkce",
      "nonce",
      "email-token",
      "passkey-challenge",
      "data",
      "token-signing",
      "preview-proxy",
      "health",
      "request-token",
      "logout",
      "throttle",
      "device",
    ]
    expect(purposes.map((purpose) => derivationInfo(purpose, "A256GCM"))).toEqual(
      purposes.map((purpose) => `latchkey/v1/${purpose}/A256GCM`),
    )
  })

  it("key id", async () => {
    const ring = await createRing([SECRET], "test")
    const bytes = Buffer.from(hkdfSync("sha256", SECRET, "latchkey/v1", "latchkey/v1/kid/id", 6))
    expect(ring.keys[0]!.id).toBe(bytes.toString("base64url"))
    expect(ring.keys[0]!.id).toBe("DbKtZoDS")
  })

  it("a session under a name of the application's own, and the same without one", async () => {
    const ring = await createRing([SECRET], "test")
    for (const [name, suffix] of [
      ["my-session", "/my-session"],
      ["__Host-latchkey.session-token", ""],
    ] as const) {
      const info = `latchkey/v1/session/A256GCM${suffix}`
      const key = new Uint8Array(hkdfSync("sha256", SECRET, "latchkey/v1", info, 32))
      const token = await seal(ring, sessionSpec("own", name), { sub: "ada" }, { maxAge: 60 })
      expect((await jwtDecrypt(token, key)).payload.sub).toBe("ada")
      expect((await open(ring, sessionSpecs(name), token)).status).toBe("ok")
      // What was sealed before names counted is still read in their cookies.
      const plain = await seal(ring, sessionSpec("own", ""), { sub: "ada" }, { maxAge: 60 })
      expect((await open(ring, sessionSpecs(name), plain)).status).toBe("ok")
    }
  })

  it("MAC", async () => {
    const ring = await createRing([SECRET], "test")
    const key = Buffer.from(hkdfSync("sha256", SECRET, "latchkey/v1", "latchkey/v1/csrf/HS256", 32))
    const tag = createHmac("sha256", key).update("text").digest("base64url")
    expect(await mac(ring, "csrf", "text")).toBe(`${ring.keys[0]!.id}.${tag}`)
  })

  it("token for the details of the health answer", async () => {
    const ring = await createRing([SECRET], "test")
    const info = "latchkey/v1/health/HS256"
    const key = Buffer.from(hkdfSync("sha256", SECRET, "latchkey/v1", info, 32))
    const tag = createHmac("sha256", key).update("app.example:8443\n1800000000").digest("base64url")
    expect(tag).toBe("Yd6axzxglaqCES5hOq1qwKdhi-YVGJwLiLUrG1NbGnY")
    const to = "https://App.Example:8443/auth/health"
    expect(await makeProbeToken(ring, { to, now: 1_800_000_000_999 })).toBe(
      `DbKtZoDS.1800000000.${tag}`,
    )
    const plain = await makeProbeToken(ring, { to: "https://app.example:443/", now: 0 })
    expect(plain).toBe(await makeProbeToken(ring, { to: "APP.example", now: 0 }))
  })
})

describe("protected headers", () => {
  const salt = "__Secure-authjs.session-token"

  it("own, v5 and v4", async () => {
    expect(await header({ format: "own", purpose: "session", salt: "" })).toBe(
      '{"alg":"dir","enc":"A256GCM","kid":"DbKtZoDS"}',
    )
    expect(await header({ format: "v4", purpose: "session", salt: "" })).toBe(
      '{"alg":"dir","enc":"A256GCM"}',
    )
    const key = Buffer.from(
      hkdfSync("sha256", SECRET, salt, `Auth.js Generated Encryption Key (${salt})`, 64),
    )
    const jwk = `{"k":"${key.toString("base64url")}","kty":"oct"}`
    const kid = createHash("sha512").update(jwk).digest("base64url")
    expect(await header({ format: "v5", purpose: "session", salt })).toBe(
      `{"alg":"dir","enc":"A256CBC-HS512","kid":"${kid}"}`,
    )
  })
})

describe("a token of before", () => {
  it.each<[string, SealSpec, string]>([
    [
      "own",
      { format: "own", purpose: "session", salt: "" },
      "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiRGJLdFpvRFMifQ..srZwR7UfCB6xUQiP.P9EjjaPqQS3DjmcCIBv1EHNToyAPJmzOt0CFws7ONZ4LhwIReQ2vuvI_8x4NP4TTQwVZIeWxqT3LtXc5ZJA5C26jc2f-QVMfe0jBw7j3wdeId8sptrGARhjgp8BZh7A.aYVRZXp6BSBEWHNfifh5SA",
    ],
    [
      "v5",
      { format: "v5", purpose: "session", salt: "__Secure-authjs.session-token" },
      "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoiaDZDcnhsTXZJQmJlS0wzXzBpak1ha19HZXRjcWU3ZWtVTTJUTGxsQzk0NlQtaThyckJmLXFwZUJQcjJuLXMyRC1IWVpVdWs1R1RWZHVpNEY0WTN3bkEifQ..bXdPohqs39ylL0qMmxhl7A.qGvKjh_FIgIYbPP-ixLfQeEvAgHtASsrCPfxlyqIwcIx-qFa2mFYQ2D9-ganjIGHwOO_TYyOvHuq9ZLUAuTVyWtGM7yOiAtxh7VGOfvg6hzfBEo2_auVWS4rzGjA3NgM.cpRHDA5l4Yx-kUuvxKBeYu2gwFkAFWAzeqUWjCKJ01s",
    ],
    [
      "v4",
      { format: "v4", purpose: "session", salt: "" },
      "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..kBQZHYLLy7ENKRK8.2mMUexI9Ik2piaV0Rkkm7fcNAaqIUtrrnaPof2r4ffGf2T-Swl_W7set1a-HTAIWYsGA0iKP29O4UkVcLmug4axAO-SNJ4Y6Gu6T9YjlyvyXCqKbFgXU3lthT0muMYM.zh8HkzlcA8kY9U8nOgblMw",
    ],
  ])("%s still opens", async (_, spec, token) => {
    const ring = await createRing([SECRET], "test")
    expect(await open(ring, [spec], token, 1_800_000_000_000)).toMatchObject({
      status: "ok",
      claims: { sub: "golden", iat: 1_800_000_000 },
    })
  })
})

describe("cookies", () => {
  const name = (kind: Parameters<typeof cookieOf>[0], compat: 4 | 5 | undefined, secure: boolean) =>
    cookieOf(kind, { compat, secure, custom: undefined }).name

  it.each([
    ["sessionToken", "session-token"],
    ["callbackUrl", "callback-url"],
    ["csrfToken", "csrf-token"],
    ["pkceCodeVerifier", "pkce.code_verifier"],
    ["state", "state"],
    ["nonce", "nonce"],
    ["webauthnChallenge", "challenge"],
    ["requestToken", "request-token"],
    ["device", "device"],
  ] as const)("%s", (kind, suffix) => {
    const foreign = kind === "csrfToken" ? "__Host-" : "__Secure-"
    expect(name(kind, undefined, true)).toBe(`__Host-latchkey.${suffix}`)
    expect(name(kind, undefined, false)).toBe(`latchkey.${suffix}`)
    expect(name(kind, 5, true)).toBe(`${foreign}authjs.${suffix}`)
    expect(name(kind, 5, false)).toBe(`authjs.${suffix}`)
    expect(name(kind, 4, true)).toBe(`${foreign}next-auth.${suffix}`)
    expect(name(kind, 4, false)).toBe(`next-auth.${suffix}`)
  })

  it("a domain takes the __Host- prefix away", () => {
    const custom = { sessionToken: { options: { domain: "example.com" } } }
    expect(cookieOf("sessionToken", { compat: undefined, secure: true, custom }).name).toBe(
      "__Secure-latchkey.session-token",
    )
  })

  it("chunks are name.0, name.1, … of at most 3936 characters", () => {
    const chunks = toChunks({ name: "n", options: {} }, "x".repeat(3_937))
    expect(chunks.map((chunk) => [chunk.name, chunk.value.length])).toEqual([
      ["n.0", 3_936],
      ["n.1", 1],
    ])
    expect(toChunks({ name: "n", options: {} }, "x".repeat(3_936))).toHaveLength(1)
    expect(() => toChunks({ name: "n", options: {} }, "x".repeat(40_000))).toThrow(RangeError)
  })
})

describe("claims and ids", () => {
  it("our facts are in one claim", () => {
    expect(FACTS_CLAIM).toBe("lk")
    expect(Object.keys(newFacts()).toSorted()).toEqual(["auth_time", "sid", "ver"])
  })

  it("the id of a user without an adapter", async () => {
    expect(await stableId("github", "1")).toBe("76ecbea0-39d0-831d-884a-fb8a247374e6")
    expect(await stableId("github", "2")).not.toBe(await stableId("github", "1"))
    expect(await stableId("google", "1")).not.toBe(await stableId("github", "1"))
  })

  it("mail tokens, ours and Auth.js's", async () => {
    const ring = await createRing([SECRET], "test")
    const { mailed, stored } = await makeMailToken(ring, "a@example.com", "given")
    expect([mailed, stored]).toEqual([
      "given",
      "DbKtZoDS.SyAZFYQ1N8zsn73X1_sX7Uf40-Kjk38lrJZvP4Go-wc",
    ])
    const legacy = await makeLegacyMailToken(SECRET, "given")
    const hash = createHash("sha256").update(`given${SECRET}`).digest("hex")
    expect(legacy).toEqual({ mailed: "given", stored: hash })
    expect(await storedForms(ring, "a@example.com", "given", [SECRET])).toEqual([stored, hash])
  })
})
