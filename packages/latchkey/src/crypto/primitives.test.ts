import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Aead, Primitives } from "./contract.ts"
import { primitives as node } from "./node.ts"
import { primitives as web } from "./web.ts"

const bytes = (length: number, fill: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(length).fill(fill)

async function aeads(of: Primitives): Promise<Record<string, Aead>> {
  return {
    A256GCM: await of.aesGcm(bytes(32, 7)),
    "A256CBC-HS512": await of.aesCbcHmac(bytes(64, 9)),
  }
}

describe("node:crypto and WebCrypto give the same bytes", () => {
  it("HKDF, HMAC, SHA-2", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.string(), fc.string(), async (a, b, c) => {
        expect(await web.hkdfSha256(a, b, c, 64)).toEqual(await node.hkdfSha256(a, b, c, 64))
        const key = await node.hkdfSha256(a, b, c, 32)
        expect([...(await web.hmacSha256(key, c))]).toEqual([...(await node.hmacSha256(key, c))])
        expect([...(await web.hmacSha1(key, c))]).toEqual([...(await node.hmacSha1(key, c))])
        expect([...(await web.sha256(c))]).toEqual([...(await node.sha256(c))])
        expect([...(await web.sha512(c))]).toEqual([...(await node.sha512(c))])
      }),
      { numRuns: 50 },
    )
  })

  it("HKDF matches RFC 5869 through an independent computation", async () => {
    const { createHmac } = await import("node:crypto")
    const prk = createHmac("sha256", "salt").update("secret").digest()
    const first = createHmac("sha256", prk)
      .update("info")
      .update(Buffer.from([1]))
      .digest()
    expect([...(await node.hkdfSha256("secret", "salt", "info", 32))]).toEqual([...first])
  })

  it.each(["A256GCM", "A256CBC-HS512"])("%s: what one seals, the other opens", async (name) => {
    const here = (await aeads(node))[name]!
    const there = (await aeads(web))[name]!
    const iv = bytes(here.ivLength, 3)
    const aad = node.toUtf8("header")
    for (const length of [0, 1, 15, 16, 17, 1000]) {
      const plaintext = bytes(length, 65)
      const sealed = await here.seal(iv, plaintext, aad)
      const again = await there.seal(iv, plaintext, aad)
      expect([...again.ciphertext]).toEqual([...sealed.ciphertext])
      expect([...again.tag]).toEqual([...sealed.tag])
      expect([...(await there.open(iv, sealed.ciphertext, sealed.tag, aad))!]).toEqual([
        ...plaintext,
      ])
    }
  })

  it.each([
    ["node", node],
    ["web", web],
  ] as const)("%s refuses every flipped bit, a short tag, a short IV", async (_, of) => {
    for (const aead of Object.values(await aeads(of))) {
      const iv = bytes(aead.ivLength, 1)
      const aad = of.toUtf8("aad")
      const { ciphertext, tag } = await aead.seal(iv, of.toUtf8("some plaintext"), aad)
      for (const [index, part] of [iv, ciphertext, tag, aad].entries()) {
        for (let bit = 0; bit < part.length * 8; bit++) {
          const flipped = part.slice()
          flipped[bit >> 3]! ^= 1 << (bit & 7)
          const parts = [iv, ciphertext, tag, aad]
          parts[index] = flipped
          expect(await aead.open(parts[0]!, parts[1]!, parts[2]!, parts[3]!)).toBeNull()
        }
      }
      expect(await aead.open(iv, ciphertext, tag.slice(0, 12), aad)).toBeNull()
      expect(await aead.open(iv.slice(1), ciphertext, tag, aad)).toBeNull()
      expect(await aead.open(iv, ciphertext.slice(0, 3), tag, aad)).toBeNull()
    }
  })
})

describe("base64url is canonical", () => {
  it.each([
    ["node", node],
    ["web", web],
  ] as const)("%s: round trip, and no second spelling", (_, of) => {
    fc.assert(
      fc.property(fc.uint8Array(), (value) => {
        const text = of.toBase64url(value)
        expect(text).toBe(Buffer.from(value).toString("base64url"))
        expect([...of.fromBase64url(text)!]).toEqual([...value])
      }),
    )
    for (const bad of [
      "A",
      "AB",
      "AAB",
      "AA==",
      "A+AA",
      "A/AA",
      "AA A",
      "AAAA\n",
      "é",
      "A\u0000AA",
    ]) {
      expect(of.fromBase64url(bad), JSON.stringify(bad)).toBeNull()
    }
  })

  it("both judge any text alike", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const here = node.fromBase64url(text)
        const there = web.fromBase64url(text)
        expect(here && [...here]).toEqual(there && [...there])
      }),
    )
  })
})

describe("comparison and randomness", () => {
  it.each([node, web])("equal is equality of bytes", (of) => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        const same = Buffer.from(a).equals(Buffer.from(b))
        expect(of.equal(new Uint8Array(a), new Uint8Array(b))).toBe(same)
        expect(of.equal(new Uint8Array(a), new Uint8Array(a))).toBe(true)
      }),
    )
  })

  it.each([node, web])("never gives the same bytes twice", (of) => {
    const seen = new Set<string>()
    for (let i = 0; i < 20_000; i++) seen.add(of.toBase64url(of.randomBytes(12)))
    expect(seen.size).toBe(20_000)
    expect(of.randomBytes(100)).toHaveLength(100)
  })
})
