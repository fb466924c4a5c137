import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { retryAfterOf, uncached } from "./outgoing.ts"

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 12, 0, 0) })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe("Retry-After", () => {
  it.each([
    ["0", 0],
    ["120", 120],
    [" 7 ", 7],
    ["999999999", 999_999_999],
    ["Sat, 21 Nov 2026 12:00:30 GMT", 30],
    ["Sat, 21 Nov 2026 11:59:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
    [" ", undefined],
    ["1.5 hours", undefined],
  ])("%j is %j seconds", (value, seconds) => {
    expect(retryAfterOf(new Headers({ "retry-after": value }))).toBe(seconds)
  })

  it("may be missing, and is no number of ten digits", () => {
    expect(retryAfterOf(new Headers())).toBeUndefined()
    expect(retryAfterOf(new Headers({ "retry-after": "9999999999" }))).not.toBe(9_999_999_999)
    expect(retryAfterOf(new Headers({ "retry-after": "12x" }))).toBeUndefined()
  })
})

describe("a request that nobody keeps", () => {
  it("says so, but to Cloudflare's workers, which keep none and may refuse the word", () => {
    expect(uncached()).toEqual({ cache: "no-store" })
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" })
    expect(uncached()).toEqual({})
    vi.stubGlobal("navigator", { userAgent: "Node.js/24" })
    expect(uncached()).toEqual({ cache: "no-store" })
    vi.stubGlobal("navigator", undefined)
    expect(uncached()).toEqual({ cache: "no-store" })
  })
})
