import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isHostListed, parseHost } from "./host.ts"
import {
  isLoopbackHost,
  isLoopbackUrl,
  type OriginOptions,
  type ResolvedOrigin,
  resolveOrigin,
} from "./origin.ts"

type Given = Partial<Omit<OriginOptions, "headers">> & { headers?: Record<string, string> }

function resolve({ headers = {}, ...rest }: Given): ResolvedOrigin {
  const map = new Map(Object.entries(headers))
  return resolveOrigin({
    trustHost: false,
    requestUrl: "http://10.0.0.7:3000/api/auth/session",
    ...rest,
    headers: { get: (name) => map.get(name) ?? null },
  })
}
const origin = (given: Given): string | undefined => {
  const resolved = resolve(given)
  return resolved.ok ? resolved.origin : undefined
}

const hostile = [
  "app.example, evil.com",
  "evil.com, app.example",
  "app.example:99999",
  "app.example:65536",
  "app.example:0",
  "app.example:",
  "app.example:80:80",
  "app.example:80@evil.com",
  "user@app.example",
  "app.example/evil",
  "app.example?x",
  "app.example#",
  "app.example\\evil",
  "evil.com%00app.example",
  "app.example\0",
  "app.example\r\nX: y",
  "",
  " ",
  "\t",
  " app.example",
  "app.example ",
  "app.example.",
  ".app.example",
  "app..example",
  "[::1",
  "::1",
  "[::1]x",
  "[fe80::1%25eth0]",
  "[g::]",
  "[]",
  "\u0430pp.example",
  "app\u3002example",
  "app%2eexample",
  "-app.example",
  "app-.example",
  "127.1",
  "0x7f000001",
  "2130706433",
  "0177.0.0.1",
  "1.2.3",
  "256.1.1.1",
  "1.2.3.4.5",
  "http://app.example",
  "//app.example",
  "app.example;x",
  "*.app.example",
  "*",
  `${"a".repeat(64)}.example`,
  `${"a.".repeat(130)}example`,
  "app.example:8o",
  "app.example:+80",
  "app.example:\u0661",
  "app.example:000080",
]

describe("resolveOrigin", () => {
  /** @see HH-1 ADV-AJ16 */
  it("follows the precedence for every set of what may be present", () => {
    for (let bits = 0; bits < 32; bits++) {
      const has = (bit: number): boolean => (bits & bit) !== 0
      const headers = {
        ...(has(4) && { host: "host.example" }),
        ...(has(8) && { "x-forwarded-host": "forwarded.example" }),
        ...(has(16) && { forwarded: "host=evil.example" }),
      }
      const given: Given = {
        trustHost: has(2),
        headers,
        ...(has(1) && { url: "https://app.example/api/auth" }),
      }
      const named = has(8) ? "forwarded.example" : has(4) ? "host.example" : "10.0.0.7:3000"
      const expected = has(1)
        ? { ok: true, origin: "https://app.example" }
        : has(2)
          ? { ok: true, origin: `http://${named}` }
          : { ok: false, host: named }
      expect(resolve(given), JSON.stringify(given)).toEqual(expected)
    }
  })

  it.each([
    ["https://app.example", "https://app.example"],
    ["https://app.example/", "https://app.example"],
    ["https://app.example:443/api/auth?x", "https://app.example"],
    ["HTTPS://APP.EXAMPLE", "https://app.example"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["https://u:p@app.example", "https://app.example"],
    ["app.example", "https://app.example"],
    ["app.example:8443", "https://app.example:8443"],
    ["localhost:3000", "http://localhost:3000"],
    ["http://10.0.0.1", "http://10.0.0.1"],
  ])("takes %s as said", (url, expected) => expect(origin({ url })).toBe(expected))

  it.each([
    "ftp://app.example",
    "javascript://app.example",
    "https://",
    "https://[",
    "http://a b",
    "file:///x",
    "//",
  ])("refuses the explicit URL %j, and doesn't fall back to the request", (url) =>
    expect(resolve({ url, trustHost: true, headers: { host: "evil.com" } }).ok).toBe(false),
  )

  it("takes an empty URL for none", () => {
    expect(origin({ url: "", trustHost: true, headers: { host: "a.example" } })).toBe(
      "http://a.example",
    )
    expect(origin({ url: undefined, trustHost: true, headers: { host: "a.example" } })).toBe(
      "http://a.example",
    )
  })

  /** @see HH-2 */
  it.each(hostile)("refuses the host %j, trusted or not, by either header", (value) => {
    for (const header of ["host", "x-forwarded-host"]) {
      for (const trustHost of [true, false, [value], ["app.example"]]) {
        const resolved = resolve({ trustHost, headers: { host: "app.example", [header]: value } })
        expect(resolved.ok, header).toBe(false)
        // What is shown fits on one line of a log and has no user info.
        expect(
          !resolved.ok &&
            /^[\x21-\x7e]{0,255}$/.test(resolved.host) &&
            !resolved.host.includes("@"),
        ).toBe(true)
      }
    }
  })

  it.each([
    ["APP.Example", "http://app.example"],
    ["app.example:80", "http://app.example"],
    ["app.example:3000", "http://app.example:3000"],
    ["my_app:3000", "http://my_app:3000"],
    ["192.168.0.1", "http://192.168.0.1"],
    ["[2001:DB8::0:1]:3000", "http://[2001:db8::1]:3000"],
    ["xn--mnchen-3ya.example", "http://xn--mnchen-3ya.example"],
  ])("spells %s as %s", (host, expected) =>
    expect(origin({ trustHost: true, headers: { host } })).toBe(expected),
  )

  it.each([
    ["https", "https"],
    ["http", "http"],
    ["javascript", "http"],
    ["https,http", "https"],
    ["http, https", "https"],
    ["http,http", "http"],
    ["wss,https", "https"],
    ["", "http"],
    ["HTTPS://x", "http"],
  ])("takes the protocol of X-Forwarded-Proto: %s as %s", (value, expected) => {
    const headers = { host: "a.example", "x-forwarded-proto": value }
    expect(origin({ trustHost: true, headers })).toBe(`${expected}://a.example`)
  })

  it("takes several forwarded hosts only where they agree, or are all listed: then the first", () => {
    const forwarded = (value: string, trustHost: boolean | string[]): string | undefined =>
      origin({ trustHost, headers: { host: "inner:3000", "x-forwarded-host": value } })
    const two = "a.example, b.example"
    expect(forwarded("a.example, a.example", true)).toBe("http://a.example")
    expect(forwarded(two, true)).toBeUndefined()
    expect(forwarded(two, ["a.example", "b.example"])).toBe("http://a.example")
    expect(forwarded(two, ["a.example"])).toBeUndefined()
    expect(forwarded("evil.com, a.example", ["a.example"])).toBeUndefined()
    const many = (count: number): string => Array(count).fill("a.example").join()
    expect(forwarded(many(8), ["a.example"])).toBe("http://a.example")
    expect(forwarded(many(9), ["a.example"])).toBeUndefined()
    expect(resolve({ trustHost: true, headers: { host: "a.example,a.example" } }).ok).toBe(false)
  })

  it("reads Forwarded for those who list their hosts, and for nobody else", () => {
    const headers = {
      host: "inner:3000",
      forwarded: 'for="[2001:db8::1]:9";host="a.example:8443";proto=https, for=10.0.0.2;proto=http',
    }
    expect(origin({ trustHost: ["a.example:8443"], headers })).toBe("https://a.example:8443")
    expect(origin({ trustHost: ["b.example"], headers })).toBeUndefined()
    expect(origin({ trustHost: true, headers })).toBe("http://inner:3000")
    expect(resolve({ headers }).ok).toBe(false)
    const before = { ...headers, "x-forwarded-host": "b.example" }
    expect(origin({ trustHost: ["a.example:8443", "b.example"], headers: before })).toBe(
      "http://b.example",
    )
    const both = { ...headers, forwarded: "host=a.example, host=evil.com" }
    expect(origin({ trustHost: ["a.example", "inner:3000"], headers: both })).toBeUndefined()
    const listed = { ...headers, forwarded: "host=a.example, host=b.example" }
    const trustHost = ["b.example", "a.example"]
    expect(origin({ trustHost, headers: listed })).toBe("http://a.example")
  })

  it.each([
    "for=",
    "host",
    "host=a example",
    'host="a',
    "=a",
    "for=1;;proto=https",
    "x".repeat(3_000),
  ])("a Forwarded of %.20j names no host, and Host counts", (forwarded) =>
    expect(origin({ trustHost: ["b.example"], headers: { host: "b.example", forwarded } })).toBe(
      "http://b.example",
    ),
  )

  it("takes the protocol of the request when no proxy names one", () => {
    const requestUrl = "https://a.example/x"
    expect(origin({ trustHost: true, requestUrl })).toBe("https://a.example")
    expect(origin({ trustHost: true, requestUrl, headers: { "x-forwarded-proto": "http" } })).toBe(
      "http://a.example",
    )
    expect(origin({ trustHost: true, requestUrl, headers: { "x-forwarded-proto": "ws" } })).toBe(
      "https://a.example",
    )
  })

  it.each([
    "x-original-url",
    "x-rewrite-url",
    "x-http-host-override",
    "x-forwarded-server",
    "x-forwarded-prefix",
    "x-forwarded-port",
    "x-host",
    "forwarded",
  ])("doesn't know %s", (header) => {
    expect(origin({ trustHost: true, headers: { host: "a.example", [header]: "evil.com" } })).toBe(
      "http://a.example",
    )
  })

  it.each([
    "localhost",
    "localhost:3000",
    "a.b.localhost:1",
    "127.0.0.1",
    "127.9.9.9:80",
    "[::1]:3000",
  ])("trusts loopback: %s", (host) => {
    expect(resolve({ headers: { host } }).ok).toBe(true)
    expect(resolve({ trustHost: [], headers: { host } }).ok).toBe(true)
    expect(resolve({ requestUrl: `http://${host}/x` }).ok).toBe(true)
  })

  it("doesn't trust loopback for what a proxy calls otherwise", () => {
    const headers = { host: "localhost:3000", "x-forwarded-host": "evil.com" }
    expect(resolve({ headers })).toEqual({ ok: false, host: "evil.com" })
  })

  it("has no answer for a request without a host", () => {
    expect(resolve({ trustHost: true, requestUrl: "/api/auth" })).toEqual({ ok: false, host: "" })
  })

  it("shows no user info of a broken URL", () => {
    expect(resolve({ url: "ftp://user:secret@app.example" })).toEqual({
      ok: false,
      host: "app.example",
    })
  })

  /** @see HH-4 ADV-BA08 */
  it("keeps nothing of the request before", () => {
    expect(origin({ trustHost: true, headers: { host: "evil.com" } })).toBe("http://evil.com")
    expect(origin({ trustHost: ["a.example"], headers: { host: "evil.com" } })).toBeUndefined()
    expect(origin({ trustHost: ["a.example"], headers: { host: "a.example" } })).toBe(
      "http://a.example",
    )
  })

  it("answers an http(s) origin or a line that is safe to log, whatever the bytes", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...hostile),
      fc.webUrl(),
      fc.domain(),
    )
    const trust = fc.oneof(fc.boolean(), fc.array(text, { maxLength: 3 }))
    const maybe = fc.option(text, { nil: null })
    fc.assert(
      fc.property(
        fc.option(text, { nil: undefined }),
        trust,
        text,
        maybe,
        maybe,
        maybe,
        (url, trustHost, requestUrl, a, b, c) => {
          const map: Record<string, string | null> = {
            forwarded: a,
            host: a,
            "x-forwarded-host": b,
            "x-forwarded-proto": c,
          }
          const resolved = resolveOrigin({
            url,
            trustHost,
            requestUrl,
            headers: { get: (name) => map[name] ?? null },
          })
          if (resolved.ok) expect(new URL(resolved.origin).origin).toBe(resolved.origin)
          else expect(resolved.host).toMatch(/^[\x21-\x7e]{0,255}$/)
          if (resolved.ok) expect(resolved.origin).toMatch(/^https?:\/\//)
        },
      ),
      { numRuns: 5_000 },
    )
  })
})

describe("the allow-list", () => {
  const listed = (host: string, entry: string, protocol = "https"): boolean =>
    isHostListed(["other.example", entry], parseHost(host)!, protocol)

  it.each([
    ["app.example", "app.example"],
    ["app.example", " APP.example "],
    ["app.example:443", "app.example"],
    ["app.example", "app.example:443"],
    ["app.example:3000", "app.example:3000"],
    ["a.app.example", "*.app.example"],
    ["a.app.example:3000", "*.app.example:3000"],
    ["[::2]:80", "[::2]:80"],
    ["[::2]", "[0::2]"],
  ])("has %s in %j", (host, entry) => expect(listed(host, entry)).toBe(true))

  it.each([
    ["app.example", "other.test"],
    ["app.example:3000", "app.example"],
    ["app.example", "app.example:3000"],
    ["app.example:80", "app.example"],
    ["app.example", "*.app.example"],
    ["evilapp.example", "*.app.example"],
    ["a.b.app.example", "*.app.example"],
    ["app.example.evil.com", "*.app.example"],
    ["a.app.example:1", "*.app.example"],
    ["app.example", "*"],
    ["app.example", "*."],
    ["app.example", "*.example"],
    ["app.example", "*.*"],
    ["app.example", "app.*"],
    ["app.example", ""],
    ["app.example", "https://app.example"],
    ["xapp.example", "*app.example"],
    ["[::2]", "*.[::2]"],
    ["[::2]", "*.:2]"],
  ])("doesn't have %s in %j", (host, entry) => expect(listed(host, entry)).toBe(false))

  it("is asked by resolveOrigin with the protocol in use", () => {
    const headers = { host: "app.example:443", "x-forwarded-proto": "https" }
    expect(origin({ trustHost: ["app.example"], headers })).toBe("https://app.example")
    expect(
      origin({ trustHost: ["app.example"], headers: { host: "app.example:443" } }),
    ).toBeUndefined()
  })

  /** @see ADV-BA03 */
  it("never has by `*.d` what isn't one label before `.d`", () => {
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (host, domain) => {
        const parsed = parseHost(host)
        if (!parsed || !isHostListed([`*.${domain}`], parsed, "https")) return
        expect(parsed.hostname.endsWith(`.${domain.toLowerCase()}`)).toBe(true)
      }),
    )
  })
})

describe("isLoopbackHost", () => {
  it.each([
    "localhost",
    "LOCALHOST:1",
    "a.localhost",
    "127.0.0.1",
    "127.255.255.255:65535",
    "[::1]",
    "[::1]:3000",
    "[0:0::1]",
  ])("knows %s", (host) => expect(isLoopbackHost(host)).toBe(true))
  it.each([
    "",
    "evil-localhost.com",
    "localhost.evil.com",
    "evillocalhost",
    "localhost.",
    "127.0.0.1.nip.io",
    "127.1",
    "0.0.0.0",
    "0",
    "128.0.0.1",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::2]",
    "localhost, evil.com",
    "localhost@evil.com",
    "localhost/x",
    "127.0.0.256",
    "10.0.0.1",
    "::1",
    "localhost:99999",
  ])("doesn't take %s for it", (host) => expect(isLoopbackHost(host)).toBe(false))

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(isLoopbackHost(text)).toBeTypeOf("boolean")
      }),
    )
  })
})

describe("isLoopbackUrl", () => {
  it.each([
    ["http://localhost:3000/x", true],
    ["https://[::1]/", true],
    ["http://127.1/", true],
    ["http://a.localhost/", true],
    ["https://app.example/", false],
    ["ftp://localhost/", false],
    ["http://localhost.evil.com/", false],
    ["http://localhost@evil.com/", false],
    ["file:///x", false],
  ])("says of %s: %s", (url, expected) => expect(isLoopbackUrl(new URL(url))).toBe(expected))
})
