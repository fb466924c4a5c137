import { Window } from "happy-dom"
import { describe, expect, it } from "vitest"
import { instances, situations } from "../../../test/support/ring-situations.ts"
import type { KeyringStatus } from "../managed/operations.ts"
import { ringPicture } from "./svg.ts"

type Drawn = ReturnType<InstanceType<Window["DOMParser"]>["parseFromString"]>

const all = Object.entries(situations())
const situation = (name: string): KeyringStatus => situations()[name]!

/** Parsed as XML, which refuses what is not well-formed. */
function parse(svg: string): Drawn {
  const drawn = new new Window().DOMParser().parseFromString(svg, "image/svg+xml")
  expect(drawn.querySelector("parsererror")?.textContent ?? "").toBe("")
  return drawn
}

const draw = (status: KeyringStatus, width?: number): Drawn =>
  parse(ringPicture(status, width ? { width } : {}))
const texts = (drawn: Drawn, selector = "text"): string[] =>
  [...drawn.querySelectorAll(selector)].map(({ textContent }) => textContent)
const bars = (drawn: Drawn): string[] =>
  [...drawn.querySelectorAll(".bar")].map((bar) => bar.getAttribute("class")!)

describe.each(all)("the picture of a ring: %s", (_, status) => {
  it.each([960, 360])(
    "is an element of its own that is described in words, at %i pixels",
    (width) => {
      const drawn = draw(status, width)
      const svg = drawn.documentElement
      expect(svg.getAttribute("role")).toBe("img")
      const [title, words] = svg
        .getAttribute("aria-labelledby")!
        .split(" ")
        .map((id) => drawn.querySelector(`[id="${id}"]`)?.textContent ?? "")
      expect(title).toBe("Keys of ring auth")
      for (const { id } of status.keys) expect(words).toContain(`Key ${id}`)
      for (const name of status.behind) expect(words).toContain(name)
      expect(words).toMatch(/Next: .+\.$/)
      expect(
        drawn.querySelectorAll("script,image,use,foreignObject,a,[onload],[href]"),
      ).toHaveLength(0)
    },
  )

  it.each([960, 360])("names each key and stays within its frame, at %i pixels", (width) => {
    const drawn = draw(status, width)
    for (const { id } of status.keys) expect(texts(drawn)).toContain(id)
    expect(texts(drawn, ".now text")).toEqual(["now"])
    expect(ringPicture(status, { width })).not.toMatch(/NaN|Infinity|undefined|width="-/)
    for (const rect of drawn.querySelectorAll("rect")) {
      expect(Number(rect.getAttribute("width"))).toBeLessThanOrEqual(width)
    }
  })
})

describe("what the picture shows", () => {
  it("each state as a shape and a word, not by colour alone", () => {
    const drawn = draw(situation("overdue"))
    const states = ["bar active", "bar overdue", "bar verify-only"]
    // The legend has those that a key is in.
    expect(bars(drawn)).toEqual([...states, "bar active expected", ...states])
    expect(drawn.querySelector('[fill="url(#keyring-overdue)"]')).not.toBeNull()
    expect(texts(drawn)).toContain("overdue: seals past its time, without a successor")
    expect(drawn.querySelector('pattern[id="keyring-overdue"]')).not.toBeNull()
  })

  it("a revoked key as a crossed line", () => {
    const drawn = draw(situation("revoked"))
    expect(drawn.querySelectorAll(".cross.revoked").length).toBeGreaterThan(0)
    expect(texts(drawn, ".on-revoked")[0]).toBe("revoked")
  })

  it("the share of the traffic where an instance tells it, and nothing where none does", () => {
    const drawn = draw(situation("imported"))
    expect(texts(drawn, ".number")).toEqual(["4 %", "96 %"])
    const [small, large] = [...drawn.querySelectorAll(".share")].map((bar) =>
      Number(bar.getAttribute("width")),
    )
    expect(large! / small!).toBeCloseTo(963 / 37, 0)
    expect(texts(draw(situation("revoked")), ".number")).toEqual([])
    expect(texts(draw(situation("revoked")))).not.toContain("share of traffic")
  })

  it("the instances, those that are behind first and marked", () => {
    const drawn = draw(situation("rotating"))
    expect(texts(drawn)).toContain("6 live, 2 behind revision 2")
    expect(drawn.querySelectorAll(".card")).toHaveLength(6)
    expect(drawn.querySelectorAll(".card.late")).toHaveLength(2)
    expect(texts(drawn, "text.bad")).toEqual(["revision 1, behind", "revision 1, behind"])
    expect(texts(draw(situation("overdue")))).toContain("none is known to live")
  })

  it("forty instances as squares, of which only those that are behind are named", () => {
    const drawn = draw(situation("revoked"))
    expect(drawn.querySelectorAll(".card")).toHaveLength(40)
    expect(drawn.querySelectorAll("g title")).toHaveLength(40)
    expect(texts(drawn, "text.bad")).toHaveLength(6)
    expect(texts(drawn)).toContain("and 3 more")
  })

  it("what happens next", () => {
    expect(texts(draw(situation("rotating")), ".next-text")).toEqual([
      "Key x2JmPq0a starts to seal in 10 min.",
    ])
    const narrow = draw(situation("rotating"), 360)
    expect(texts(narrow, ".next-text")).toEqual(["Key x2JmPq0a starts to seal"])
    expect(texts(narrow)).toContain("in 10 min, 21 Nov 2026, 13:45 UTC")
  })

  it("in the documentation what it is", async () => {
    const svg = ringPicture(situation("rotating"))
    await expect(svg).toMatchFileSnapshot("../../../../../docs/ring.svg")
  })

  it("light and dark by the reader's wish, within its own element", () => {
    const sheet = draw(situation("one key")).querySelector("style")!.textContent
    expect(sheet).toContain("@media (prefers-color-scheme:dark){#keyring{")
    const selectors = [...sheet.matchAll(/(?:^|[{}])([^@{}]+)\{/g)].map(([, selector]) => selector!)
    for (const one of selectors.flatMap((selector) => selector.split(","))) {
      expect(one).toMatch(/^#keyring\b/)
    }
  })
})

describe("what comes from outside", () => {
  const hostile = `</text><script>alert(1)</script>"'&\u0000\u202E\uD800 ${"x".repeat(500)}`

  it("is shown, not run: names of instances, of the ring and reasons", () => {
    const status = {
      ...situation("revoked"),
      ring: hostile,
      instances: instances(3, 2).map((row, index) => ({ ...row, instance: `${index}${hostile}` })),
      behind: [`1${hostile}`],
      tombstones: situation("revoked").tombstones.map((stone) => ({ ...stone, reason: hostile })),
    }
    for (const width of [360, 960]) {
      const svg = ringPicture(status, { width })
      expect(svg).not.toContain("<script")
      // oxlint-disable-next-line no-control-regex -- those are meant
      expect(svg).not.toMatch(/[\u0000-\u0008\u202E\uD800]/)
      const drawn = parse(svg)
      expect(drawn.querySelectorAll("script")).toHaveLength(0)
      expect(texts(drawn, ".title")[0]).toContain("</text><script>")
      expect(texts(drawn, ".title")[0]!.length).toBeLessThan(40)
    }
  })

  it("can't be an id that breaks out of the style sheet", () => {
    const status = situation("one key")
    expect(() => ringPicture(status, { id: "a{}</style>" })).toThrow(TypeError)
    expect(ringPicture(status, { id: "second", nonce: '"><b>' })).toContain(
      'nonce="&quot;&gt;&lt;b&gt;"',
    )
  })

  it("keeps a width within reason", () => {
    const width = (given: number): string | null =>
      draw(situation("one key"), given).documentElement.getAttribute("width")
    expect([width(1), width(1e9), width(700.4)]).toEqual(["320", "2400", "700"])
  })
})
