import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contrast, parseHex, readableOn } from "./color.ts"
import type { Rgb } from "./color.ts"
import { themeStyle } from "./theme-style.ts"
import { tokens } from "./tokens.ts"
import type { Tokens } from "./tokens.ts"

/** Foreground, background, and the ratio WCAG 2.2 asks for: 1.4.3 for text, 1.4.11 for controls. */
const pairs: readonly (readonly [keyof Tokens, keyof Tokens, number])[] = [
  ["ink", "page", 4.5],
  ["ink", "card", 4.5],
  ["ink", "line", 4.5],
  ["muted", "page", 4.5],
  ["muted", "card", 4.5],
  ["accent", "card", 4.5],
  ["accent", "page", 4.5],
  ["danger", "danger-bg", 4.5],
  ["danger", "card", 3],
  ["card", "ink", 4.5],
  ["field", "card", 3],
]

describe.each(["light", "dark"] as const)("the %s scheme", (scheme) => {
  it.each(pairs)("shows %s on %s with at least %d:1", (front, back, ratio) => {
    const [one, other] = [parseHex(tokens[scheme][front])!, parseHex(tokens[scheme][back])!]
    expect(contrast(one, other)).toBeGreaterThanOrEqual(ratio)
  })
})

describe("contrast", () => {
  it("agrees with WCAG's own examples", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5)
    expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2)
  })

  it("finds readable text for every colour", () => {
    const channel = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (rgb) => {
        expect(contrast(parseHex(readableOn(rgb))!, rgb)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })
})

describe("parseHex", () => {
  it.each<[string, Rgb | undefined]>([
    ["#fff", [255, 255, 255]],
    ["#346DF1", [52, 109, 241]],
    ["rgb(1, 2, 3)", undefined],
    ["#ABC", [170, 187, 204]],
    ["#ffff", undefined],
    ["gold", undefined],
    ["rgb(1 2 3 / 50%)", undefined],
  ])("reads %s", (text, rgb) => {
    expect(parseHex(text)).toEqual(rgb)
  })
})

describe("themeStyle", () => {
  it("puts readable text on the brand colour", () => {
    expect(themeStyle({ brandColor: "#ffd54a" })).toBe(".primary{background:#ffd54a;color:#000}")
    expect(themeStyle({ brandColor: "#0d7a5f" })).toBe(".primary{background:#0d7a5f;color:#fff}")
  })

  it("keeps the text colour that was asked for", () => {
    expect(themeStyle({ brandColor: "gold", buttonText: "#123456" })).toContain("color:#123456")
  })

  it("lets the browser choose where the colour is no plain RGB", () => {
    expect(themeStyle({ brandColor: "gold" })).toContain("color:oklch(from gold ")
  })

  it.each(["", "red}*{color:red", "url(https://a.test)", "expression(alert(1))", "</style>"])(
    "has no rule for %j",
    (brandColor) => {
      expect(themeStyle({ brandColor })).toBe("")
      expect(themeStyle({ brandColor: "#000", buttonText: brandColor })).toBe(
        ".primary{background:#000;color:#fff}",
      )
    },
  )
})
