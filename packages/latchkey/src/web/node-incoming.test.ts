import { describe, expect, it, vi } from "vitest"
import { headersOf, NodeIncoming, type NodeRequest, webRequestOf } from "./node-incoming.ts"

const make = (url: URL, init: { headers: Headers }): Request => new Request(url, init)
const incoming = (req: NodeRequest & { socket?: object }) => new NodeIncoming(req, make)
const urlOf = (req: NodeRequest & { socket?: object }): string => {
  const { url } = incoming(req)
  // The one that is made where somebody looks has the same.
  expect(webRequestOf(req, make).url).toBe(new URL(url).href)
  return url
}

describe("the headers of a request of Node's", () => {
  const headers = {
    host: "a.example",
    cookie: ["a=1", "b=2"],
    accept: ["x", "y"],
    ":path": "/x",
    none: undefined,
    "x-one": "1",
  }

  it("are those of the web, lists as they are joined there", () => {
    expect([...headersOf({ headers })]).toEqual([
      ["accept", "x, y"],
      ["cookie", "a=1; b=2"],
      ["host", "a.example"],
      ["x-one", "1"],
    ])
  })

  it("are read one by one with the same answers", () => {
    const req = incoming({ headers })
    expect(req.headers).toBe(req)
    for (const name of ["host", "cookie", "accept", "x-one", "none", "other"]) {
      expect(req.headers.get(name), name).toBe(headersOf({ headers }).get(name))
    }
    expect(req.get("X-One")).toBe("1")
  })

  it("name the host by a pseudo-header in HTTP/2, where none is there besides", () => {
    const only = { headers: { ":authority": "b.example" } }
    const both = { headers: { ":authority": "b.example", host: "a.example" } }
    for (const [req, host] of [
      [only, "b.example"],
      [both, "a.example"],
      [{ headers: { host: ["a", "b"] } }, "a, b"],
      [{ headers: {} }, null],
    ] as const) {
      const given = req as NodeRequest
      expect(incoming(given).get("host")).toBe(host)
      expect(headersOf(given).get("host")).toBe(host)
    }
    expect([...headersOf(only).keys()]).toEqual(["host"])
  })
})

describe("the address of a request of Node's", () => {
  const host = "a.example:81"
  it.each<[string, NodeRequest & { socket?: object }]>([
    ["http://a.example:81/x?y=1?z", { headers: { host }, url: "/x?y=1?z" }],
    ["http://a.example:81/", { headers: { host } }],
    ["http://a.example:81/", { headers: { host }, url: "*" }],
    ["http://a.example:81/", { headers: { host }, url: "http://evil.example/x" }],
    ["http://localhost/x", { headers: {}, url: "/x" }],
    ["http://localhost/x", { headers: { host: "a b" }, url: "/x" }],
    ["https://localhost/x", { headers: { "x-forwarded-proto": "https" }, url: "/x" }],
    ["https://a.example:81/x", { headers: { host, "x-forwarded-proto": "https" }, url: "/x" }],
    ["http://a.example:81/x", { headers: { host, "x-forwarded-proto": "http" }, url: "/x" }],
    ["https://a.example:81/x", { headers: { host }, url: "/x", socket: { encrypted: true } }],
    ["http://a.example:81/x", { headers: { host }, url: "/x", socket: { encrypted: false } }],
    ["http://a.example:81/x", { headers: { host }, url: "/x", socket: {} }],
  ])("is %s", (url, req) => expect(urlOf(req)).toBe(url))

  it("has a path that can't name another host, and what is behind the first question mark", () => {
    const of = (url: string) => new URL(webRequestOf({ headers: { host }, url }, make).url)
    expect(of("//evil.example/x").host).toBe(host)
    expect(of("/a?b?c").search).toBe("?b?c")
    expect(of("/a?b\nc").pathname).toBe("/a")
    expect(of("/a").search).toBe("")
  })
})

it("is made into one of the web once, where somebody looks", () => {
  const making = vi.fn(make)
  const req = new NodeIncoming({ headers: { host: "a.example", cookie: "a=1" }, url: "/x" }, making)
  expect(req.url).toBe("http://a.example/x")
  expect(making).not.toHaveBeenCalled()
  const { request } = req
  expect(request.headers.get("cookie")).toBe("a=1")
  expect(req.request).toBe(request)
  expect(making).toHaveBeenCalledTimes(1)
  expect(req.url).toBe(request.url)
  const other = new NodeIncoming(
    { headers: {}, url: "/x" },
    () => new Request("http://made.example/"),
  )
  expect(other.request.url).toBe("http://made.example/")
  expect(other.url).toBe("http://made.example/")
})
