/** Small words of this room: what says yes, what is sent as HTML, and what is taken out of a text. */
import { describe, expect, it } from "vitest"
import { readBody } from "./body.ts"
import { escapeHtml, Html, html, type HtmlValue } from "./html.ts"
import { saysTrue } from "./query.ts"
import { SESSION_MARK } from "./session-mark.ts"
import { withhold } from "./withhold.ts"

it.each([
  [true, true],
  ["true", true],
  [false, false],
  ["", false],
  ["TRUE", false],
  [1, false],
  [null, false],
  [undefined, false],
  [Object.create(null), false],
])("%j says yes: %s", (value, yes) => expect(saysTrue(value)).toBe(yes))

describe("a body", () => {
  const read = (type: string, body = "{}", limit?: number) =>
    readBody(
      new Request("https://a.example/", {
        method: "POST",
        body,
        headers: { "content-type": type, "content-length": String(body.length) },
      }),
      limit,
    )
  it.each([
    "application/json; charset=utf-8",
    "application/json;charset=UTF8",
    'application/json; charset="utf-8"',
    'application/json; charset="utf8"',
    "application/json ; x=y",
    "application/json;x",
  ])("is read as %s", async (type) => expect((await read(type)).ok).toBe(true))

  it.each(["charset", "charset=", "charset=xutf-8", "charset=utf-8x", "charset=utf-16"])(
    "is not read with %s",
    async (parameter) => {
      expect(await read(`application/json; ${parameter}`)).toEqual({ ok: false, status: 415 })
    },
  )

  it("may be as long as the limit", async () => {
    expect((await read("application/json", "{}", 2)).ok).toBe(true)
    expect(await read("application/json", "{ }", 2)).toEqual({ ok: false, status: 413 })
  })
})

describe("a template", () => {
  it.each<[HtmlValue, string]>([
    [null, ""],
    [undefined, ""],
    [false, ""],
    [true, "true"],
    [0, "0"],
    [7n, "7"],
    ["", ""],
    [`<&>"'`, "&lt;&amp;&gt;&quot;&#39;"],
    [["<", html`<b>`, 1], "&lt;<b>1"],
    [{ toString: () => "<b>" } as never, ""],
    [(() => "<b>") as never, ""],
    [Object.create(Html.prototype) as never, ""],
  ])("has of value %#", (value, text) => expect(html`[${value}]`.toString()).toBe(`[${text}]`))

  it("is told by what nobody else can have", () => {
    expect(Html.markupOf(html`x`)).toBe("x")
    for (const value of [null, undefined, "x", 1, {}]) expect(Html.markupOf(value)).toBeUndefined()
    expect(escapeHtml("a&amp;")).toBe("a&amp;amp;")
  })
})

describe("what is withheld", () => {
  it("has six characters or more", () => {
    expect(withhold("abcdef abcde", ["abcdef"])).toBe("[withheld] abcde")
    expect(withhold("abcde", ["abcde"])).toBe("abcde")
  })

  it("goes whole, whichever way it is written", () => {
    // One byte more than threes of them: two signs of padding; one that has an equals sign of its own.
    for (const value of ["1234567", "a=b=c=d", "12345678", "=secret="]) {
      const base64 = Buffer.from(value).toString("base64")
      for (const text of [value, base64, base64.replace(/=+$/, ""), encodeURIComponent(value)]) {
        expect(withhold(`<${text}>`, [value])).toBe("<[withheld]>")
      }
    }
  })
})

it("the mark of a changed session has the name that browsers have it under", () => {
  expect(SESSION_MARK).toBe("latchkey.session-changed")
})
