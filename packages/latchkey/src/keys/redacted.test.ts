import { inspect } from "node:util"
import { Redacted } from "effect"
import { Redacted as Redacted4 } from "effect-4"
import { describe, expect, it, vi } from "vitest"
import { isRedacted, revealRedacted } from "./redacted.ts"

describe("an Effect Redacted", () => {
  it("of version 3 gives its text, and prints none", () => {
    const redacted = Redacted.make("the-text")
    expect(isRedacted(redacted)).toBe(true)
    expect(revealRedacted(redacted)).toBe("the-text")
    expect(`${redacted} ${JSON.stringify(redacted)} ${inspect(redacted)}`).not.toContain("the-text")
  })

  it("of an older version 3 is found where that kept it, and nothing else is looked at", () => {
    const redacted = { [Symbol.for("effect/Redacted")]: {} }
    const store = "effect/GlobalValue/globalStoreId/3.0.0"
    const registry = new WeakMap([[redacted, "the-text"]])
    const globals = globalThis as Record<string, unknown>
    globals[store] = new Map([["effect/Redacted/redactedRegistry", registry]])
    const somebodyElses = vi.fn()
    Object.defineProperty(globals, "aGetter", { get: somebodyElses, configurable: true })
    expect(revealRedacted(redacted)).toBe("the-text")
    delete globals[store]
    expect(revealRedacted(redacted)).toBeUndefined()
    expect(somebodyElses).not.toHaveBeenCalled()
    delete globals["aGetter"]
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
