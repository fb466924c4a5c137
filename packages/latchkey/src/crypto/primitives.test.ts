import fc from "fast-check"
import { createHmac } from "node:crypto"
import { describe, expect, it, vi } from "vitest"
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
        const data = new Uint8Array(node.toUtf8(c))
        expect([...(await web.hmacSha256(key, data))]).toEqual([...(await node.hmacSha256(key, c))])
        const tagged = (await web.mac(key)).tag(c)
        expect([...(await tagged)]).toEqual([...(await (await node.mac(key)).tag(c))])
        expect([...(await web.hmacSha1(key, c))]).toEqual([...(await node.hmacSha1(key, c))])
        expect([...(await web.sha256(c))]).toEqual([...(await node.sha256(c))])
        expect([...(await web.sha512(c))]).toEqual([...(await node.sha512(c))])
      }),
      { numRuns: 50 },
    )
  })

  it("the first random bytes of a process are there, and are random", async () => {
    vi.resetModules()
    const { primitives: fresh } = await import("./node.ts")
    const drawn = Array.from({ length: 400 }, () => fresh.randomBytes(12))
    expect(drawn.every(({ length }) => length === 12)).toBe(true)
    expect(new Set(drawn.map(fresh.toBase64url)).size).toBe(400)
  })

  it("HKDF matches RFC 5869 through an independent computation", async () => {
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

const both = [
  ["node", node],
  ["web", web],
] as const

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts))
}

describe.each(both)("%s: sealed text is taken as it was written, or not at all", (_, of) => {
  it("takes keys of the length of the algorithm alone", async () => {
    for (const length of [0, 16, 24, 31, 33, 64])
      await expect(async () => of.aesGcm(bytes(length, 1))).rejects.toThrow(RangeError)
    for (const length of [0, 32, 48, 63, 65, 128])
      await expect(async () => of.aesCbcHmac(bytes(length, 1))).rejects.toThrow(RangeError)
  })

  it("A256CBC-HS512 is that of RFC 7518, appendix B.3", async () => {
    const aead = await of.aesCbcHmac(Uint8Array.from({ length: 64 }, (__, n) => n))
    const iv = new Uint8Array(Buffer.from("1af38c2dc2b96ffdd86694092341bc04", "hex"))
    const { ciphertext, tag } = await aead.seal(
      iv,
      of.toUtf8(
        "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience",
      ),
      of.toUtf8("The second principle of Auguste Kerckhoffs"),
    )
    expect(Buffer.from(ciphertext.subarray(0, 16)).toString("hex")).toBe(
      "4affaaadb78c31c5da4b1b590d10ffbd",
    )
    expect(Buffer.from(tag).toString("hex")).toBe(
      "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
    )
  })

  it("what is authentic together is refused where it is cut elsewhere", async () => {
    const { A256GCM: gcm, "A256CBC-HS512": cbc } = await aeads(of)
    const aad = of.toUtf8("aad")
    const long = await gcm!.seal(bytes(13, 1), bytes(40, 2), aad)
    expect(await gcm!.open(bytes(13, 1), long.ciphertext, long.tag, aad)).toBeNull()
    const { ciphertext, tag } = await gcm!.seal(bytes(12, 1), bytes(40, 2), aad)
    const shifted = joined(ciphertext, tag.subarray(0, 4))
    expect(await gcm!.open(bytes(12, 1), shifted, tag.slice(4), aad)).toBeNull()
    const iv = bytes(16, 1)
    const one = await cbc!.seal(iv, bytes(40, 2), aad)
    // The same bytes, in the same order, under the same tag.
    const longer = joined(iv, one.ciphertext.subarray(0, 16))
    expect(await cbc!.open(longer, one.ciphertext.slice(16), one.tag, aad)).toBeNull()
    expect(await cbc!.open(iv.slice(0, 0), joined(iv, one.ciphertext), one.tag, aad)).toBeNull()
  })

  it("a genuine tag over what is no padding is nothing either", async () => {
    const { "A256CBC-HS512": cbc } = await aeads(of)
    const aad = of.toUtf8("aad")
    const iv = bytes(16, 1)
    const block = new Uint8Array(8)
    block[7] = aad.length * 8
    const open = async (ciphertext: Uint8Array<ArrayBuffer>): Promise<unknown> => {
      const mac = createHmac("sha512", bytes(32, 9)).update(joined(aad, iv, ciphertext, block))
      return cbc!.open(iv, ciphertext, new Uint8Array(mac.digest().subarray(0, 32)), aad)
    }
    const { ciphertext } = await cbc!.seal(iv, bytes(20, 65), aad)
    expect(await open(ciphertext)).not.toBeNull()
    for (const bad of [ciphertext.slice(0, 16), ciphertext.slice(0, 15), ciphertext.slice(0, 0)])
      expect(await open(bad)).toBeNull()
  })

  it("text is UTF-8, with its mark, or nothing", () => {
    for (const text of ["", "abc", "é☃🔑", "\ufeffmarked", "a\u0000b"])
      expect(of.fromUtf8(of.toUtf8(text))).toBe(text)
    for (const bad of [[0xff], [0xc3], [0x61, 0xed, 0xa0, 0x80], [0xc0, 0xaf]])
      expect(of.fromUtf8(Uint8Array.from(bad))).toBeNull()
    const within = bytes(9, 65).subarray(2, 5)
    expect(of.fromUtf8(within)).toBe("AAA")
  })
})

it("no key of WebCrypto can be read again", async () => {
  const made = vi.spyOn(crypto.subtle, "importKey")
  try {
    await aeads(web)
    await web.hkdfSha256("a", "b", "c", 32)
    await web.hmacSha1(bytes(20, 1), "a")
    await web.hmacSha256(bytes(32, 1), "a")
    const extractable = made.mock.calls.map((call) => call[3])
    expect(extractable).toEqual([false, false, false, false, false, false])
  } finally {
    made.mockRestore()
  }
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
      "AE",
      "AI",
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
    for (const length of [1, 64, 65, 4_095, 4_097, 10_000]) {
      const drawn = of.randomBytes(length)
      expect(drawn).toHaveLength(length)
      // Nothing is left as it was: so many zeros in a row would take a miracle.
      if (length > 64) expect(Buffer.from(drawn).includes(Buffer.alloc(32))).toBe(false)
    }
  })
})
