import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cpuTimeOf } from "../../test/support/cpu-time.ts"
import type { CookieAttributes } from "../contracts/cookies.ts"
import { appendSetCookies, expireCookie, parseCookies, serializeCookie } from "./cookie.ts"

const entries = (header: string): [string, readonly string[]][] => {
  const jar = parseCookies(header)
  return [...jar.names()].map((name) => [name, jar.all(name)])
}

describe("parseCookies", () => {
  /** @see CK-07 */
  it.each<[string, [string, string[]][]]>([
    ["a=b", [["a", ["b"]]]],
    [
      "a=b; c=d",
      [
        ["a", ["b"]],
        ["c", ["d"]],
      ],
    ],
    [
      "a=b;c=d",
      [
        ["a", ["b"]],
        ["c", ["d"]],
      ],
    ],
    [
      "  a \t=\t b \t;\t c = d ",
      [
        ["a", ["b"]],
        ["c", ["d"]],
      ],
    ],
    ["a=", [["a", [""]]]],
    ["a=b=c==", [["a", ["b=c=="]]]],
    ["=v", []],
    [" = v; a=b", [["a", ["b"]]]],
    ["a", []],
    ["a; b=c", [["b", ["c"]]]],
    ["b=c; a", [["b", ["c"]]]],
    ["a;b;c=d;e", [["c", ["d"]]]],
    [";;;", []],
    [
      "; a=b;; ;c=d;",
      [
        ["a", ["b"]],
        ["c", ["d"]],
      ],
    ],
    [
      "$Version=1; a=b; $Path=/",
      [
        ["$Version", ["1"]],
        ["a", ["b"]],
        ["$Path", ["/"]],
      ],
    ],
    ["a=%20%7C", [["a", [" |"]]]],
    ["a=%", [["a", ["%"]]]],
    ["a=%zz%41", [["a", ["%zz%41"]]]],
    ["a=%ff", [["a", ["%ff"]]]],
    ["%61=b", [["%61", ["b"]]]],
    ["a=b, c=d", [["a", ["b, c=d"]]]],
    ["a=1; a=2; a=1", [["a", ["1", "2", "1"]]]],
    [
      "__proto__=x; constructor=y; toString=z",
      [
        ["__proto__", ["x"]],
        ["constructor", ["y"]],
        ["toString", ["z"]],
      ],
    ],
  ])("reads %j", (header, expected) => expect(entries(header)).toEqual(expected))

  it.each([null, undefined, ""])("has nothing of %j", (header) => {
    const jar = parseCookies(header)
    expect([...jar.names()]).toEqual([])
    expect(jar.get("a")).toBeUndefined()
    expect(jar.all("a")).toEqual([])
  })

  it("knows no name that it wasn't given", () => {
    const jar = parseCookies("a=b")
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "A", ""]) {
      expect(jar.get(name), name).toBeUndefined()
    }
  })

  it("doesn't pollute anything", () => {
    parseCookies("__proto__=x; constructor=y").get("__proto__")
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined()
    expect(Object.prototype).not.toHaveProperty("y")
  })

  /** @see CK-08 CK-09 OBS-AJ2 */
  it("has no single value for a name that came with two, in whichever order", () => {
    for (const header of ["a=good; a=bad", "a=bad; a=good", "a=good; b=x; a=bad; a=good"]) {
      expect(parseCookies(header).get("a"), header).toBeUndefined()
    }
    expect(parseCookies("a=good; b=x; a=bad").all("a")).toEqual(["good", "bad"])
  })

  it("has one value for a name that came twice with the same, however encoded", () => {
    expect(parseCookies("a=1; a=1").get("a")).toBe("1")
    expect(parseCookies("a=%41; a=A; a=%41").get("a")).toBe("A")
    expect(parseCookies("a=; a=").get("a")).toBe("")
    expect(parseCookies("a=; a=1").get("a")).toBeUndefined()
  })

  /** @see CK-02 */
  it("tells names apart by their bytes", () => {
    const jar = parseCookies("__host-x=evil; __HOST-x=evil; __Host-x=good")
    expect(jar.get("__Host-x")).toBe("good")
  })

  /** @see CK-07: a browser takes such a name for an unprefixed one, and lets a subdomain set it. */
  it.each(["\u00a0", "\u0085", "\u2000", "\u3000", "\ufeff", "\v", "\f", "\0"])(
    "doesn't cut %j before a prefix",
    (blank) => expect(parseCookies(`${blank}__Host-x=evil`).get("__Host-x")).toBeUndefined(),
  )

  /** @see CT-4: the cookie sandwich. */
  it("gives quotes no meaning", () => {
    const jar = parseCookies('p="x; session=secret; q=y"')
    expect(jar.get("p")).toBe('"x')
    expect(jar.get("session")).toBe("secret")
    expect(jar.get("q")).toBe('y"')
  })

  /** @see OBS-AJ1 CH-2: a neighbour by prefix is another name. */
  it("doesn't mix names that share a beginning", () => {
    const jar = parseCookies("s=1; s-x=2; s.0=3; s.00=4; s.9=5")
    expect(["s", "s.0", "s.1"].map((name) => jar.get(name))).toEqual(["1", "3", undefined])
  })

  it("agrees with a plain reading of the header, and never throws", () => {
    const part = fc.oneof(
      fc.constantFrom("a", "b", "=", ";", " ", "\t", "%41", "%", '"', "__proto__", "; a=", "; b=1"),
      fc.string({ unit: "binary", maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 16 }), (parts) => {
        const header = parts.join("")
        expect(entries(header)).toEqual(plainReading(header))
      }),
      { numRuns: 20_000 },
    )
  })

  it("reads back what was written", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_.-]{1,9}$/),
        fc.string({ unit: "grapheme" }),
        (name, value) => {
          fc.pre(!/^__(host|secure)-/i.test(name))
          const [pair] = serializeCookie({ name, value, options: {} }).split("; ")
          expect(parseCookies(`x=y; ${pair}; z=y`).all(name).includes(value)).toBe(true)
        },
      ),
    )
  })

  it.each([";", "=", "a=;", "a;", " ", "%41", "a=1;", "; ="])(
    "is linear in 300,000 times %j",
    (part) => {
      const header = `${part.repeat(300_000 / part.length)}=`
      const time = cpuTimeOf(() => {
        const jar = parseCookies(header)
        for (const name of jar.names()) jar.get(name)
      })
      expect(time).toBeLessThan(1_000)
    },
  )
})

describe("serializeCookie", () => {
  const write = (options: CookieAttributes, name = "a", value = "b"): string =>
    serializeCookie({ name, value, options })

  it("writes the attributes in their order", () => {
    const options: CookieAttributes = {
      sameSite: "lax",
      priority: "high",
      partitioned: true,
      secure: true,
      httpOnly: true,
      expires: new Date(0),
      path: "/",
      domain: "example.com",
      maxAge: 900,
    }
    expect(write(options)).toBe(
      "a=b; Max-Age=900; Domain=example.com; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; " +
        "Partitioned; Priority=High; SameSite=Lax",
    )
    expect(write({})).toBe("a=b")
    expect(write({ httpOnly: false, secure: false, sameSite: false, partitioned: false })).toBe(
      "a=b",
    )
  })

  it("encodes the value", () => {
    expect(write({}, "a", "x|y; Path=/, \r\n\u0142")).toBe(
      "a=x%7Cy%3B%20Path%3D%2F%2C%20%0D%0A%C5%82",
    )
  })

  it.each<[CookieAttributes, string]>([
    [{ sameSite: true }, "SameSite=Strict"],
    [{ sameSite: "strict" }, "SameSite=Strict"],
    [{ sameSite: "none" }, "SameSite=None"],
    [{ sameSite: "LAX" as "lax" }, "SameSite=Lax"],
    [{ priority: "low" }, "Priority=Low"],
    [{ priority: "medium" }, "Priority=Medium"],
    [{ maxAge: 0 }, "Max-Age=0"],
    [{ maxAge: -1 }, "Max-Age=-1"],
    [{ maxAge: 1.9 }, "Max-Age=1"],
    [{ maxAge: 34_560_000 }, "Max-Age=34560000"],
    [{ maxAge: 34_560_001 }, "Max-Age=34560000"],
    [{ domain: ".example.com" }, "Domain=.example.com"],
    [{ domain: "localhost" }, "Domain=localhost"],
    [{ path: "/a b/%20" }, "Path=/a b/%20"],
  ])("writes %j", (options, text) => expect(write(options)).toBe(`a=b; ${text}`))

  /** @see ADV-PS04 CK-06 HI-2 */
  it.each([
    "",
    "a b",
    "a=b",
    "a;b",
    "a,b",
    'a"',
    "a\n",
    "a\0",
    "é",
    "a=b; Path=/",
    "(a)",
    "a/b",
    "[a]",
    "a\u0142",
  ])("refuses the name %j", (name) => expect(() => write({}, name)).toThrow(TypeError))

  it.each<CookieAttributes>([
    { domain: "a.com; Secure" },
    { domain: "a.com\r\nX: y" },
    { domain: "a b" },
    { domain: "a,b" },
    { domain: "-a" },
    { domain: "a".repeat(1025) },
    { domain: "\u0142.com" },
    { domain: ".." },
    { path: "a" },
    { path: "/;x" },
    { path: "/\n" },
    { path: "/\u0142" },
    { path: "/\x7f" },
    { path: `/${"a".repeat(1024)}` },
    { maxAge: Number.NaN },
    { maxAge: Number.POSITIVE_INFINITY },
    { maxAge: "1; x" as unknown as number },
    { expires: new Date(Number.NaN) },
    { expires: new Date(8.64e15) },
    { expires: "x" as unknown as Date },
    { sameSite: "x" as "lax" },
    { sameSite: {} as "lax" },
    { priority: "high; x" as "high" },
    { priority: "toString" as "high" },
  ])("refuses %j", (options) => expect(() => write(options)).toThrow(TypeError))

  it("refuses a value that isn't Unicode, and doesn't repeat it", () => {
    expect(() => write({}, "a", "\ud800secret")).toThrow(
      /^The cookie a can't be sent with this value$/,
    )
  })

  /** @see CK-01 */
  it.each<[string, CookieAttributes, boolean]>([
    ["__Host-a", { secure: true, path: "/" }, true],
    ["__Host-a", { path: "/" }, false],
    ["__Host-a", { secure: true }, false],
    ["__Host-a", { secure: true, path: "/x" }, false],
    ["__Host-a", { secure: true, path: "/", domain: "a.com" }, false],
    ["__host-a", { path: "/" }, false],
    ["__HOST-a", { secure: true, path: "/x" }, false],
    ["__Secure-a", { secure: true }, true],
    ["__Secure-a", { secure: true, path: "/x", domain: "a.com" }, true],
    ["__Secure-a", {}, false],
    ["__secure-a", {}, false],
    ["__Hosta", {}, true],
  ])("keeps the promise of %s with %j: %s", (name, options, ok) => {
    if (ok) expect(write(options, name)).toContain(`${name}=b`)
    else expect(() => write(options, name)).toThrow(TypeError)
  })

  /** @see CK-04 OBS-AJ4 */
  it("writes 4,096 bytes of name and value, and not one more", () => {
    expect(write({}, "abcd", "x".repeat(4092))).toHaveLength(4097)
    expect(() => write({}, "abcd", "x".repeat(4093))).toThrow(/over 4096 bytes/)
    expect(() => write({}, "abcd", "|".repeat(1365))).toThrow(TypeError)
  })

  it("writes one header line or throws a TypeError, whatever it is given", () => {
    const word = fc.string({ unit: "binary", maxLength: 6 })
    const options = fc.record(
      {
        domain: word,
        path: word,
        maxAge: fc.double(),
        expires: fc.date({ noInvalidDate: false }),
        secure: fc.boolean(),
        priority: word,
        sameSite: word,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(word, fc.constant("a")), word, options, (name, value, given) => {
        let text: string
        try {
          text = serializeCookie({ name, value, options: given as CookieAttributes })
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError)
          return
        }
        expect(text).toMatch(/^[\x20-\x7e]+$/)
        expect(new Headers({ "Set-Cookie": text }).getSetCookie()).toEqual([text])
        expect(text.split(";").length).toBe(
          1 + Object.keys(given).filter((key) => given[key as "path"] || key === "maxAge").length,
        )
      }),
      { numRuns: 3_000 },
    )
  })
})

describe("expireCookie", () => {
  /** @see CK-10 */
  it("keeps what identifies the cookie", () => {
    const attributes: CookieAttributes = {
      path: "/x",
      domain: "a.com",
      secure: true,
      httpOnly: true,
      sameSite: "none",
      partitioned: true,
      maxAge: 900,
      expires: new Date(),
    }
    expect(serializeCookie(expireCookie("__Secure-a", attributes))).toBe(
      "__Secure-a=; Max-Age=0; Domain=a.com; Path=/x; HttpOnly; Secure; Partitioned; SameSite=None",
    )
    expect(attributes.maxAge).toBe(900)
  })
})

describe("appendSetCookies", () => {
  /** @see CK-12 */
  it("appends, each on a line of its own", () => {
    const headers = new Headers({ "Set-Cookie": "x=y" })
    appendSetCookies(headers, [
      { name: "a", value: "1, 2", options: {} },
      { name: "b", value: "", options: { expires: new Date(0) } },
    ])
    expect(headers.getSetCookie()).toEqual([
      "x=y",
      "a=1%2C%202",
      "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ])
  })
})

/** The same grammar, written in the slow and obvious way. */
function plainReading(header: string): [string, string[]][] {
  const values = new Map<string, string[]>()
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=")
    if (equals === -1) continue
    const name = pair.slice(0, equals).replace(/^[ \t]+|[ \t]+$/g, "")
    const raw = pair.slice(equals + 1).replace(/^[ \t]+|[ \t]+$/g, "")
    let value = raw
    try {
      value = decodeURIComponent(raw)
    } catch {}
    if (name !== "") values.set(name, [...(values.get(name) ?? []), value])
  }
  return [...values]
}
