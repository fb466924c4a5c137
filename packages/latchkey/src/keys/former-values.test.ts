import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { FormerValues } from "./former-values.ts"

const DAY = 86_400_000
const NOW = 1_800_000_000_000

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

it("each former value is remembered for thirty days of its own", () => {
  const former = new FormerValues()
  former.note("one")
  former.note("two")
  vi.setSystemTime(NOW + 10 * DAY)
  former.note("three")
  expect(former.after(["three"])).toEqual(["three", "two", "one"])
  vi.setSystemTime(NOW + 30 * DAY - 1)
  expect(former.after(["three"])).toEqual(["three", "two", "one"])
  vi.setSystemTime(NOW + 30 * DAY)
  expect(former.after(["three"])).toEqual(["three", "two"])
  vi.setSystemTime(NOW + 40 * DAY)
  expect(former.after(["three"])).toEqual(["three"])
})

it("an answer that is the same is no rotation", () => {
  const former = new FormerValues()
  former.note("one")
  former.note("two")
  vi.setSystemTime(NOW + 20 * DAY)
  former.note("two")
  expect(former.after(["two"])).toEqual(["two", "one"])
  vi.setSystemTime(NOW + 30 * DAY)
  expect(former.after(["two"])).toEqual(["two"])
})
