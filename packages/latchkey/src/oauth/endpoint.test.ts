import { describe, expect, it } from "vitest"
import { mergeEndpoint, toParams } from "./endpoint.ts"

describe("an endpoint", () => {
  it("is the provider's with the application's word on top", () => {
    const own = { url: "https://a.example/token?kind=1", params: { scope: "read" }, conform: 1 }
    const user = { params: { scope: "write" }, request: 2 }
    expect(mergeEndpoint<any>(own, user)).toEqual({
      url: "https://a.example/token",
      params: { kind: "1", scope: "write" },
      conform: 1,
      request: 2,
    })
    expect(mergeEndpoint(own as never, "https://b.example/")).toMatchObject({
      url: "https://b.example/",
      params: { kind: "1", scope: "read" },
    })
  })

  it("is not changed by what is left undefined, nor is what was given", () => {
    const own = { url: "https://a.example/token", params: { scope: "read" } }
    const user = { url: undefined, params: undefined } as never
    expect(mergeEndpoint(own, user)).toEqual(own)
    expect(Object.keys(user)).toEqual(["url", "params"])
    expect(mergeEndpoint(undefined, undefined)).toEqual({ params: {} })
  })

  it("that is no URL stays for others to judge", () => {
    expect(mergeEndpoint("token?x=1", undefined)).toEqual({ url: "token?x=1", params: {} })
    expect(mergeEndpoint("", undefined)).toEqual({ url: "", params: {} })
  })

  it("has its own parameters over those of its address", () => {
    const own = { url: "https://a.example/?a=1&b=2", params: { b: "3" } }
    expect(mergeEndpoint(own, undefined).params).toEqual({ a: "1", b: "3" })
  })
})

it("has parameters that are texts: others as JSON, and none that is nothing", () => {
  const given = { a: "1", b: 2, c: false, d: { e: [1] }, f: "", g: null, h: undefined }
  expect(toParams(given)).toEqual({ a: "1", b: "2", c: "false", d: '{"e":[1]}', f: "" })
  expect(toParams(undefined)).toEqual({})
})
