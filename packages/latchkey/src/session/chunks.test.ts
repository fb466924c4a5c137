import { describe, expect, it } from "vitest"
import type { CookieOption } from "../contracts/cookies.ts"
import { parseCookies } from "../web/cookie.ts"
import { candidates, clearChunks, presentNames, toChunks, twinsOf, writeChunks } from "./chunks.ts"

const cookieOf = (options: CookieOption["options"] = {}): CookieOption => ({
  name: "s",
  options: { path: "/", ...options },
})
const cookie = cookieOf()
/** 4096 without the room for attributes. */
const SIZE = 3936

/** Names and lengths of the cookies that a value makes. */
const shape = (length: number, of = cookie): [string, number][] =>
  toChunks(of, "x".repeat(length)).map(({ name, value }) => [name, value.length])

describe("a value in as few cookies as hold it", () => {
  it("is one cookie up to the limit of browsers, attributes included", () => {
    expect(shape(0)).toEqual([["s", 0]])
    expect(shape(SIZE)).toEqual([["s", SIZE]])
    expect(shape(SIZE + 1)).toEqual([
      ["s.0", SIZE],
      ["s.1", 1],
    ])
  })

  it("is eight at most", () => {
    expect(shape(8 * SIZE).at(-1)).toEqual(["s.7", SIZE])
    expect(() => shape(8 * SIZE + 1)).toThrow(RangeError)
  })

  it("leaves room for a long name and a long domain", () => {
    const domain = "d".repeat(100)
    // 1 for the name, 2 for a piece's number, 120 for all other attributes.
    expect(shape(4096 - 223, cookieOf({ domain }))).toHaveLength(1)
    expect(shape(4096 - 222, cookieOf({ domain }))).toHaveLength(2)
    const long = { ...cookie, name: "n".repeat(100) }
    expect(shape(4096 - 222, long)).toHaveLength(1)
    expect(shape(4096 - 221, long)).toHaveLength(2)
  })

  it("is put together again from its pieces, in their order", () => {
    const value = Array.from({ length: 600 }, (_, n) => `${n}-word `).join("")
    const pieces = toChunks(cookie, value)
    expect(pieces.map(({ name }) => name)).toEqual(["s.0", "s.1"])
    expect(pieces.map((piece) => piece.value).join("")).toBe(value)
    expect(pieces.map(({ options }) => options)).toEqual([cookie.options, cookie.options])
  })
})

describe("what a jar may mean by a name", () => {
  const found = (header: string): unknown => {
    const what = candidates(parseCookies(header), "s")
    return (
      what &&
      `${what.values.join(" ")}${what.plain ? " plain" : ""}${what.crowded ? " crowded" : ""}`
    )
  }
  it.each([
    ["", undefined],
    ["t=a", undefined],
    ["s.1=b", undefined],
    ["s=a", "a plain"],
    ["s=a; s=a", "a"],
    ["s=a; s=b", "a b"],
    ["s=a; s=b; s=c", "a b c"],
    ["s=a; s=b; s=c; s=d", " crowded"],
    ["s.0=a", "a plain"],
    ["s.0=a; s.1=b", "ab a plain"],
    ["s.1=b; s.0=a", "ab a plain"],
    ["s.0=a; s.2=c", "a plain"],
    ["s.0=a; s.1=b; s.2=c", "abc ab a plain"],
    ["s=w; s.0=a", "w a"],
    ["s=w; s.0=w", "w"],
    ["s.0=a; s.0=b", "a b"],
    ["s.0=a; s.0=a", "a plain"],
    ["s.0=a; s.0=b; s.1=c", "ac a bc b"],
    ["s.0=a; s.1=b; s.1=c", "ab a ac"],
    ["s.0=a; s.0=b; s.0=c", " crowded"],
    ["s.0=a; s.1=b; s.1=c; s.1=d", "a plain crowded"],
    ["s=a; s=b; s=c; s=d; s.0=e", "e crowded"],
    ["s=a; s=b; s.0=e", "a b e"],
    [
      "s.0=a; s.1=b; s.2=c; s.3=d; s.4=e; s.5=f; s.6=g; s.7=h; s.8=i",
      "abcdefgh abcdefg abcdef abcde abcd abc ab a plain",
    ],
  ])("%j: %j", (header, expected) => {
    expect(found(header)).toBe(expected)
    // What is remembered of the name changes nothing.
    expect(found(header)).toBe(expected)
  })

  it("is the same for another name, and for a name of which another is the start", () => {
    const jar = parseCookies("s.0=a; ss.0=b; ss.1=c")
    expect(candidates(jar, "ss")?.values).toEqual(["bc", "b"])
    expect(candidates(jar, "s")?.values).toEqual(["a"])
  })

  it("tries three values of one name, and of more none", () => {
    expect(twinsOf(["a", "b", "c", "a"])).toEqual(["a", "b", "c"])
    expect(twinsOf(["a", "b", "c", "d"])).toEqual([])
    expect(twinsOf([])).toEqual([])
  })
})

describe("pieces that lie in a jar", () => {
  it.each([
    ["", []],
    ["s=a", ["s"]],
    ["s.0=a; s.3=b; s.8=c; s.9=d", ["s.0", "s.3", "s.8"]],
    ["s=a; s.1=b", ["s", "s.1"]],
    ["ss=a; ss.0=b", []],
  ])("%j: %j", (header, names) => {
    expect(presentNames(parseCookies(header), "s")).toEqual(names)
  })

  const gone = (name: string, options: object = { path: "/" }): unknown => ({
    name,
    value: "",
    options: { ...options, maxAge: 0 },
  })

  it("are ended, each by its name, without a date that says otherwise", () => {
    const jar = parseCookies("s=a; s.0=b; other=c")
    const dated = cookieOf({ expires: new Date(), httpOnly: true })
    const ended = { path: "/", httpOnly: true }
    expect(clearChunks(jar, dated)).toEqual([gone("s", ended), gone("s.0", ended)])
    expect(clearChunks(parseCookies("other=c"), dated)).toEqual([])
  })

  it("are overwritten or ended, once a value is written", () => {
    const jar = parseCookies("s=a; s.0=b; s.1=c; s.2=d")
    expect(writeChunks(jar, cookie, "new")).toEqual([
      { name: "s", value: "new", options: { path: "/" } },
      gone("s.0"),
      gone("s.1"),
      gone("s.2"),
    ])
    const long = writeChunks(jar, cookie, "x".repeat(SIZE + 1))
    expect(long.map(({ name, options }) => [name, options.maxAge])).toEqual([
      ["s.0", undefined],
      ["s.1", undefined],
      ["s", 0],
      ["s.2", 0],
    ])
    expect(writeChunks(parseCookies(""), cookie, "new")).toHaveLength(1)
  })

  it("of our host alone are ended too, where the cookie is of a domain", () => {
    const wide = cookieOf({ domain: "example.com" })
    expect(clearChunks(parseCookies("s=a"), wide)).toEqual([
      gone("s"),
      gone("s", { path: "/", domain: "example.com" }),
    ])
    expect(writeChunks(parseCookies("s=a"), wide, "new")).toEqual([
      gone("s"),
      { name: "s", value: "new", options: { path: "/", domain: "example.com" } },
    ])
  })
})
