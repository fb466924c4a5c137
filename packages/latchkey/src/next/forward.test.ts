import { NextResponse } from "next/server.js"
import { describe, expect, it } from "vitest"
import type { SetCookie } from "../contracts/cookies.ts"
import { mergedCookies, sendAndForward } from "./forward.ts"

const request = { headers: new Headers({ cookie: "a=1; s=old", accept: "text/html" }) }
const renewed: SetCookie = { name: "s", value: "new", options: { path: "/", httpOnly: true } }

function forwarded(response: Response): Headers {
  const names = response.headers.get("x-middleware-override-headers")?.split(",") ?? []
  return new Headers(
    names.map((name) => [name, response.headers.get(`x-middleware-request-${name}`)!]),
  )
}

describe("sendAndForward", () => {
  it("sends the cookie on to the page as well as back to the browser", () => {
    const sent = sendAndForward(NextResponse.next(), request, [renewed])
    expect(sent.headers.getSetCookie()).toEqual(["s=new; Path=/; HttpOnly"])
    expect(forwarded(sent).get("cookie")).toBe("a=1; s=new")
    expect(forwarded(sent).get("accept")).toBe("text/html")
    expect(sent.headers.get("x-middleware-next")).toBe("1")
    expect(sent.headers.get("cache-control")).toContain("private")
  })

  it("keeps the headers that the application put on the request", () => {
    const headers = new Headers({ cookie: "theirs=1; s=old", "x-tenant": "t" })
    const response = NextResponse.next({ request: { headers } })
    const sent = sendAndForward(response, request, [renewed])
    expect(Object.fromEntries(forwarded(sent))).toEqual({
      cookie: "theirs=1; s=new",
      "x-tenant": "t",
    })
  })

  it("keeps every cookie and header of the application's answer, and leaves that answer alone", () => {
    const response = NextResponse.next({ headers: { "x-frame-options": "DENY" } })
    for (const cookie of ["theirs=1", "others=2; Path=/"])
      response.headers.append("set-cookie", cookie)
    const sent = sendAndForward(response, request, [renewed])
    expect(sent.headers.getSetCookie()).toEqual([
      "theirs=1",
      "others=2; Path=/",
      "s=new; Path=/; HttpOnly",
    ])
    expect(sent.headers.get("x-frame-options")).toBe("DENY")
    expect(response.headers.getSetCookie()).toEqual(["theirs=1", "others=2; Path=/"])
  })

  it("keeps a rewrite, and forwards there", () => {
    const response = NextResponse.rewrite("https://app.example/other")
    const sent = sendAndForward(response, request, [renewed])
    expect(sent.headers.get("x-middleware-rewrite")).toBe("https://app.example/other")
    expect(sent.headers.get("x-middleware-next")).toBeNull()
    expect(forwarded(sent).get("cookie")).toBe("a=1; s=new")
  })

  it("forwards nothing with an answer of its own, and changes nothing without cookies", () => {
    const own = sendAndForward(Response.redirect("https://app.example/x"), request, [renewed])
    expect(own.headers.get("x-middleware-override-headers")).toBeNull()
    expect(own.headers.getSetCookie()).toHaveLength(1)
    const next = NextResponse.next()
    expect(sendAndForward(next, request, [])).toBe(next)
  })

  it("takes cookies away that end, chunks too", () => {
    const gone: SetCookie[] = ["s.0", "s.1"].map((name) => ({
      name,
      value: "",
      options: { maxAge: 0 },
    }))
    expect(mergedCookies("s.0=x; b=2; s.1=y; s.10=z", gone)).toBe("b=2; s.10=z")
    expect(mergedCookies(null, [renewed])).toBe("s=new")
  })
})
