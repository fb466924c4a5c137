import { afterEach, describe, expect, it, vi } from "vitest"
import { damageOf, datedSecrets, instantOf } from "./environment.ts"

it.each<[string, [string, string | null][]]>([
  ["a", [["a", null]]],
  [
    " a , b ",
    [
      ["a", null],
      ["b", null],
    ],
  ],
  [
    "a,,b,",
    [
      ["a", null],
      ["b", null],
    ],
  ],
  ["", []],
  ["a@2026-12-01", [["a", "2026-12-01T00:00Z"]]],
  ["a@b@2026-12-01T10:30+02:00", [["a@b", "2026-12-01T08:30Z"]]],
  ["p@ssword", [["p@ssword", null]]],
  ["a@2026-13-45", [["a@2026-13-45", null]]],
  ["@2026-12-01", [["@2026-12-01", null]]],
])("the list %j", (list, expected) => {
  const dated = expected.map(([secret, date]) => ({
    secret,
    from: date === null ? Number.NEGATIVE_INFINITY : Date.parse(date),
  }))
  expect(datedSecrets(list)).toEqual(dated)
})

describe("an instant", () => {
  afterEach(() => void vi.unstubAllEnvs())

  it("is the same wherever the machine stands", () => {
    vi.stubEnv("TZ", "America/New_York")
    expect(new Date("2026-12-01T00:00").getUTCHours()).toBe(5)
    expect(instantOf("2026-12-01T10:30")).toBe(Date.parse("2026-12-01T10:30Z"))
    expect(instantOf("2026-12-01")).toBe(Date.parse("2026-12-01T00:00Z"))
  })

  it.each([
    ["2026-12-01", "2026-12-01T00:00:00.000Z"],
    ["2026-12-01T10:30", "2026-12-01T10:30:00.000Z"],
    ["2026-12-01t10:30z", "2026-12-01T10:30:00.000Z"],
    ["2026-12-01T10:30:15Z", "2026-12-01T10:30:15.000Z"],
    ["2026-12-01T10:30:15.5", "2026-12-01T10:30:15.500Z"],
    ["2026-12-01T10:30:15.123456789Z", "2026-12-01T10:30:15.123Z"],
    ["2026-12-01T10:30-05:00", "2026-12-01T15:30:00.000Z"],
  ])("%s", (text, expected) => {
    expect(new Date(instantOf(text)).toISOString()).toBe(expected)
  })

  it.each([
    "",
    "2026",
    "2026-12",
    "26-12-01",
    "2026-12-01Z",
    "2026-12-01T10",
    "2026-12-01 10:30",
    "2026-12-01T10:30:15.",
    "2026-12-01T10:30:15.1234567891",
    "2026-12-01T10:30+0500",
    "x2026-12-01",
    "2026-12-01x",
    "2026-13-01",
    "2026-aa-01",
    "2026-12-01Taa:30",
    "2026-12-01T10:30+aa:00",
    "2026-12-01T10:30+05:aa",
  ])("%j is none", (text) => {
    expect(instantOf(text)).toBeNaN()
  })
})

describe("what is odd about a value", () => {
  it.each([
    ['"quoted"', "begins and ends with a quote"],
    ["'quoted'", "begins and ends with a quote"],
    ["`quoted\nline`", "begins and ends with a quote"],
    ["\u201cquoted\u201d", "typographic quotes"],
    ["don\u2019t", "typographic quotes"],
    ["two\nlines", "a line break"],
    ["ends\r", "a line break"],
    [" begins", "white space"],
    ["ends\t", "white space"],
  ])("%j", (value, said) => {
    expect(damageOf(value)).toContain(said)
  })

  it.each(["plain", "in the midst", "\"mixed'", 'x"quoted"', '"quoted"x', '"'])(
    "%j: nothing",
    (value) => {
      expect(damageOf(value)).toBeUndefined()
    },
  )
})
