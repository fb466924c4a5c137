import { describe, expect, it } from "vitest"
import type { CookieAttributes } from "../contracts/cookies.ts"
import { parseCookies, serializeCookie } from "./cookie.ts"

const written = (options: CookieAttributes, name = "a"): string =>
  serializeCookie({ name, value: "v", options })

describe("a cookie that could not arrive as meant", () => {
  it.each<[string, CookieAttributes, string?]>([
    ["domain", { domain: "a b" }],
    ["domain", { domain: "-a.example" }],
    ["domain", { domain: "a.example-" }],
    ["domain", { domain: "a".repeat(1_025) }],
    ["path", { path: "/;" }],
    ["path", { path: "x/" }],
    ["path", { path: `/${"a".repeat(1_024)}` }],
    ["priority", { priority: "urgent" as never }],
    ["sameSite", { sameSite: "some" as never }],
    ["maxAge", { maxAge: Number.NaN }],
    ["expires", { expires: new Date(Number.NaN) }],
    ["expires", { expires: new Date("1600-12-31T23:59:59Z") }],
    ["expires", { expires: new Date("+010000-01-01T00:00:00Z") }],
    ["secure", { path: "/" }, "__Secure-a"],
    ["secure", { path: "/" }, "__Host-a"],
    ["path", { secure: true, path: "/x" }, "__Host-a"],
    ["domain", { secure: true, path: "/", domain: "a.example" }, "__host-a"],
  ])("is refused for its %s: %j", (attribute, options, name = "a") => {
    expect(() => written(options, name)).toThrow(
      new TypeError(`The cookie ${name} can't be sent with this ${attribute}`),
    )
  })

  it("is sent at the bounds", () => {
    expect(written({ domain: "a" })).toBe("a=v; Domain=a")
    expect(written({ domain: ".a" })).toBe("a=v; Domain=.a")
    expect(written({ domain: "a".repeat(1_024) })).toContain(`Domain=${"a".repeat(1_024)}`)
    expect(written({ path: `/${"a".repeat(1_023)}` })).toBe(`a=v; Path=/${"a".repeat(1_023)}`)
    expect(written({ expires: new Date("1601-01-01T00:00:00Z") })).toContain("1601 00:00:00 GMT")
    expect(written({ expires: new Date("9999-12-31T23:59:59Z") })).toContain("9999 23:59:59 GMT")
  })
})

describe("a header of cookies", () => {
  it("of blanks around nothing is nothing", () => {
    const jar = parseCookies("a= ; b=\t\t; c=;  =x")
    expect([...jar.names()]).toEqual(["a", "b", "c"])
    for (const name of ["a", "b", "c"]) expect(jar.all(name)).toEqual([""])
  })

  it("has no family of what only looks like a piece", () => {
    const others = ["ab=1", "a-0=1", "a.x=1", "a./=1", "a.:=1", "ba=1", "b=a", "xa.0=1", "ab.0=1"]
    for (const header of others) {
      expect(parseCookies(header).family("a"), header).toBeUndefined()
    }
    const family = parseCookies("a=w; a./=1; a.-=2; ab.0=3").family("a")!
    expect(Object.keys(family.pieces)).toEqual([])
    expect(parseCookies("a.9=x; a.:=1; abc=2; ab0=3").family("a")?.pieces).toEqual([
      ...Array<undefined>(9).fill(undefined),
      ["x"],
    ])
  })

  it("may begin with what is no pair, and with an equals sign", () => {
    expect([...parseCookies("x;=y;a=b").names()]).toEqual(["a"])
    expect([...parseCookies(";;a=b;").names()]).toEqual(["a"])
    expect(parseCookies("").family("a")).toBeUndefined()
    expect(parseCookies("a.0=x; a.2=z; a.10=no; a.x=no; a=w").family("a")).toEqual({
      whole: ["w"],
      pieces: [["x"], undefined, ["z"]],
    })
  })
})
