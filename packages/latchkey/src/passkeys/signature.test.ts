import { sign, generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { isDerSignature } from "./signature.ts"

describe("a signature in DER", () => {
  it.each(["P-256", "P-384", "P-521"])("of %s is one", (namedCurve) => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve })
    // Numbers of r and s differ in length; so many have all of them.
    for (let count = 0; count < 64; count++) {
      expect(isDerSignature(sign("sha256", Buffer.from([count]), privateKey))).toBe(true)
    }
  })

  it.each([
    ["nothing", []],
    ["a sequence without numbers", [0x30, 0]],
    ["one number", [0x30, 3, 2, 1, 1]],
    ["three numbers", [0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1]],
    ["a byte after the end", [0x30, 6, 2, 1, 1, 2, 1, 1, 0]],
    ["a byte too few", [0x30, 6, 2, 1, 1, 2, 1]],
    ["a length in two bytes that fits into one", [0x30, 0x81, 6, 2, 1, 1, 2, 1, 1]],
    ["a length that is not definite", [0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0]],
    ["a number with a zero too many", [0x30, 7, 2, 2, 0, 1, 2, 1, 1]],
    ["a negative number", [0x30, 6, 2, 1, 0x81, 2, 1, 1]],
    ["a number of no length", [0x30, 5, 2, 0, 2, 1, 1]],
    ["a number that is longer than the sequence", [0x30, 6, 2, 1, 1, 2, 9, 1]],
    ["another type", [0x30, 6, 4, 1, 1, 2, 1, 1]],
    ["another type around it", [0x31, 6, 2, 1, 1, 2, 1, 1]],
  ])("%s is none", (_, bytes) => {
    expect(isDerSignature(Uint8Array.from(bytes))).toBe(false)
  })

  it("the smallest is one", () => {
    expect(isDerSignature(Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1))).toBe(true)
  })
})
