import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { createRing, type Ring } from "../ring.ts"
import { kidOf } from "./format.ts"
import { openData, sealData } from "./seal-data.ts"

const A = "the-first-key-of-stored-data-0123456789abcdef"
const B = "the-second-key-of-stored-data-0123456789abcde"
const ringOf = async (...secrets: string[]): Promise<Ring> => createRing(secrets, "test")
const place = "notes/1/body"
const text = fc.string({ unit: "grapheme", maxLength: 300 })
/** What a store holds: no half characters. */
const wellFormed = text.filter((one) => !/\p{Surrogate}/u.test(one))

/** The same text with one bit of its sealed bytes the other way round. */
function flip(sealed: string, bit: number): string {
  const at = sealed.lastIndexOf(".") + 1
  const bytes = Buffer.from(sealed.slice(at), "base64url")
  bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7)
  return sealed.slice(0, at) + bytes.toString("base64url")
}

describe("sealed data", () => {
  it("any text comes back as it was, in its own place only", async () => {
    const ring = await ringOf(A)
    await fc.assert(
      fc.asyncProperty(
        wellFormed,
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        async (plain, here, there) => {
          const sealed = await sealData(ring, plain, here)
          expect(sealed).toMatch(/^lk1\.[\w-]{8}\.[\w-]+$/)
          expect(await openData(ring, sealed, here)).toEqual({
            status: "ok",
            text: plain,
            kid: ring.keys[0]!.id,
            exposed: null,
            current: true,
          })
          if (here === there) return
          expect(await openData(ring, sealed, there)).toMatchObject({ status: "forged" })
        },
      ),
    )
  })

  it("one flipped bit is refused, wherever it is", async () => {
    const ring = await ringOf(A)
    await fc.assert(
      fc.asyncProperty(wellFormed, fc.nat(), async (plain, bit) => {
        const sealed = await sealData(ring, plain, place)
        const opened = await openData(ring, flip(sealed, bit), place)
        expect(opened).toEqual({ status: "forged", kid: ring.keys[0]!.id })
      }),
    )
  })

  it("two of one text differ, and tell nothing but its length", async () => {
    const ring = await ringOf(A)
    const [one, two] = [await sealData(ring, "text", place), await sealData(ring, "text", place)]
    expect(one).not.toBe(two)
    expect(one).toHaveLength(two.length)
    expect(one).toHaveLength(13 + Math.ceil(((4 + 28) * 4) / 3))
  })

  it("an older key opens it, and says so; a key that is gone is unknown, not an error", async () => {
    const sealed = await sealData(await ringOf(A), "text", place)
    expect(await openData(await ringOf(B, A), sealed, place)).toMatchObject({
      status: "ok",
      text: "text",
      current: false,
    })
    const kid = (await ringOf(A)).keys[0]!.id
    expect(await openData(await ringOf(B), sealed, place)).toEqual({ status: "unknown", kid })
    expect(kidOf(sealed)).toBe(kid)
  })

  it("a revoked key that is kept for data opens it, marked; without the material it is gone for good", async () => {
    const sealed = await sealData(await ringOf(A), "text", place)
    const kid = (await ringOf(A)).keys[0]!.id
    const refused = new Map([[kid, "revoked"]] as const)
    const kept = await createRing([B], "test", { refused, data: [A] })
    expect(await openData(kept, sealed, place)).toEqual({
      status: "revoked",
      text: "text",
      kid,
      exposed: null,
    })
    // It opens stored data and nothing else.
    expect(kept.keys.map(({ id }) => id)).not.toContain(kid)
    const gone = await createRing([B], "test", { refused })
    expect(await openData(gone, sealed, place)).toEqual({ status: "destroyed", kid })
  })

  it("a revoked key seals nothing, not even where it stands in the list", async () => {
    const kid = (await ringOf(A)).keys[0]!.id
    const ring = await createRing([A, B], "test", {
      refused: new Map([[kid, "revoked"]] as const),
      data: [A],
    })
    expect(kidOf(await sealData(ring, "text", place))).toBe((await ringOf(B)).keys[0]!.id)
  })

  it("the mark of a revoked key is authenticated: it can't be taken off or put on", async () => {
    const ring = await ringOf(B)
    const sealed = await sealData(ring, "text", place, "AAAAAAAA")
    expect(await openData(ring, sealed, place)).toMatchObject({ status: "ok", exposed: "AAAAAAAA" })
    const bare = await sealData(ring, "text", place)
    for (const forged of [sealed.slice(0, -9), `${bare}.AAAAAAAA`, sealed.replace(/A$/, "B")]) {
      expect(await openData(ring, forged, place)).toMatchObject({ status: "forged" })
    }
  })

  it.each([
    "lk1.",
    "lk1.short",
    "lk1.AAAAAAAA",
    "lk1.AAAAAAAA.",
    "lk1.AAAAAAAA.AAAA",
    `lk1.AAAAAAAA.${"A".repeat(40)}=`,
    `lk1.AAAAAAAA.${"A".repeat(40)}ł`,
    `lk1.AAAAAAAA.${"A".repeat(40)} `,
    `lk1.AAAAAAA!.${"A".repeat(40)}`,
    `lk1.AAAAAAAA.${"A".repeat(40)}.x`,
    `lk1.AAAAAAAA.${"A".repeat(40)}.AAAAAAAA.`,
    `lk1.AAAAAAAA.${"A".repeat(16_777_300)}`,
  ])(
    "what begins like a sealed text and is none is never taken for plain: case %#",
    async (bad) => {
      expect(await openData(await ringOf(A), bad, place)).toEqual({ status: "malformed" })
    },
  )

  it("a text that was cut off anywhere is not plain", async () => {
    const ring = await ringOf(A)
    const sealed = await sealData(ring, "a refresh token", place)
    for (let length = 4; length < sealed.length; length++) {
      const { status } = await openData(ring, sealed.slice(0, length), place)
      expect(["malformed", "forged"]).toContain(status)
    }
  })

  it("plain texts are plain, and one that looks like ours survives being sealed", async () => {
    const ring = await ringOf(A)
    await fc.assert(
      fc.asyncProperty(text, async (plain) => {
        fc.pre(!plain.startsWith("lk1."))
        expect(await openData(ring, plain, place)).toEqual({ status: "plain", text: plain })
      }),
    )
    const twice = await sealData(ring, await sealData(ring, "x", place), place)
    expect(await openData(ring, twice, place)).toMatchObject({
      text: expect.stringMatching(/^lk1\./),
    })
  })

  it("what could not be given back as it is, is not taken", async () => {
    const ring = await ringOf(A)
    await expect(sealData(ring, "half \ud800 a character", place)).rejects.toThrow(TypeError)
    await expect(sealData(ring, "x", "")).rejects.toThrow(TypeError)
    await expect(sealData(ring, 7 as never, place)).rejects.toThrow(TypeError)
    await expect(sealData(ring, "x".repeat(13_000_000), place)).rejects.toThrow("too long")
    const most = "x".repeat(12_000_000)
    expect(await openData(ring, await sealData(ring, most, place), place)).toMatchObject({
      text: most,
    })
  })

  it("WebCrypto and node:crypto read each other", async () => {
    const sealed = await sealData(await ringOf(A), "text", place)
    vi.resetModules()
    vi.doMock("#crypto", () => import("../../crypto/web.ts"))
    // What is shared by all copies of the modules was made by the other one.
    const registry = globalThis as { [key: symbol]: unknown }
    const shared = Symbol.for("latchkey/registry/1")
    const before = registry[shared]
    registry[shared] = new Map()
    try {
      const web = {
        ...(await import("../ring.ts")),
        ...(await import("./seal-data.ts")),
        ...(await import("../../crypto/index.ts")),
      }
      const { primitives } = await import("../../crypto/web.ts")
      expect(web.crypto).toBe(primitives)
      const ring = await web.createRing([A], "test")
      expect(await web.openData(ring, sealed, place)).toMatchObject({ status: "ok", text: "text" })
      const back = await web.sealData(ring, "and back", place)
      registry[shared] = before
      expect(await openData(await ringOf(A), back, place)).toMatchObject({ text: "and back" })
    } finally {
      registry[shared] = before
      vi.doUnmock("#crypto")
      vi.resetModules()
    }
  })
})
