import { describe, expect, it } from "vitest"
import { actionUrl } from "./action-url.ts"
import { attributes } from "./attributes.ts"

describe("attributes", () => {
  it("writes what is there, escaped", () => {
    const values = { a: "1", b: 2, c: true, d: false, e: null, f: undefined, g: {}, h: `"><'&` }
    expect(String(attributes(values))).toBe(' a="1" b="2" c h="&quot;&gt;&lt;&#39;&amp;"')
  })

  it("keeps an empty value", () => {
    expect(String(attributes({ alt: "" }))).toBe(' alt=""')
  })
})

describe("actionUrl", () => {
  it.each([
    "https://a.example/x?y=1#z",
    "http://localhost:3000/",
    "/api/auth/signin",
    "signin",
    "?a",
  ])("lets %s pass", (url) => {
    expect(actionUrl(url)).toBe(url)
  })

  it.each([
    "javascript:alert(1)",
    " JAVAscript:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:https://a.example/x",
    "file:///etc/passwd",
    "https://",
  ])("stops %j", (url) => {
    expect(actionUrl(url)).toBe("#")
  })
})
