import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isAuthAction, isRouteAction, normalizeBasePath, parseAction } from "./path.ts"

const base = "/api/auth"
const actions = [
  "providers",
  "session",
  "csrf",
  "signin",
  "signout",
  "callback",
  "verify-request",
  "error",
  "webauthn-options",
]
const withProvider = ["signin", "callback", "webauthn-options"]

describe("parseAction", () => {
  it.each(actions)("reads %s", (action) => {
    expect(parseAction(`${base}/${action}`, base)).toEqual({ action })
    expect(parseAction(`/${action}`, "")).toEqual({ action })
    expect(parseAction(`/${action}`, "/")).toEqual({ action })
    const named = parseAction(`${base}/${action}/github`, base)
    expect(named).toEqual(
      withProvider.includes(action) ? { action, providerId: "github" } : undefined,
    )
  })

  it("reads the routes of signing out at providers and by them, and no others below signout", () => {
    for (const step of ["provider", "callback"] as const) {
      expect(parseAction(`${base}/signout/${step}`, base)).toEqual({ action: `signout-${step}` })
      expect(parseAction(`${base}/signout-${step}`, base)).toBeUndefined()
      expect(parseAction(`${base}/signout/${step}/`, base)).toBeUndefined()
      expect(isRouteAction(`signout-${step}`)).toBe(false)
    }
    expect(parseAction(`${base}/signout/other`, base)).toBeUndefined()
    for (const action of ["backchannel-logout", "frontchannel-logout", "unlink"]) {
      const named = { action, providerId: "keycloak" }
      expect(parseAction(`${base}/${action}/keycloak`, base)).toEqual(named)
      expect(parseAction(`${base}/${action}/a/b`, base)).toBeUndefined()
      expect([isAuthAction(action), isRouteAction(action)]).toEqual([false, true])
    }
  })

  it.each(["health", "sessions", "accounts"])("reads %s, which Auth.js does not have", (own) => {
    expect(parseAction(`${base}/${own}`, base)).toEqual({ action: own })
    expect(parseAction(`${base}/${own}/github`, base)).toBeUndefined()
    expect([isAuthAction(own), isRouteAction(own)]).toEqual([false, true])
    expect(actions.every(isRouteAction)).toBe(true)
  })

  it("takes the provider `undefined` for none", () => {
    expect(parseAction(`${base}/signin/undefined`, base)).toEqual({ action: "signin" })
    expect(parseAction(`${base}/session/undefined`, base)).toBeUndefined()
  })

  it.each(["azure-ad-b2c", "42-school", "a.b_c~d", "__proto__", "constructor", "null"])(
    "reads the provider %s",
    (id) => {
      expect(parseAction(`${base}/callback/${id}`, base)).toEqual({
        action: "callback",
        providerId: id,
      })
    },
  )

  /** @see ADV-BA09 ADV-SD08 ADV-NX03 OBS-AJ6 */
  it.each([
    "/api/auth",
    "/api/auth/",
    "/api/auth//session",
    "/api//auth/session",
    "//api/auth/session",
    "/api/auth/./session",
    "/api/auth/../auth/session",
    "/api/auth/%2e%2e/session",
    "/api/auth/..;/session",
    "/api/auth/session;v=1",
    "/api/auth/session/",
    "/api/auth/session//",
    "/api/auth/Session",
    "/api/auth/SESSION",
    "/API/auth/session",
    "/api/auth/%73ession",
    "/api/auth/session%2f",
    "/api/auth/session%5c",
    "/api/auth/session\\",
    "/api/auth/session%00",
    "/api/auth/session\0",
    "/api/auth/session%20",
    "/api/auth/session ",
    "/api/auth/session%0a",
    "/api/auth/session\n",
    "/api/auth/session.json",
    "/api/auth/session.rsc",
    "/api/auth/session?_rsc=1",
    "/api/auth/session#y",
    "/_next/data/B/api/auth/session.json",
    "/en/api/auth/session",
    "/api/auth/x/..%2fsession",
    "/api/auth\uff0fsession",
    "/api/auth/\uff53ession",
    "/api/authx/session",
    "/api/auth%2fsession",
    "/api/authsession",
    "api/auth/session",
    "/api/auth/callback/",
    "/api/auth/callback//github",
    "/api/auth/callback/github/",
    "/api/auth/callback/github/x",
    "/api/auth/callback/.",
    "/api/auth/callback/..",
    "/api/auth/callback/../session",
    "/api/auth/callback/%67ithub",
    "/api/auth/callback/git hub",
    "/api/auth/callback/github;x",
    "/api/auth/callback/github?x",
    "/api/auth/callback/g\u0131thub",
    "/api/auth/callback/github\n",
    `/api/auth/callback/${"a".repeat(256)}`,
    "/api/auth/_log",
    "/api/auth/__proto__",
    "/api/auth/constructor",
    "/api/auth/toString",
    "/session",
    "",
    "/",
  ])("refuses %j", (path) => expect(parseAction(path, base)).toBeUndefined())

  it("has exactly one spelling for each route, whatever the bytes", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "/",
        "//",
        ".",
        "..",
        "%2f",
        ";",
        "?",
        "signin",
        "callback",
        "session",
        "github",
        "undefined",
        "\0",
        "A",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    )
    let read = 0
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), fc.constantFrom("", base), (pieces, at) => {
        const path = `${at}/${pieces.join("")}`
        const parsed = parseAction(path, at)
        if (!parsed) return
        read++
        const spelled = [at, parsed.action, parsed.providerId]
          .filter((part) => part !== undefined)
          .join("/")
        expect([spelled, `${spelled}/undefined`]).toContain(path)
        expect(new URL(`http://h${path}`).pathname).toBe(path)
      }),
      { numRuns: 10_000 },
    )
    expect(read).toBeGreaterThan(100)
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (path, at) => {
        parseAction(path, at)
        parseAction(at + path, at)
      }),
    )
  })
})

describe("isAuthAction", () => {
  it("knows the nine and nothing else", () => {
    expect(actions.every(isAuthAction)).toBe(true)
    for (const text of ["", "Session", "__proto__", "toString", "has", "signin/", " signin"]) {
      expect(isAuthAction(text), text).toBe(false)
    }
  })
})

describe("normalizeBasePath", () => {
  it.each([
    ["/api/auth", "/api/auth"],
    ["/api/auth/", "/api/auth"],
    ["api/auth", "/api/auth"],
    ["//api//auth//", "/api/auth"],
    ["/", ""],
    ["", ""],
    ["auth", "/auth"],
  ])("brings %j to %j", (path, expected) => expect(normalizeBasePath(path)).toBe(expected))

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const path = normalizeBasePath(text)
        expect(normalizeBasePath(path)).toBe(path)
        expect(path === "" || /^\/[^/]/.test(path)).toBe(true)
      }),
    )
  })
})
