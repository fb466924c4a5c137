import { expect, it } from "vitest"
import { withhold } from "./withhold.ts"

const value = "s3cr+t/value ü"

it.each([
  ["as it is", value],
  ["in base64", Buffer.from(value).toString("base64")],
  ["in base64 without padding", Buffer.from(value).toString("base64").replace(/=+$/, "")],
  ["in a URL", encodeURIComponent(value)],
  ["in a form", new URLSearchParams({ a: value }).toString().slice(2)],
])("takes out a value %s, each time", (_, written) => {
  expect(withhold(`a ${written} b ${written}`, [undefined, value])).toBe(
    "a [withheld] b [withheld]",
  )
})

it("leaves no end of a spelling that begins with another", () => {
  const shorter = "%252525"
  expect(encodeURIComponent(shorter).startsWith(shorter)).toBe(true)
  expect(withhold(encodeURIComponent(shorter), [shorter])).toBe("[withheld]")
})

it("leaves the rest, and what is too short to be a secret", () => {
  expect(withhold("the code is wrong", ["code", ""])).toBe("the code is wrong")
})
