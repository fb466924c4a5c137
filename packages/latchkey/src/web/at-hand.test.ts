import { describe, expect, it } from "vitest"
import { isAtHand, onceThere } from "./at-hand.ts"

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

describe("a step", () => {
  const step = (value: number, about: { readonly by: number }): number => value * about.by

  it("is taken at once with what is there", () => {
    expect(onceThere(2, step, { by: 3 })).toBe(6)
  })

  it("is taken with what comes, and fails with what fails", async () => {
    expect(await onceThere(Promise.resolve(2), step, { by: 3 })).toBe(6)
    const failing = Promise.reject<number>(new Error("gone"))
    await expect(onceThere(failing, step, { by: 3 })).rejects.toThrow("gone")
  })
})
