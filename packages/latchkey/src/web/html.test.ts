import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  escapeHtml,
  Html,
  html,
  type HtmlValue,
  safeColor,
  safeImageUrl,
  unsafeHtml,
} from "./html.ts"

/** Under a name of its own, since formatters move the blanks of what they know as HTML. */
const tag = html

const attacks = [
  "<script>alert(1)</script>",
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '" onmouseover="alert(1)',
  "' autofocus onfocus='alert(1)",
  "</title><svg onload=alert(1)>",
  "<!--",
  "-->",
  "<![CDATA[",
  "&lt;script&gt;",
  "&#60;b&#62;",
  "</script>",
  "\u2028</style>",
  "<a href=javascript:alert(1)>",
  "<\0script>",
  "\u{1f600}<b>",
  "\ud800<b>",
  "{{7*7}}",
  "${1}",
]

describe("html", () => {
  it.each(attacks)("escapes %j in text and in attributes", (attack) => {
    const escaped = escapeHtml(attack)
    expect(escaped).not.toMatch(/[<>"']/)
    expect(tag`<p title="${attack}">${attack}</p>`.toString()).toBe(
      `<p title="${escaped}">${escaped}</p>`,
    )
  })

  it("escapes each of the five once", () => {
    expect(tag`${"&<>\"'"}`.toString()).toBe("&amp;&lt;&gt;&quot;&#39;")
    expect(tag`${"&amp;"}`.toString()).toBe("&amp;amp;")
  })

  it("puts its own markup in as it is, and lists one after the other", () => {
    const rows = ["<a>", "b"].map((name) => tag`<li>${name}</li>`)
    expect(tag`<ul>${rows}</ul>`.toString()).toBe("<ul><li>&lt;a&gt;</li><li>b</li></ul>")
    expect(tag`${tag`${tag`<b>${"<"}</b>`}`}`.toString()).toBe("<b>&lt;</b>")
    expect(tag`${[["<"], [tag`<i>`, null, [1, 2n]]]}`.toString()).toBe("&lt;<i>12")
  })

  it("has nothing for null, undefined and false", () => {
    expect(tag`[${null}${undefined}${false}${[]}]`.toString()).toBe("[]")
    expect(tag`[${0}${""}${true}${-1.5}${10n}]`.toString()).toBe("[0true-1.510]")
  })

  it("has nothing for an object that only looks like markup", () => {
    const forged = [
      { toString: () => "<b>" },
      { markup: "<b>" },
      Object.create(Html.prototype),
      Object.create(null),
      JSON.parse('{"__html":"<b>"}'),
      () => "<b>",
      Symbol("x"),
      new String("<b>"),
    ]
    for (const value of forged) expect(tag`[${value as HtmlValue}]`.toString()).toBe("[]")
  })

  it("keeps the markup of a template with escapes as written", () => {
    expect(tag`a\n${"x"}b`.toString()).toBe("a\nxb")
  })

  it("lets nothing out of text or attribute, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(
          tag`<p title="${text}">${text}</p>`
            .toString()
            .match(/[<>"']/g)
            ?.join(""),
        ).toBe('<""></>'.replace("</>", "<>"))
        expect(unescape(escapeHtml(text))).toBe(text)
      }),
    )
  })
})

describe("unsafeHtml", () => {
  it("is markup", () => {
    expect(tag`${unsafeHtml("<b>")}`.toString()).toBe("<b>")
    expect(unsafeHtml("<b>")).toBeInstanceOf(Html)
  })
})

describe("safeColor", () => {
  it.each([
    "#fff",
    "#ffff",
    "#346df1",
    "#346DF180",
    "red",
    "RebeccaPurple",
    "transparent",
    "rgb(1,2,3)",
    "rgb(1 2 3)",
    "rgb( 1 2 3 / 50% )",
    "rgba(1, 2, 3, .5)",
    "hsl(120deg 100% 50%)",
    "hsla(0.5turn,1%,2%,0.3)",
    "oklch(0.7 0.1 250)",
    "oklab(40.1% -0.1 +0.2)",
    "hwb(1 2% 3%)",
    "lab(1 2 3)",
    "lch(1 2 3)",
    " red ",
  ])("takes %s", (color) => expect(safeColor(color)).toBe(color.trim()))

  it.each([
    "",
    " ",
    "#",
    "#ff",
    "#fffff",
    "#fffffff",
    "#fffffffff",
    "#ggg",
    "red;",
    "red}",
    "red; background:url(//evil)",
    "red/**/",
    "url(//evil)",
    "url(x)",
    "expression(alert(1))",
    "var(--x)",
    "rgb(1,2)",
    "rgb(1,2,3,4,5)",
    "rgb(1,2,3",
    "rgb 1,2,3)",
    "rgb(1,2,x)",
    "rgb(1,,2)",
    "rgb(var(--x),2,3)",
    "rgb(calc(1),2,3)",
    "rgb(1;2;3)",
    "color(srgb 1 1 1)",
    "env(x)",
    "red\nx",
    "\\72 ed",
    "r\u0435d",
    "re d",
    "</style><script>",
    "#fff\0",
    "a".repeat(25),
    `rgb(${"1 ".repeat(100)})`,
  ])("refuses %j", (color) => expect(safeColor(color)).toBeUndefined())

  it.each([undefined, null, 1, {}, ["red"], { toString: () => "red" }])(
    "refuses what isn't a string: %j",
    (value) => {
      expect(safeColor(value)).toBeUndefined()
    },
  )

  it("reads 128 characters and no more", () => {
    expect(safeColor(`rgb(1 2 3${" ".repeat(118)})`)).toHaveLength(128)
    expect(safeColor(`rgb(1 2 3${" ".repeat(119)})`)).toBeUndefined()
  })

  it("never throws, and lets nothing through that ends a declaration", () => {
    const part = fc.oneof(
      fc.constantFrom("rgb(", "#fff", "red", "1", ",", " ", "/", ")", ";", "}", "url(", "%", "."),
      fc.string({ maxLength: 2 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const color = safeColor(parts.join(""))
        if (color !== undefined) expect(color).toMatch(/^[#a-z0-9 .,%/+()-]+$/i)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe("safeImageUrl", () => {
  it.each([
    ["https://cdn.example/logo.png", "https://cdn.example/logo.png"],
    ["HTTPS://CDN.example", "https://cdn.example/"],
    ["https://cdn.example/a?b=c&d#e", "https://cdn.example/a?b=c&d#e"],
    ["/logo.svg", "/logo.svg"],
    ["/a/../logo.svg?v=1", "/logo.svg?v=1"],
    ["/\u0142.png", "/%C5%82.png"],
    ["/", "/"],
    ["data:image/svg+xml;base64,PHN2Zy8+", "data:image/svg+xml;base64,PHN2Zy8+"],
    ["data:image/png;base64,iVBORw0KGgo=", "data:image/png;base64,iVBORw0KGgo="],
  ])("takes %s", (url, expected) => expect(safeImageUrl(url)).toBe(expected))

  it.each([
    "",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "vbscript:x",
    "http://cdn.example/logo.png",
    "//cdn.example/logo.png",
    "/\\cdn.example",
    "/\t/cdn.example",
    "/.//cdn.example",
    "/..//cdn.example",
    "https:cdn.example",
    "https:/cdn.example",
    "https:///cdn.example",
    "https://u:p@cdn.example/",
    "https://",
    "https://[",
    "logo.png",
    "../logo.png",
    "?x",
    "#x",
    "blob:https://app.example/x",
    "file:///etc/passwd",
    "data:text/html;base64,PGI+",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "data:image/svg+xml;utf8,<svg/>",
    "data:image/png;base64,",
    "data:image/png;base64,a b",
    'data:image/png;base64,a"b',
    "data:image/png;base64,a===",
    "data:image/svg+xml;charset=x;base64,PHN2Zy8+",
    "data:;base64,AAAA",
    "data:image/html;base64,AAAA",
    'https://x.example/"onerror=alert(1)',
    "https://x.example/<b>",
    "https://x.example/'",
    "/a b",
    "/a\0",
    `https://x.example/${"a".repeat(2048)}`,
    `data:image/png;base64,${"A".repeat(262_144)}`,
  ])("refuses %j", (url) => expect(safeImageUrl(url)).toBeUndefined())

  it("never throws, and answers https, a path or an image", () => {
    const part = fc.oneof(
      fc.constantFrom("https:", "/", "//", "\\", "data:image/png;base64,", "@", ":", "..", "a"),
      fc.string({ unit: "binary", maxLength: 3 }),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join("")),
        ),
        (value) => {
          const url = safeImageUrl(value)
          if (url === undefined) return
          expect(url).toMatch(/^(?:https:\/\/[^/]|\/(?!\/)|data:image\/)[^\s"'<>\\]*$|^\/$/)
          if (url.startsWith("/"))
            expect(new URL(url, "https://app.example").origin).toBe("https://app.example")
        },
      ),
      { numRuns: 5_000 },
    )
  })
})

function unescape(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }
  return text.replace(/&([a-z0-9#]+);/g, (_, name: string) => named[name]!)
}
