import { describe, expect, it } from "vitest"
import { isHostListed, isLoopbackHost, isLoopbackName, parseHost, parseUrl } from "./host.ts"

const listed = (host: string, entry: string, protocol = "https"): boolean =>
  isHostListed([entry], parseHost(host)!, protocol)

describe("a list of hosts", () => {
  it.each([
    ["a.example", "a.example"],
    ["a.example", " A.Example "],
    ["a.example:443", "a.example"],
    ["a.example", "a.example:443"],
    ["a.example:8443", "a.example:8443"],
    ["b.a.example", "*.a.example"],
    ["b.a.example:8443", "*.a.example:8443"],
    ["[::1]", "[::1]"],
  ])("has %s for %j", (host, entry) => {
    expect(listed(host, entry)).toBe(true)
    expect(listed(host, entry, "https:")).toBe(true)
  })

  it.each([
    ["a.example", "b.example"],
    ["a.example", "*.a.example"],
    ["a.example", "*.example"],
    ["c.b.a.example", "*.a.example"],
    ["b.a.example", "*.b.example"],
    ["a.example:80", "a.example"],
    ["a.example", "a.example:80"],
    ["a.example", "*"],
    ["a.example", ""],
    ["example", "*.example.example"],
    ["a.example", "*.a b"],
    ["a.example", "a b"],
  ])("has not %s for %j", (host, entry) => expect(listed(host, entry)).toBe(false))

  it("knows the port of http, and not that of https there", () => {
    for (const protocol of ["http", "http:"]) {
      expect(listed("a.example:80", "a.example", protocol)).toBe(true)
      expect(listed("a.example", "a.example:80", protocol)).toBe(true)
      expect(listed("a.example:443", "a.example", protocol)).toBe(false)
    }
  })
})

describe("a host", () => {
  const long = (length: number): string =>
    `${"a.".repeat(200).slice(0, length - 1)}${length % 2 ? "b" : "bb"}`.slice(0, length)

  it("has 255 characters at most, its port among them", () => {
    for (const length of [251, 253]) {
      expect(long(length)).toHaveLength(length)
      expect(parseHost(long(length))?.hostname).toBe(long(length))
    }
    const named = `${long(249)}:65535`
    expect(named).toHaveLength(255)
    expect(parseHost(named)).toEqual({ hostname: long(249), port: "65535" })
    expect(parseHost(`${long(251)}:65535`)).toBeUndefined()
  })

  it("is this machine by its name or its address, and by nothing that holds one", () => {
    for (const host of ["localhost:80", "a.localhost", "127.0.0.1", "127.255.255.255", "[::1]"]) {
      expect(isLoopbackHost(host)).toBe(true)
    }
    for (const host of ["", "localhost.example", "x127.0.0.1", "127.0.0.1.example", "128.0.0.1"]) {
      expect(isLoopbackHost(host)).toBe(false)
    }
    expect(isLoopbackName("1.127.0.0.1")).toBe(false)
    expect(isLoopbackName("a-127.0.0.1")).toBe(false)
  })
})

it("a URL that is none is undefined", () => {
  expect(parseUrl("http://a.example")?.host).toBe("a.example")
  expect(parseUrl("a.example/")).toBeUndefined()
})
