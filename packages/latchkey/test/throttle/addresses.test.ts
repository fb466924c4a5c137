/** Whose attempts count together: addresses however they are written, networks, and proxies that are believed. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { networkOf } from "../../src/throttle/bucket.ts"
import { clientAddress, type ClientAddressRule } from "../../src/web/client-address.ts"
import { formatIp, parseIp } from "../../src/web/ip.ts"

const asked = (header: string, rule: ClientAddressRule): string | undefined =>
  clientAddress(new Headers({ "x-forwarded-for": header }), rule)

describe("RL-4: an address has one spelling", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    [" 192.0.2.1 ", "192.0.2.1"],
    ["192.0.2.1:4711", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["0:0:0:0:0:ffff:c000:0201", "192.0.2.1"],
    ["[::ffff:192.0.2.1]:80", "192.0.2.1"],
    ["2001:DB8::1", "2001:db8::1"],
    ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:65535", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
  ])("RL-4: %j is %s", (text, canonical) => {
    expect(formatIp(parseIp(text)!)).toBe(canonical)
  })

  it.each([
    "",
    "unknown",
    "_hidden",
    "localhost",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "2130706433",
    "127.1",
    "256.0.0.1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.-4",
    "1.2.3.4:0",
    "1.2.3.4:65536",
    "1.2.3.4:",
    "1.2.3.4/24",
    "fe80::1%eth0",
    "fe80::1%25eth0",
    "1::2::3",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "g::",
    "::1.2.3.4.5",
    "1.2.3.4::",
    "[::1",
    "::1]",
    "[1.2.3.4]",
    "[::1]x",
    "1.2.3.4 5.6.7.8",
    "١.٢.٣.٤",
    "1.2.3.4\u0000",
    "1".repeat(100_000),
  ])("RL-4: %j is none", (text) => {
    expect(parseIp(text)).toBeUndefined()
  })

  it("RL-4: of any address every spelling is the same, and what is printed is read again", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), (groups) => {
        const long = groups.map((group) => group.toString(16).padStart(4, "0")).join(":")
        const ip = parseIp(long)!
        expect(ip).toEqual(groups)
        expect(parseIp(formatIp(ip))).toEqual(groups)
        expect(parseIp(`[${long.toUpperCase()}]:443`)).toEqual(groups)
        // The browser's parser is an independent judge of RFC 5952, but for addresses of IPv4.
        const judged = new URL(`http://[${long}]/`).hostname.slice(1, -1)
        expect(parseIp(judged)).toEqual(groups)
      }),
    )
  })
})

describe("RL-4: what a client writes into X-Forwarded-For counts for nothing", () => {
  const ours = { proxies: ["10.0.0.0/8", "2001:db8:ffff::/48", "192.0.2.7"] }

  it.each([
    ["one hop", "203.0.113.9", "203.0.113.9"],
    ["a proxy of ours behind it", "203.0.113.9, 10.0.0.1", "203.0.113.9"],
    ["several of them", "203.0.113.9, 10.0.0.1, 192.0.2.7, 10.255.255.255", "203.0.113.9"],
    ["one of IPv6", "203.0.113.9, 2001:db8:ffff:1::5", "203.0.113.9"],
    ["one of IPv4, mapped", "203.0.113.9, ::ffff:10.1.2.3", "203.0.113.9"],
    ["a spoofed leftmost", "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"],
    ["a spoofed one of our network", "10.9.9.9, 203.0.113.9, 10.0.0.1", "203.0.113.9"],
    ["a neighbour of our proxy", "6.6.6.6, 192.0.2.8, 10.0.0.1", "192.0.2.8"],
    ["a hundred hops", `${"6.6.6.6,".repeat(100)}203.0.113.9,10.0.0.1`, "203.0.113.9"],
    ["garbage to the left", "<script>, 203.0.113.9, 10.0.0.1", "203.0.113.9"],
    ["garbage to the right", "203.0.113.9, <script>", undefined],
    ["garbage before our proxy", "203.0.113.9, 0177.0.0.1, 10.0.0.1", undefined],
    ["an empty entry", "203.0.113.9, , 10.0.0.1", undefined],
    ["a zone id", "fe80::1%eth0, 10.0.0.1", undefined],
    ["a port", "203.0.113.9:4711, 10.0.0.1", "203.0.113.9"],
    ["only proxies of ours", "10.0.0.3, 10.0.0.1", "10.0.0.3"],
    ["nothing", "", undefined],
  ])("RL-4: %s", (_, header, address) => {
    expect(asked(header, ours)).toBe(address)
  })

  it("RL-4: with a number of proxies nothing left of that entry is read", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 100 }), (written) => {
        const text = written.join(",").replaceAll(/[^\x20-\x7e]/g, "?")
        expect(asked(`${text},203.0.113.9,10.0.0.1`, { proxies: 2 })).toBe("203.0.113.9")
        expect(asked(`${text},203.0.113.9,10.0.0.1`, ours)).toBe("203.0.113.9")
      }),
    )
  })
})

/** @see https://github.com/advisories/GHSA-p6v2-xcpg-h6xw */
describe("ADV-BA11: an attacker's addresses of one network are one", () => {
  it("ADV-BA11: 65,536 addresses of one /64 share a bucket, and the next network has its own", () => {
    const networks = new Set<string>()
    for (let n = 0; n < 65_536; n++) {
      networks.add(
        networkOf(`2001:db8:1:2:${(n * 7).toString(16).slice(-4)}:0:0:${n.toString(16)}`, 64),
      )
    }
    expect([...networks]).toEqual(["2001:db8:1:2::/64"])
    expect(networkOf("2001:db8:1:3::1", 64)).toBe("2001:db8:1:3::/64")
  })

  it.each([
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["192.0.2.1:99", "192.0.2.1"],
    ["2001:DB8:1:2::5", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:ffff::", "2001:db8:1:2::/64"],
    ["::1", "::/64"],
    ["not an address", "unknown"],
  ])("ADV-BA11: %s counts as %s", (address, network) => {
    expect(networkOf(address, 64)).toBe(network)
  })

  it("ADV-BA11: two addresses of IPv4 are two, and the prefix can be shorter", () => {
    expect(networkOf("192.0.2.1", 48)).toBe("192.0.2.1")
    expect(networkOf("192.0.2.2", 48)).toBe("192.0.2.2")
    expect(networkOf("2001:db8:1:2::5", 48)).toBe("2001:db8:1::/48")
    expect(networkOf("2001:db8:1:ffff::5", 56)).toBe("2001:db8:1:ff00::/56")
    expect(networkOf(undefined, 64)).toBe("unknown")
  })
})
