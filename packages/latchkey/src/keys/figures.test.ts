import { beforeEach, expect, it } from "vitest"
import { countRefresh, observedRings, refreshes, refusals } from "./figures.ts"

const NAMES = ["refusals", "refreshes", "observed-rings"]

// A process that has counted nothing.
beforeEach(() => {
  const registry = Symbol.for("latchkey/registry/1")
  for (const name of NAMES)
    (globalThis as { [registry]?: Map<string, unknown> })[registry]?.delete(name)
})

it("all counts begin at nought", () => {
  expect(refusals()).toEqual({ unknown: 0, revoked: 0, forged: 0, expired: 0, malformed: 0 })
  expect(refreshes().entries()).toEqual([])
  expect(observedRings().entries()).toEqual([])
})

it("what one part of the process counts, the others see", () => {
  refusals().forged++
  countRefresh("our-vault", "failed")
  const ring = new WeakRef({ figures: () => null, census: async () => null })
  observedRings().set("auth", ring)
  expect(refusals().forged).toBe(1)
  expect(refreshes().get("our-vault")).toEqual({ ok: 0, failed: 1, at: 0 })
  expect(observedRings().get("auth")).toBe(ring)
})
