import { describe, expect, it } from "vitest"
import { fromAnyBase64, isCredentialId, toStandardAlphabet, toUrlAlphabet } from "./base64.ts"

describe("base64", () => {
  it.each(Array.from({ length: 70 }, (_, length) => length))(
    "of %i bytes, in both alphabets",
    (length) => {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 73 + 251) & 255)
      const standard = Buffer.from(bytes).toString("base64")
      const url = Buffer.from(bytes).toString("base64url")
      expect(toUrlAlphabet(standard)).toBe(url)
      expect(toUrlAlphabet(url)).toBe(url)
      expect(toStandardAlphabet(url)).toBe(standard)
      expect(toStandardAlphabet(standard)).toBe(standard)
      expect(fromAnyBase64(standard)).toEqual(bytes)
      expect(fromAnyBase64(url)).toEqual(bytes)
    },
  )

  it("knows a credential's id by its one spelling", () => {
    const longest = Buffer.alloc(1023, 7).toString("base64url")
    for (const id of ["AA", "AAAA", "-_-_", longest]) expect(isCredentialId(id)).toBe(true)
    const tooLong = Buffer.alloc(1024, 7).toString("base64url")
    for (const id of [
      "",
      "A",
      "AB",
      "AA==",
      "+/+/",
      "AA AA",
      "AAAA\n",
      tooLong,
      7,
      null,
      undefined,
      {},
    ])
      expect(isCredentialId(id)).toBe(false)
  })
})
