import fc from "fast-check"
import { expect, it } from "vitest"
import { readDate, writeDate } from "./rows.ts"

it("reads back every date it writes, also as text and as a big integer", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }),
      (date) => {
        const stored = writeDate(date)
        for (const value of [stored, BigInt(stored), String(stored), date.toISOString(), date])
          expect(readDate(value)).toEqual(date)
      },
    ),
  )
})

it.each([
  ["2030-01-02T03:04:05.678Z", "2030-01-02T03:04:05.678Z"],
  ["2030-01-02T03:04:05+02:00", "2030-01-02T01:04:05.000Z"],
  ["2030-01-02 03:04:05", "2030-01-02T03:04:05.000Z"],
  ["2030-01-02 03:04", "2030-01-02T03:04:00.000Z"],
  ["2030-01-02", "2030-01-02T00:00:00.000Z"],
])("reads %s as UTC", (text, iso) => expect(readDate(text)?.toISOString()).toBe(iso))

it.each([
  null,
  undefined,
  true,
  "",
  " ",
  "now",
  "-1",
  "1e99",
  "2030",
  "tomorrow",
  "2030-13-01",
  "2030-1-1",
  "Tue Jan 01 2030",
  "+275760-09-14",
  Number.NaN,
  Infinity,
  9e15,
  {},
  [],
  [1],
  new Date(Number.NaN),
])("reads %j as no date", (value) => {
  const date = readDate(value)
  expect(date === null || date.getTime() < Date.now()).toBe(true)
})

it("never makes a time in the future of what is not one", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), (text) => {
      if (/^(\d{13,16}|\d{4}-\d\d-\d\d.*)$/.test(text)) return
      expect(readDate(text)?.getTime() ?? 0).toBeLessThan(Date.now())
    }),
  )
})
