import { expect, it } from "vitest"
import { SourceError } from "./source-error.ts"

it("names its source in the message, and keeps what is known", () => {
  const options = { status: 400, code: "Throttled", retryAfter: 7, transient: true }
  const error = new SourceError("our-vault", "check the token", options)
  expect(error).toBeInstanceOf(Error)
  expect(error.message).toBe("our-vault: check the token")
  expect({ ...error }).toEqual({ name: "SourceError", source: "our-vault", ...options })
})

it.each([
  [undefined, true],
  [400, false],
  [403, false],
  [428, false],
  [429, true],
  [430, false],
  [499, false],
  [500, true],
  [503, true],
])("answered with %s: transient %s", (status, transient) => {
  expect(new SourceError("our-vault", "failed", { status }).transient).toBe(transient)
})

it("is as transient as the source says", () => {
  expect(new SourceError("our-vault", "failed").transient).toBe(true)
  expect(new SourceError("our-vault", "failed", { transient: false }).transient).toBe(false)
})
