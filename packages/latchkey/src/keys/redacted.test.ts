import { inspect } from "node:util"
import { Redacted } from "effect"
import { Redacted as Redacted4 } from "effect-4"
import { describe, expect, it } from "vitest"
import { isRedacted, revealRedacted } from "./redacted.ts"

describe("an Effect Redacted", () => {
  it("of version 3 gives its text, and prints none", () => {
    const redacted = Redacted.make("the-text")
    expect(isRedacted(redacted)).toBe(true)
    expect(revealRedacted(redacted)).toBe("the-text")
    expect(`${redacted} ${JSON.stringify(redacted)} ${inspect(redacted)}`).not.toContain("the-text")
  })

  it("that was wiped, or holds no text, gives none", () => {
    const redacted = Redacted.make("the-text")
    Redacted.unsafeWipe(redacted)
    expect(revealRedacted(redacted)).toBeUndefined()
    expect(revealRedacted(Redacted.make({ key: "x" }))).toBeUndefined()
  })

  it("of version 4 is recognised, but only Effect itself can open it", () => {
    const redacted = Redacted4.make("the-text")
    expect(isRedacted(redacted)).toBe(true)
    expect(revealRedacted(redacted)).toBeUndefined()
    expect(Redacted4.value(redacted)).toBe("the-text")
  })

  it("is nothing else", () => {
    for (const value of [undefined, null, "text", 1, {}, [], () => "x", { get: () => "x" }]) {
      expect(isRedacted(value)).toBe(false)
      expect(revealRedacted(value)).toBeUndefined()
    }
  })
})
