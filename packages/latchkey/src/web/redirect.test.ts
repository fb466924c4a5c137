import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { callbackUrls } from "../../test/data/callback-urls.ts"
import { defaultRedirect, safeRedirect } from "./redirect.ts"

const baseUrl = "https://app.example"
const options = { baseUrl, basePath: "/api/auth" }

/** What must hold of every answer, told by a browser's URL parser and nothing of ours. */
function assertSafe(result: string | undefined, origins: readonly string[] = [baseUrl]): void {
  if (result === undefined) return
  const url = new URL(result, "https://elsewhere.example/api/auth/signin")
  expect(origins).toContain(url.origin)
  expect(url.username + url.password).toBe("")
  expect(result).toMatch(/^https?:\/\/[^/@\\]+(?![^/?#])/)
  expect(url.pathname.startsWith("//") || url.pathname.startsWith("/\\")).toBe(false)
  expect(result).toMatch(/^[!-~]+$/)
  expect(result.length).toBeLessThanOrEqual(2048)
  expect(() => new Headers({ Location: result })).not.toThrow()
}

describe("callback URLs", () => {
  it("has all 118", () => expect(new Set(callbackUrls.map(([id]) => id)).size).toBe(118))

  /** @see ADV-AJ02 ADV-AJ04 ADV-BA02 ADV-SD02 OBS-AJ3 OBS-AJ4 OBS-AJ7 */
  it.each(callbackUrls)("%s", (_, input, keep) => {
    const result = safeRedirect(input, options)
    assertSafe(result)
    if (keep === null) expect(result).toBeUndefined()
    else expect(new URL(result!).href).toBe(baseUrl + keep)
    if (result !== undefined) expect(safeRedirect(result, options)).toBe(result)
  })

  it.each(callbackUrls)("%s, encoded once and twice more", (_, input) => {
    for (const text of [encode(input), encode(encode(input)), `/${encode(input)}`]) {
      const result = safeRedirect(text, options)
      assertSafe(result)
      if (result !== undefined) expect(safeRedirect(result, options)).toBe(result)
    }
  })

  it.each(callbackUrls)("%s never throws in the default callback", (_, input) => {
    const result = defaultRedirect({ url: input, baseUrl })
    assertSafe(result)
    expect(defaultRedirect({ url: result, baseUrl })).toBe(result)
  })
})

describe("safeRedirect", () => {
  it.each([
    [["/x"]],
    [{ toString: () => "/x" }],
    [1],
    [null],
    [undefined],
    [true],
    [new URL(baseUrl)],
  ])("refuses what isn't a string: %j", (input) =>
    expect(safeRedirect(input, options)).toBeUndefined(),
  )

  it("resolves to the origin of a base URL with a path", () => {
    expect(safeRedirect("/x", { baseUrl: "https://app.example/deep/down" })).toBe(
      "https://app.example/x",
    )
    expect(safeRedirect("/x", { baseUrl: "http://localhost:3000" })).toBe("http://localhost:3000/x")
  })

  it("keeps a bare origin as it is, so that it stays equal to the base URL", () => {
    expect(safeRedirect(baseUrl, options)).toBe(baseUrl)
  })

  it("keeps slashes that end a path, and refuses those that begin one", () => {
    expect(safeRedirect("/dash//", options)).toBe(`${baseUrl}/dash//`)
    expect(safeRedirect("//dash/", options)).toBeUndefined()
  })

  it("encodes a space within, as browsers do", () => {
    expect(safeRedirect("/a b?q=c d#e f", options)).toBe("https://app.example/a%20b?q=c%20d#e%20f")
    expect(safeRedirect("/x ", options)).toBe("https://app.example/x")
  })

  it("leaves the query alone", () => {
    const href = "https://app.example/x?next=https://evil.com//&p=100%&n=%0a&s=%2f%5c"
    expect(safeRedirect(href, options)).toBe(href)
  })

  it("leaves an encoded slash within the path, and refuses it where a host would begin", () => {
    expect(safeRedirect("/files/a%2Fb", options)).toBe("https://app.example/files/a%2Fb")
    for (const path of ["/%2fevil.com", "/%252fevil.com", "/%25255cevil.com", "/./%2Fevil.com"]) {
      expect(safeRedirect(path, options), path).toBeUndefined()
    }
  })

  it.each(["/%00", "/a%0d%0a", "/a%250a", "/%7f", "/%", "/%2", "/%zz"])(
    "refuses the path %s",
    (path) => {
      expect(safeRedirect(path, options)).toBeUndefined()
    },
  )

  it("refuses our own host without a scheme, and with an empty user", () => {
    for (const input of ["//app.example/x", "https://@app.example/x", "https://:@app.example/x"]) {
      expect(safeRedirect(input, options), input).toBeUndefined()
    }
  })

  it.each([baseUrl, "http://[::1]:3000"])("refuses a blank before %s", (own) => {
    expect(safeRedirect(`${own}/dash`, { baseUrl: own })).toBe(`${own}/dash`)
    expect(safeRedirect(` ${own}/dash`, { baseUrl: own })).toBeUndefined()
  })

  it("refuses a host that only the parser makes ours", () => {
    for (const host of ["app%2eexample", "app.example%", "app。example", "ap\u00adp.example"]) {
      expect(safeRedirect(`https://${host}/`, options), host).toBeUndefined()
    }
  })

  it("has a length: 2,048 characters in and out", () => {
    const room = 2048 - baseUrl.length
    expect(safeRedirect(`/${"a".repeat(room - 1)}`, options)).toHaveLength(2048)
    expect(safeRedirect(`/${"a".repeat(room)}`, options)).toBeUndefined()
    expect(safeRedirect(`/?${" ".repeat(700)}x`, options)).toBeUndefined()
  })

  it("takes an address under the base path for the default, and not its neighbour", () => {
    for (const path of [
      "/api/auth",
      "/api/auth/",
      "/api/auth/signin?x",
      "/x/../api/auth/signout",
    ]) {
      expect(safeRedirect(path, options), path).toBeUndefined()
    }
    expect(safeRedirect("/api/authors", options)).toBe("https://app.example/api/authors")
    expect(safeRedirect("/api/auth/signout", { baseUrl })).toBe(
      "https://app.example/api/auth/signout",
    )
    expect(safeRedirect("/x", { baseUrl, basePath: "/" })).toBe("https://app.example/x")
  })

  it.each(["", "app.example", "/x", "file:///", "javascript:alert(1)"])(
    "has no answer without a base: %j",
    (base) => {
      expect(safeRedirect("/x", { baseUrl: base })).toBeUndefined()
      expect(defaultRedirect({ url: "/x", baseUrl: base })).toBe(base)
    },
  )
})

describe("allowed origins", () => {
  /** @see ADV-BA03 */
  const allowed = (input: string, ...allowedOrigins: string[]): string | undefined =>
    safeRedirect(input, { baseUrl, allowedOrigins })

  it("are compared as origins", () => {
    expect(allowed("https://b.example/x", "https://b.example")).toBe("https://b.example/x")
    expect(allowed("https://b.example/x", "https://b.example/")).toBe("https://b.example/x")
    expect(allowed("https://b.example:443/x", "HTTPS://B.example:443")).toBe("https://b.example/x")
    expect(allowed("http://localhost:4000/", "http://localhost:4000")).toBe(
      "http://localhost:4000/",
    )
    expect(allowed("https://[::1]:8443/x", "https://[::1]:8443")).toBe("https://[::1]:8443/x")
  })

  it.each([
    "http://b.example/",
    "https://b.example:444/",
    "https://b.example.evil.com/",
    "https://c.b.example/",
  ])("refuse %s", (input) => expect(allowed(input, "https://b.example")).toBeUndefined())

  it("has a wildcard for one label", () => {
    expect(allowed("https://a.app.example/x", "https://*.app.example")).toBe(
      "https://a.app.example/x",
    )
    for (const host of [
      "app.example.evil.com",
      "evilapp.example",
      "a.b.app.example",
      "app.example.",
    ]) {
      expect(allowed(`https://${host}/`, "https://*.app.example"), host).toBeUndefined()
    }
    expect(
      safeRedirect("https://app.example/", {
        baseUrl: "https://b.c",
        allowedOrigins: ["https://*.app.example"],
      }),
    ).toBeUndefined()
    expect(allowed("http://a.app.example/", "https://*.app.example")).toBeUndefined()
    expect(allowed("https://a.app.example:444/", "https://*.app.example")).toBeUndefined()
    expect(allowed("https://evil.com?.app.example/", "https://*.app.example")).toBeUndefined()
  })

  it("ignores what isn't an origin", () => {
    const entries = [
      "",
      "*",
      "https://",
      "https://*",
      "b.example",
      "https://b.example/x",
      "https://*.*",
      "myapp://cb",
    ]
    for (const input of [
      "https://b.example/",
      "https://evil.com/",
      "myapp://cb",
      "myapp://cb.evil.com",
    ]) {
      expect(allowed(input, ...entries), input).toBeUndefined()
    }
  })

  it("lets only our own origin be excluded by the base path", () => {
    const both = { baseUrl, basePath: "/api/auth", allowedOrigins: ["https://b.example"] }
    expect(safeRedirect("https://b.example/api/auth/x", both)).toBe("https://b.example/api/auth/x")
  })
})

describe("whatever comes in", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ..."/ // \\ @ : ? # % %2f %5c %00 %0a %25 . .. ; app.example evil.com https: http: javascript: xn-- [::1]".split(
        " ",
      ),
      "https://app.example",
      "https://evil.com",
      " ",
      "\t",
      "\n",
      "\r",
      "\0",
      "\u3002",
      "\uff0f",
      "\u00ad",
      "\ud800",
    ),
    fc.string({ unit: "binary", maxLength: 4 }),
  )
  const address = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
    fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join("")}`),
    fc.array(piece, { maxLength: 6 }).map((pieces) => `https://app.example${pieces.join("")}`),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
  )

  it("answers a safe address, the same twice, or none", () => {
    let kept = 0
    fc.assert(
      fc.property(address, (input) => {
        const result = safeRedirect(input, options)
        if (result === undefined) return
        kept++
        assertSafe(result)
        expect(safeRedirect(result, options)).toBe(result)
        // A browser that is given the input itself must land in the same place.
        expect(new URL(input, `${baseUrl}/api/auth/signin`).href).toBe(new URL(result).href)
      }),
      { numRuns: 20_000 },
    )
    expect(kept).toBeGreaterThan(500)
  })

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.string({ unit: "binary" }),
        fc.array(fc.string()),
        (input, base, allowedOrigins) => {
          safeRedirect(input, { baseUrl: base, allowedOrigins })
          safeRedirect(base, { baseUrl, allowedOrigins: [...allowedOrigins, base], basePath: base })
          expect(defaultRedirect({ url: base, baseUrl: base })).toBeTypeOf("string")
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it("keeps plain paths of our own", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_~-]{1,8}$/)
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 5 }),
        fc.webQueryParameters(),
        (words, query) => {
          fc.pre(!query.includes("'"))
          const path = `/${words.join("/")}${query && `?${query}`}`
          expect(safeRedirect(path, options)).toBe(baseUrl + path)
          expect(safeRedirect(baseUrl + path, options)).toBe(baseUrl + path)
        },
      ),
    )
  })
})

function encode(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, "\ufffd"))
}

describe("the bounds of a redirect", () => {
  const allowed = (input: string, entry: string): string | undefined =>
    safeRedirect(input, { baseUrl, allowedOrigins: [entry] })

  it("is our own address as it is in the default callback, and the base for another's", () => {
    expect(defaultRedirect({ url: "/x", baseUrl })).toBe(`${baseUrl}/x`)
    expect(defaultRedirect({ url: "https://evil.com/x", baseUrl })).toBe(baseUrl)
  })

  it("has no answer for a base that is not of the web", () => {
    expect(safeRedirect("/x", { baseUrl: "ftp://app.example" })).toBeUndefined()
  })

  it("takes the root as any other address where our routes lie there", () => {
    expect(safeRedirect("/", { baseUrl, basePath: "/" })).toBe(`${baseUrl}/`)
  })

  it("knows no entry by the length of its scheme, nor one with a path", () => {
    expect(allowed("https://b.example/", "evil-://b.example")).toBeUndefined()
    expect(allowed("https://b.examplex/", "https://b.example/x")).toBeUndefined()
  })

  it("is not longer before it is made shorter", () => {
    expect(safeRedirect(`/${"./".repeat(1_023)}x`, options)).toBe(`${baseUrl}/x`)
    expect(safeRedirect(`/${"./".repeat(1_024)}x`, options)).toBeUndefined()
  })

  it.each([
    "x https://b.example/",
    "x/https://[::1]/",
    "https://[::1]x/",
    "https://[::1]:x/",
    "https://b.example@evil.com/",
  ])("%s is none", (input) => {
    for (const entry of ["https://b.example", "https://[::1]"]) {
      expect(allowed(input, entry)).toBeUndefined()
    }
  })

  it.each(["http://[::1]", "http://[::1]/x", "http://[::1]?x", "http://[::1]:80#x"])(
    "%s is one where it is listed",
    (input) =>
      expect(allowed(input, "http://[::1]")).toBe(
        input === "http://[::1]" ? input : new URL(input).href,
      ),
  )
})
