import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { WebAuthnVerificationError } from "../errors.ts"
import { CborReader } from "./cbor.ts"

const read = (...bytes: number[]): unknown => {
  const reader = new CborReader(Uint8Array.from(bytes), "thing")
  return [reader.item(), reader.at]
}

describe("CBOR", () => {
  it.each([
    ["an integer", [0x17], 23],
    ["an integer of one byte", [0x18, 0xff], 255],
    ["an integer of two bytes", [0x19, 0x01, 0x00], 256],
    ["an integer of four bytes", [0x1a, 0xff, 0xff, 0xff, 0xff], 4_294_967_295],
    ["a negative integer", [0x39, 0x01, 0x00], -257],
    ["bytes", [0x42, 1, 2], Uint8Array.of(1, 2)],
    ["text", [0x62, 0xc3, 0xa4], "ä"],
    ["a list", [0x82, 1, 0x20], [1, -1]],
    ["a map", [0xa1, 0x61, 0x61, 0xf5], new Map([["a", true]])],
    ["false", [0xf4], false],
    ["null", [0xf6], null],
    ["undefined", [0xf7], undefined],
  ])("reads %s", (_, bytes, value) => {
    expect(read(...bytes)).toEqual([value, bytes.length])
    // What follows is left alone.
    expect(read(...bytes, 0)).toEqual([value, bytes.length])
  })

  it.each([
    ["nothing", [], /ends too early/],
    ["bytes that are not there", [0x42, 1], /ends too early/],
    ["text that is not UTF-8", [0x61, 0xff], /not UTF-8/],
    ["a tag", [0xc0, 0], /tag/],
    ["a float", [0xf9, 0, 0], /don't write/],
    ["a break", [0xff], /don't write/],
    ["a length of eight bytes", [0x1b, 0, 0, 0, 0, 0, 0, 0, 1], /length/],
    ["an indefinite length", [0x5f, 0x41, 0, 0xff], /length/],
    ["a label twice", [0xa2, 1, 1, 1, 2], /label twice/],
    ["a label twice, written in two ways", [0xa2, 1, 1, 0x18, 1, 2], /label twice/],
    ["a label that is a list", [0xa1, 0x80, 1], /label that is neither/],
    ["lists in lists", [0x81, 0x81, 0x81, 0x81, 0x81, 0x00], /nested/],
    ["more members than bytes", [0x9a, 0xff, 0xff, 0xff, 0xff, 0], /ends too early/],
  ])("refuses %s", (_, bytes, reason) => {
    expect(() => read(...bytes)).toThrow(reason)
  })

  it("never reads past the end, and throws nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const reader = new CborReader(Uint8Array.from(bytes), "thing")
        try {
          reader.item()
        } catch (error) {
          expect(error).toBeInstanceOf(WebAuthnVerificationError)
        }
        expect(reader.at).toBeLessThanOrEqual(bytes.length)
      }),
      { numRuns: 3000 },
    )
  })
})
