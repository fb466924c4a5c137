import fc from "fast-check"
import * as jose from "jose"
import { createHash, hkdfSync } from "node:crypto"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { mac, verifyMac } from "./mac.ts"
import { open } from "./open.ts"
import type { Purpose } from "./purpose.ts"
import { createRing } from "./ring.ts"
import { seal } from "./seal.ts"
import type { Format, SealSpec } from "./model.ts"
import { SecretText } from "./secret-text.ts"

const A = "a-secret-that-is-long-enough-to-be-one"
const B = "b-secret-that-is-long-enough-to-be-one"
const C = "c-secret-that-is-long-enough-to-be-one"
const formats: Format[] = ["own", "v5", "v5-gcm", "v4"]
const purposes: Purpose[] = ["session", "state", "pkce", "nonce", "email-token", "preview-proxy"]
const spec = (format: Format, purpose: Purpose = "session"): SealSpec => ({
  format,
  purpose,
  salt: format === "own" ? "" : `cookie.${purpose}`,
})

describe("rotation", () => {
  it.each(formats)(
    "%s: what was sealed before opens after, and the newest key seals",
    async (format) => {
      const before = await createRing([A], "test")
      const during = await createRing([B, A], "test")
      const after = await createRing([B], "test")
      const old = await seal(before, spec(format), { sub: "1" }, { maxAge: 60 })
      const opened = await open(during, [spec(format)], old)
      expect(opened).toMatchObject({ status: "ok", claims: { sub: "1" }, current: false })
      const fresh = await seal(during, spec(format), { sub: "2" }, { maxAge: 60 })
      expect(await open(after, [spec(format)], fresh)).toMatchObject({
        status: "ok",
        current: true,
      })
      expect((await open(after, [spec(format)], old)).status).toBe("unknown")
      // A stale instance does not know the new key, and says no more than that.
      expect((await open(before, [spec(format)], fresh)).status).toBe("unknown")
    },
  )

  it("authenticates under the active key and accepts every key's", async () => {
    const before = await createRing([A], "test")
    const during = await createRing([B, A], "test")
    const after = await createRing([B], "test")
    const value = await mac(before, "csrf", "text")
    expect(await verifyMac(during, "csrf", "text", value)).toBe(true)
    expect(await verifyMac(after, "csrf", "text", value)).toBe(false)
    expect(await verifyMac(during, "csrf", "other", value)).toBe(false)
    expect(await verifyMac(during, "email-token", "text", value)).toBe(false)
    expect(await verifyMac(during, "csrf", "text", "")).toBe(false)
  })
})

describe("every token is bound to its purpose and format", () => {
  /** @see ADV-AJ10 */
  it("no ordered pair of kinds is confused", async () => {
    const ring = await createRing([A], "test")
    const kinds = formats.flatMap((format) => purposes.map((purpose) => spec(format, purpose)))
    for (const made of kinds) {
      const token = await seal(ring, made, { sub: "1" }, { maxAge: 60 })
      for (const read of kinds) {
        const { status } = await open(ring, [read], token)
        expect(
          status === "ok",
          `${made.format}/${made.purpose} as ${read.format}/${read.purpose}`,
        ).toBe(made === read)
      }
    }
  })
})

describe("other implementations agree", () => {
  const salt = "__Secure-authjs.session-token"

  it("v5: jose opens what we seal, and we open what jose seals", async () => {
    const info = `Auth.js Generated Encryption Key (${salt})`
    const key = new Uint8Array(hkdfSync("sha256", A, salt, info, 64))
    const ring = await createRing([A], "test")
    const v5: SealSpec = { format: "v5", purpose: "session", salt }
    const ours = await seal(ring, v5, { sub: "1" }, { maxAge: 60 })
    const { payload, protectedHeader } = await jose.jwtDecrypt(ours, key)
    expect(payload.sub).toBe("1")
    const thumbprint = await jose.calculateJwkThumbprint(
      { kty: "oct", k: Buffer.from(key).toString("base64url") },
      "sha512",
    )
    expect(protectedHeader).toEqual({ alg: "dir", enc: "A256CBC-HS512", kid: thumbprint })
    const theirs = await new jose.EncryptJWT({ sub: "2" })
      .setProtectedHeader(protectedHeader as never)
      .setIssuedAt()
      .setExpirationTime("1m")
      .encrypt(key)
    expect(await open(ring, [v5], theirs)).toMatchObject({ status: "ok", claims: { sub: "2" } })
  })

  it("v4: jose opens what we seal, and we open what jose seals", async () => {
    const key = new Uint8Array(
      hkdfSync("sha256", A, "", "NextAuth.js Generated Encryption Key", 32),
    )
    const ring = await createRing([B, A], "test")
    const v4: SealSpec = { format: "v4", purpose: "session", salt: "" }
    const theirs = await new jose.EncryptJWT({ sub: "2" })
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .setExpirationTime("1m")
      .encrypt(key)
    expect(await open(ring, [v4], theirs)).toMatchObject({ status: "ok", claims: { sub: "2" } })
    const ours = await seal(await createRing([A], "test"), v4, { sub: "1" }, { maxAge: 60 })
    expect((await jose.jwtDecrypt(ours, key)).payload.sub).toBe("1")
  })
})

describe("what came from outside never throws and never opens", () => {
  it("any flipped character of a token", async () => {
    const ring = await createRing([A], "test")
    for (const format of formats) {
      const token = await seal(ring, spec(format), { sub: "1" }, { maxAge: 60 })
      for (let at = 0; at < token.length; at++) {
        for (const other of ["A", "B", ".", "-", "é"]) {
          if (token[at] === other) continue
          const changed = token.slice(0, at) + other + token.slice(at + 1)
          expect((await open(ring, [spec(format)], changed)).status, `${format} ${at}`).not.toBe(
            "ok",
          )
        }
      }
    }
  })

  it("any text", async () => {
    const ring = await createRing([A], "test")
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(
          (
            await open(
              ring,
              formats.map((f) => spec(f)),
              text,
            )
          ).status,
        ).toBe("malformed")
      }),
    )
  })

  /** @see JX-1 JX-3 JX-5 JX-7 JX-8 JX-9 */
  it.each([
    { alg: "none", enc: "A256GCM" },
    { alg: ["dir"], enc: "A256GCM" },
    { alg: "A256KW", enc: "A256GCM" },
    { alg: "PBES2-HS512+A256KW", enc: "A256GCM", p2c: 1e9 },
    { alg: "dir", enc: "A256GCM", zip: "DEF" },
    { alg: "dir", enc: "A256GCM", crit: ["exp"] },
    { alg: "dir", enc: "A256GCM", jwk: {} },
    { alg: "dir", enc: "A256GCM", kid: ["a"] },
    { alg: "dir", enc: "A256GCM", kid: { toString: 1 } },
  ])("a header that says %j is refused", async (header) => {
    const ring = await createRing([A], "test")
    const [, , iv, ciphertext, tag] = (await seal(ring, spec("own"), {}, { maxAge: 60 })).split(".")
    const spelled = Buffer.from(JSON.stringify(header)).toString("base64url")
    const token = [spelled, "", iv, ciphertext, tag].join(".")
    expect(
      (
        await open(
          ring,
          formats.map((f) => spec(f)),
          token,
        )
      ).status,
    ).toBe("malformed")
  })

  /** @see JX-17 PP-1 */
  it("a claim named __proto__ changes no prototype", async () => {
    const ring = await createRing([A], "test")
    const claims = JSON.parse('{"__proto__":{"admin":true},"sub":"1"}') as Record<string, unknown>
    const opened = await open(
      ring,
      [spec("own")],
      await seal(ring, spec("own"), claims, { maxAge: 60 }),
    )
    expect(opened.status).toBe("ok")
    const copy = Object.assign({}, (opened as { claims: object }).claims) as { admin?: boolean }
    expect(copy.admin).toBeUndefined()
  })
})

describe("time", () => {
  it("a token ends at its expiry, give or take the clock", async () => {
    const ring = await createRing([A], "test")
    const now = 1_800_000_000_000
    const token = await seal(ring, spec("own"), {}, { maxAge: 60, now })
    expect((await open(ring, [spec("own")], token, now + 74_000)).status).toBe("ok")
    expect((await open(ring, [spec("own")], token, now + 76_000)).status).toBe("expired")
  })
})

describe("a ring", () => {
  it("has one id per key, stable and free of the key", async () => {
    const ring = await createRing([A, B, A], "test")
    expect(ring.keys).toHaveLength(2)
    for (const { id } of ring.keys) expect(id).toMatch(/^[A-Za-z0-9_-]{8}$/)
    expect((await createRing([A, B], "test")).keys[0]).toBe(ring.keys[0])
    expect(createHash("sha256").update(A).digest("base64url")).not.toContain(ring.keys[0]!.id)
  })

  it("opens the oldest of sixteen without trying the others", async () => {
    const secrets = Array.from({ length: 16 }, (_, i) => `${C}-${i}`)
    const oldest = await createRing([secrets[15]!], "test")
    const token = await seal(oldest, spec("own"), { sub: "1" }, { maxAge: 60 })
    expect(await open(await createRing(secrets, "test"), [spec("own")], token)).toMatchObject({
      status: "ok",
      current: false,
    })
  })

  it("is never empty", () => {
    expect(() => createRing([], "test")).toThrow(TypeError)
    expect(() => createRing([""], "test")).toThrow(TypeError)
  })
})

describe("a secret can't be printed", () => {
  it.each([
    ["template", (s: SecretText) => `${s.toString()}`],
    ["JSON", (s: SecretText) => JSON.stringify({ s })],
    ["inspect", (s: SecretText) => inspect(s, { depth: 9, showHidden: true })],
    ["entries", (s: SecretText) => JSON.stringify(Object.entries(s))],
  ])("%s", (_, print) => {
    expect(print(new SecretText(A))).not.toContain(A)
  })
})
