import { NextRequest } from "next/server.js"
import { describe, expect, it } from "vitest"
import { isFetchEvent, readCall } from "./calls.ts"

const request = new NextRequest("https://app.example/")
const req = { headers: { host: "app.example" }, url: "/" }
const res = { setHeader() {}, getHeader() {}, end() {}, headersSent: false, statusCode: 200 }

/** As Next.js hands requests out to route handlers. */
function behindProxy(target: NextRequest): NextRequest {
  return new Proxy(target, {
    get: (on, name) => {
      const value = Reflect.get(on, name, on) as unknown
      return typeof value === "function" ? (value.bind(on) as unknown) : value
    },
  })
}

describe("readCall", () => {
  it.each([
    ["nothing", [], "current"],
    ["a handler", [() => {}], "wrap"],
    ["a request and an event", [request, { waitUntil() {} }], "web"],
    ["a request and a route's context", [request, { params: {} }], "web"],
    ["a request behind a Proxy", [behindProxy(request), {}], "web"],
    ["a request of another realm", [{ url: "https://a.example/", headers: { get() {} } }], "web"],
    ["a request and response of Node", [req, res], "node"],
    ["the context of getServerSideProps", [{ req, res, query: {}, resolvedUrl: "/" }], "node"],
  ] as const)("knows %s", (_, args, kind) => {
    expect(readCall(args).kind).toBe(kind)
  })

  it.each([[[null]], [[{}]], [["auth"]], [[req]], [[{ req }]], [[1, 2]]])("refuses %j", (args) => {
    expect(() => readCall(args)).toThrow(TypeError)
  })

  it("takes req and res out of the context", () => {
    expect(readCall([{ req, res }])).toEqual({ kind: "node", req, res })
  })

  it("tells a proxy's event from a route's context", () => {
    expect(isFetchEvent({ waitUntil() {} })).toBe(true)
    expect([undefined, null, {}, { params: Promise.resolve({}) }].some(isFetchEvent)).toBe(false)
  })
})
