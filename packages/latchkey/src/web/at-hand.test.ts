import { expect, it } from "vitest"
import { isAtHand } from "./at-hand.ts"

const having = (name: string, value: unknown): object => ({ [name]: value })

it.each<[string, unknown, boolean]>([
  ["nothing", undefined, true],
  ["null", null, true],
  ["text", "then", true],
  ["an object with another then", having("then", 1), true],
  ["a promise", Promise.resolve(1), false],
  ["what can be awaited", having("then", () => {}), false],
])("%s is there, or is promised", (_, value, there) => {
  expect(isAtHand(value)).toBe(there)
})
