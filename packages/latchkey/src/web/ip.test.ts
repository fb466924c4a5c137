import { describe, expect, it } from "vitest"
import { kindOfAddress, kindOfHost } from "./address.ts"
import { clientAddress, networksOf } from "./client-address.ts"
import {
  formatIp,
  isV4,
  isWithin,
  maskIp,
  parseBareIp,
  parseIp,
  parseNetwork,
  v4Within,
} from "./ip.ts"

const shown = (text: string): string | undefined => {
  const ip = parseIp(text)
  return ip && formatIp(ip)
}

describe("an address", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.1:65535", "192.0.2.1"],
    ["192.0.2.1:1", "192.0.2.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    [" 2001:DB8::1\t", "2001:db8::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:0:0:2:3:0:0:4", "1::2:3:0:0:4"],
    ["1:0:0:2:0:0:0:4", "1:0:0:2::4"],
    ["0:0:0:2:3:0:0:4", "::2:3:0:0:4"],
    ["1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"],
    ["1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"],
    ["10:0:0:10:1:1:1:1", "10::10:1:1:1:1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:201", "192.0.2.1"],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
    ["1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"],
  ])("%s is %s", (text, one) => expect(shown(text)).toBe(one))

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4:0",
    "1.2.3.4:65536",
    "1.2.3.4:",
    ":80",
    "[]",
    "[::1",
    "::1]",
    "x[::1]",
    "[::1]x",
    "[::1]:0",
    "[::1]:65536",
    "[::1]:",
    "[1.2.3.4]",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
    "1:2:3:4:5:6:7:8::",
    "::1:2:3:4:5:6:7:8",
    "12345::",
    "g::",
    "::g",
    "1::g",
    "1:2:3:4:5:6:7:8::g",
    "192.0.2.1::",
    "::1.2.3.256",
    "::1.2.3.4:5",
    "fe80::1%eth0",
    ":1",
    "1:",
    `${"0".repeat(70)}`,
  ])("%j is none", (text) => expect(shown(text)).toBeUndefined())

  it("has a length, the blanks around it aside", () => {
    // The grammar alone would take these: a port's digits are few, an address's too.
    expect(shown(`${" ".repeat(100)}::1`)).toBe("::1")
    expect(shown(`::1${" ".repeat(100)}`)).toBe("::1")
  })

  it("alone has no port and no brackets", () => {
    expect(parseBareIp("192.0.2.1")).toEqual([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x201])
    expect(parseBareIp("::1")).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    for (const text of ["192.0.2.1:80", "[::1]", " ::1", " 1.2.3.4"]) {
      expect(parseBareIp(text)).toBeUndefined()
    }
  })

  it("of IPv4 is told from one of IPv6, and is found within one", () => {
    expect(isV4(parseIp("192.0.2.1")!)).toBe(true)
    expect(isV4(parseIp("64:ff9b::192.0.2.1")!)).toBe(false)
    expect(formatIp(v4Within(parseIp("64:ff9b::192.0.2.1")!))).toBe("192.0.2.1")
  })
})

describe("a network", () => {
  const network = (text: string): string | undefined => {
    const found = parseNetwork(text)
    return found && `${formatIp(found.ip)}/${found.bits}`
  }
  it.each([
    ["192.0.2.7/24", "192.0.2.0/120"],
    ["192.0.2.7", "192.0.2.7/128"],
    ["192.0.2.7/32", "192.0.2.7/128"],
    ["0.0.0.0/0", "0.0.0.0/96"],
    ["2001:DB8:1::5/32", "2001:db8::/32"],
    ["2001:db8::5", "2001:db8::5/128"],
    ["2001:db8::5/128", "2001:db8::5/128"],
    ["::/0", "::/0"],
    ["  10.0.0.0/8 ", "10.0.0.0/104"],
    ["ffff:ffff::/20", "ffff:f000::/20"],
  ])("%s is %s", (text, one) => expect(network(text)).toBe(one))

  it.each([
    "",
    "x",
    "192.0.2.0/33",
    "::/129",
    "192.0.2.0/024",
    "192.0.2.0/",
    "192.0.2.0/8x",
    "x192.0.2.0/8",
    "(10.0.0.0/8",
    "10.0.0.0/8)",
    "10.0.0/8",
    "1::2::3/8",
    "/8",
  ])("%j is none", (text) => {
    expect(network(text)).toBeUndefined()
    expect(() => networksOf([text])).toThrow(TypeError)
  })

  it("has the addresses that begin as it does", () => {
    const ten = parseNetwork("10.0.0.0/8")!
    expect(isWithin(parseIp("10.255.0.1")!, ten)).toBe(true)
    expect(isWithin(parseIp("11.0.0.1")!, ten)).toBe(false)
    expect(isWithin(parseIp("::a00:1")!, ten)).toBe(false)
    expect(maskIp([0xffff, 0xffff, 0, 0, 0, 0, 0, 1], 17)).toEqual([
      0xffff, 0x8000, 0, 0, 0, 0, 0, 0,
    ])
  })
})

describe("where a request came from", () => {
  const from = (list: string | null, rule: Parameters<typeof clientAddress>[1]) =>
    clientAddress(
      { get: (name) => (name === "x-forwarded-for" || name === "x-ip" ? list : null) },
      rule,
    )

  it("is unknown without a rule, without the header, or where it holds no address", () => {
    expect(from("192.0.2.1", undefined)).toBeUndefined()
    for (const rule of [{ proxies: 1 }, { proxies: ["10.0.0.0/8"] }, { header: "x-ip" }]) {
      expect(from(null, rule)).toBeUndefined()
      expect(from("", rule)).toBeUndefined()
      expect(from("unknown", rule)).toBeUndefined()
    }
    expect(from("192.0.2.1", { header: "x-other" })).toBeUndefined()
    expect(from("192.0.2.1", { proxies: 0 })).toBeUndefined()
    expect(from("192.0.2.1", { proxies: 2 })).toBeUndefined()
    expect(from("192.0.2.1, x", { proxies: ["10.0.0.0/8"] })).toBeUndefined()
  })

  it("is what the last proxy that is trusted wrote", () => {
    expect(from("192.0.2.1", { header: "x-ip" })).toBe("192.0.2.1")
    expect(from("203.0.113.9, 192.0.2.1", { proxies: 1 })).toBe("192.0.2.1")
    expect(from("203.0.113.9, 192.0.2.1", { proxies: 2 })).toBe("203.0.113.9")
    expect(from("203.0.113.9, 192.0.2.1, 10.0.0.1", { proxies: ["10.0.0.0/8"] })).toBe("192.0.2.1")
    expect(from("10.0.0.2, 10.0.0.1", { proxies: ["10.0.0.0/8"] })).toBe("10.0.0.2")
  })

  it("is looked for in so many entries, from the right", () => {
    const list = (count: number): string => ["192.0.2.1", ...Array(count).fill("10.0.0.1")].join()
    expect(from(list(63), { proxies: ["10.0.0.0/8"] })).toBe("192.0.2.1")
    expect(from(list(64), { proxies: ["10.0.0.0/8"] })).toBe("10.0.0.1")
    expect(from(list(63), { proxies: 64 })).toBe("192.0.2.1")
    expect(from(list(64), { proxies: 65 })).toBeUndefined()
  })
})

describe("a host's kind", () => {
  it.each([
    ["internal", "private"],
    ["a.internal", "private"],
    ["xinternal.example", "public"],
    ["a.internal.example", "public"],
    ["home.arpa", "private"],
    ["homexarpa.example", "public"],
    ["invalid", "reserved"],
    ["onion", "reserved"],
    ["a.onion", "reserved"],
    ["a.onion.example", "public"],
    ["invalid.example", "public"],
    ["", "reserved"],
    [".", "reserved"],
    ["a.example", "public"],
    ["a.example.", "public"],
    ["intranet", "private"],
    ["a", "private"],
    ["localhost", "loopback"],
    ["A.LOCALHOST.", "loopback"],
    ["127.0.0.1", "loopback"],
    ["[::1]", "loopback"],
    ["v127.0.0.1", "public"],
    ["127.0.0.1.example", "public"],
    ["metadata.google.internal", "link-local"],
  ])("of %j is %s", (name, kind) => expect(kindOfHost(name)).toBe(kind))

  it.each([
    ["127.0.0.1", "loopback"],
    ["::1", "loopback"],
    ["fe80::1%eth0", "link-local"],
    ["192.0.2.256", "reserved"],
    ["", "reserved"],
  ])("of the address %j is %s", (address, kind) => expect(kindOfAddress(address)).toBe(kind))
})
