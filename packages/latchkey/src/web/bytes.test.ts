import { expect, it } from "vitest"
import { joinBytes } from "./bytes.ts"

it("passes one piece on as it is, without a copy", () => {
  const piece = Uint8Array.of(1, 2, 3)
  expect(joinBytes([piece], 3)).toBe(piece)
})

it("joins several in their order, and none to nothing", () => {
  const joined = joinBytes([Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)], 3)
  expect([...joined]).toEqual([1, 2, 3])
  expect(joinBytes([], 0)).toHaveLength(0)
})
