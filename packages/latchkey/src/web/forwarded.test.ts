import { describe, expect, it } from "vitest"
import { MAX_HOPS, parseForwarded, protocolOf, splitList } from "./forwarded.ts"

describe("Forwarded", () => {
  it.each([
    ["host=a.example", ["a.example"], []],
    ["Host=a.example;PROTO=https", ["a.example"], ["https"]],
    [" for=1 ; host=a.example ;by=x;; , proto=http ", ["a.example"], ["http"]],
    ['host="a.example:80";proto="https"', ["a.example:80"], ["https"]],
    [String.raw`host="a\.ex\"ample"`, ['a.ex"ample'], []],
    ["host=a.example,,host=b.example;", ["a.example", "b.example"], []],
    ['host="";for=_x', [""], []],
  ])("%s names %j by %j", (header, hosts, protocols) => {
    expect(parseForwarded(header)).toEqual({ hosts, protocols })
  })

  it.each([
    "",
    ";",
    ",",
    "proto=https",
    "host=a.example;Stryker was here!",
    "1host=a.example",
    "x host=a.example",
    "host=a.example x",
    'host="a',
    'x"host=a.example',
    "host",
  ])("%j says nothing that counts", (header) => {
    expect(parseForwarded(header)).toBeUndefined()
  })

  it("counts with so many elements and characters, and no more", () => {
    const hops = (count: number): string => Array(count).fill("host=a.example").join()
    expect(parseForwarded(hops(MAX_HOPS))?.hosts).toHaveLength(8)
    expect(parseForwarded(hops(MAX_HOPS + 1))).toBeUndefined()
    const long = (length: number): string => `host=${"a".repeat(length - 5)}`
    expect(parseForwarded(long(2_048))?.hosts).toEqual(["a".repeat(2_043)])
    expect(parseForwarded(long(2_049))).toBeUndefined()
    // What lies behind the limit is not cut off and believed.
    expect(parseForwarded(`host=a.example;for=${"1".repeat(2_030)}, host=b`)).toBeUndefined()
  })
})

describe("a list", () => {
  it("is its members, without blanks, and one more than count at most", () => {
    expect(splitList(" a , b,c\t")).toEqual(["a", "b", "c"])
    expect(splitList("")).toEqual([""])
    expect(splitList(Array(20).fill("a").join())).toHaveLength(MAX_HOPS + 1)
  })

  it("is not read behind 2,048 characters", () => {
    expect(splitList(`${"a".repeat(3_000)},b`)).toEqual(["a".repeat(2_048)])
  })
})

it.each([
  [["http", "https"], "https"],
  [["https"], "https"],
  [["http"], "http"],
  [["ws", "http"], "http"],
  [["ws"], undefined],
  [[], undefined],
])("of %j the person used %s", (said, protocol) => {
  expect(protocolOf(said)).toBe(protocol)
})
