import { describe, expect, it } from "vitest"
import { safeColor, safeImageUrl } from "./safe-value.ts"

const MAX_DATA = 262_144

describe("an image", () => {
  it.each([
    "https://a.example/x.png",
    "/logo.svg?v=1#x",
    "data:image/png;base64,AAAA",
    "data:image/jpeg;base64,AA==",
    "data:image/jpg;base64,AAA=",
    "DATA:image/svg+xml;base64,AAAA",
  ])("%s may be shown", (url) => expect(safeImageUrl(url)).toBe(url))

  it.each([
    "http://a.example/x.png",
    "https:///a",
    "https://",
    "https://u@a.example/",
    "https://u:p@a.example/",
    "https://:p@a.example/",
    "//a.example/x",
    "/a/..//b.example",
    "/.//b.example",
    "x.png",
    "javascript:alert(1)",
    "https://a.example/data:image/png;base64,'",
    "xdata:image/png;base64,AAAA",
    "data:text/html;base64,AAAA",
    "data:image/png;base64,",
    "data:image/png;base64,AAAA===",
    "data:image/png;base64,AAAA data:image/png;base64,AAAA",
    "data:data:image/png;base64,AAAA",
    "https://a.example/a b",
    'https://a.example/"',
    "",
    1,
    null,
  ])("%j may not", (url) => expect(safeImageUrl(url)).toBeUndefined())

  it("may have a path that ends in two slashes, or names data", () => {
    expect(safeImageUrl("/a//")).toBe("/a//")
    expect(safeImageUrl("https://a.example/data:x")).toBe("https://a.example/data:x")
    expect(safeImageUrl("/data:x")).toBe("/data:x")
  })

  it("has a length", () => {
    const inlined = (length: number): string => `data:image/png;base64,${"A".repeat(length - 22)}`
    expect(safeImageUrl(inlined(MAX_DATA))).toHaveLength(MAX_DATA)
    expect(safeImageUrl(inlined(MAX_DATA + 1))).toBeUndefined()
    const path = (length: number): string => `/${"a".repeat(length - 1)}`
    expect(safeImageUrl(path(2048))).toHaveLength(2048)
    expect(safeImageUrl(path(2049))).toBeUndefined()
  })
})

describe("a colour", () => {
  it.each([
    "red",
    " #fff ",
    "#ffff",
    "#12ab34",
    "#12ab34ff",
    "rgb(1, 2, 3)",
    "hsl(1deg 2% 3% / .5)",
  ])("%s is one", (color) => expect(safeColor(color)).toBe(color.trim()))

  it.each([
    "",
    "ab",
    "#ff",
    "#fffff",
    "#fffffff",
    "red;",
    "xrgb(1,2,3)",
    "rgb(1,2)",
    "rgb(1,2,3,4,5)",
    1,
  ])("%j is none", (color) => expect(safeColor(color)).toBeUndefined())

  it("has a length, with its blanks", () => {
    expect(safeColor("red".padEnd(128))).toBe("red")
    expect(safeColor("red".padEnd(129))).toBeUndefined()
  })
})
