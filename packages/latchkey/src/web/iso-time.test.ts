import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isoTime } from "./iso-time.ts"

describe("isoTime", () => {
  it("writes what toISOString writes, for any date that there is", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(isoTime(date)).toBe(date.toISOString())
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([0, -1, 1, 999, 86_399_999, 86_400_000, 8.64e15, -8.64e15, 253_402_300_800_000])(
    "writes %d, after any other",
    (time) => {
      const date = new Date(time)
      for (const other of [date, new Date(1_700_000_000_000), date]) {
        expect(isoTime(other)).toBe(other.toISOString())
      }
    },
  )

  it("refuses what is no date, after one that is", () => {
    isoTime(new Date(5))
    expect(() => isoTime(new Date(Number.NaN))).toThrow(RangeError)
    expect(() => isoTime(new Date(Number.NaN))).toThrow(RangeError)
  })
})
