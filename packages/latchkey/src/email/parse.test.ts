import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { emailInputs } from "../../test/data/emails.ts"
import { cpuTimeOf } from "../../test/support/cpu-time.ts"
import { parseEmail } from "./parse.ts"

describe("parseEmail", () => {
  it("has all 75 inputs", () => expect(new Set(emailInputs.map(([id]) => id)).size).toBe(75))

  /** @see ADV-AJ05 ADV-AJ07 ADV-AJ11 ADV-AJ12 ADV-ML01 ADV-ML02 ADV-ML03 OBS-AJ5 */
  it.each(emailInputs)("%s", (_, input, expected) => {
    expect(parseEmail(input)).toEqual({ ok: "email" in expected, ...expected })
  })

  it.each([
    "o'brien@example.ie",
    "a_b-c+d.e~f&g@sub.example.co.uk",
    "1@2.example",
    `${"a".repeat(64)}@example.com`,
    `a@${"b".repeat(63)}.com`,
    "a@b.c1",
    "a@r3---sn.example.com",
  ])("accepts %s", (input) => expect(parseEmail(input)).toEqual({ ok: true, email: input }))

  it("accepts 254 characters and refuses 255", () => {
    const domain = `${"b".repeat(61)}.${"c".repeat(61)}.${"d".repeat(61)}.com`
    const local = "a".repeat(254 - domain.length - 1)
    expect(parseEmail(`${local}@${domain}`)).toEqual({ ok: true, email: `${local}@${domain}` })
    expect(parseEmail(`${local}a@${domain}`)).toEqual({ ok: false, reason: "length" })
  })

  it.each([
    ["-oQ/tmp@example.com", "local"],
    ["-f@example.com", "local"],
    ["|sh@example.com", "local"],
    ["`id`@example.com", "local"],
    ["/etc/passwd@example.com", "local"],
    ["a@127.0.0.1", "domain"],
    ["a@example.123", "domain"],
    ["a@example-.com", "domain"],
    ["a@.example.com", "domain"],
    [`a@${"b".repeat(64)}.com`, "domain"],
    ["a@XN--80AK6AA92E.com", "idn"],
    ["a@sub.xn--p1ai", "idn"],
    ["\ta@example.com", "control-or-space"],
    ["a@example.com\n", "control-or-space"],
    ["a\x7f@example.com", "control-or-space"],
    ["\u00a0a@example.com", "non-ascii"],
    ["a@example.com\ufeff", "non-ascii"],
    ["   ", "at-count"],
    [null, "type"],
    [undefined, "type"],
    [new String("a@example.com"), "type"],
  ])("refuses %j: %s", (input, reason) => expect(parseEmail(input)).toEqual({ ok: false, reason }))

  it("never throws, and is quick with 100,000 characters", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: "binary" }), (thing, text) => {
        for (const input of [thing, text, `a@${text}`, `${text}@b.example`]) {
          expect(parseEmail(input).ok).toBeTypeOf("boolean")
        }
      }),
      { numRuns: 5_000 },
    )
    for (const part of ["a", " ", "@", ".", "a.", "-", "xn--", "\0", "\u0130"]) {
      const text = part.repeat(100_000)
      expect(cpuTimeOf(() => void parseEmail(text))).toBeLessThan(250)
    }
  })

  it("answers one canonical address: unchanged when read again, one @, no second reading", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "a",
        "B",
        "@",
        ".",
        ",",
        ";",
        ":",
        " ",
        '"',
        "<",
        ">",
        "(",
        ")",
        "\\",
        "\n",
        "xn--",
        "\u0130",
        "example.com",
      ),
      fc.string({ maxLength: 3 }),
    )
    let accepted = 0
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.constantFrom("", "@example.com", "@b.example"),
        (parts, end) => {
          const parsed = parseEmail(parts.join("") + end)
          if (!parsed.ok) return
          accepted++
          expect(parseEmail(parsed.email)).toEqual(parsed)
          expect(parsed.email).toMatch(/^[a-z0-9.#$&'*+^_{}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/)
          expect(parsed.email).toBe((parts.join("") + end).trim().toLowerCase())
        },
      ),
      { numRuns: 10_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})
