import { describe, expect, it } from "vitest"
import { logoutClaims } from "./logout-claims.ts"
import type { OAuthProvider } from "./provider.ts"

const issuer = "https://id.example"
/** Back-Channel Logout 1.0 §2.4. */
const EVENT = "http://schemas.openid.net/event/backchannel-logout"
const now = 1_800_000_000
const good = {
  iss: issuer,
  aud: "client",
  iat: now,
  exp: now + 100,
  jti: "j",
  sid: "session",
  sub: "user",
  events: { [EVENT]: {} },
}
const read = (claims: object, at = now, more: object = {}) => {
  const provider = { clientId: "client", ...more } as OAuthProvider
  return logoutClaims(provider, { issuer }, { ...good, ...claims }, at)
}
const untilOf = (claims: object, at = now) => (read(claims, at) as { until: number }).until / 1000

describe("the claims of a logout token", () => {
  it("say whose sessions end, which token it is, and how long it holds", () => {
    const jti = JSON.stringify([issuer, "client", "j"])
    const until = (now + 100 + 60) * 1000
    expect(read({})).toStrictEqual({ sid: "session", sub: "user", jti, until })
    expect(read({ aud: ["client"], sub: undefined })).toStrictEqual({ sid: "session", jti, until })
    expect(read({ sid: undefined })).toStrictEqual({ sub: "user", jti, until })
  })

  it("hold until they end, else for two minutes, and for ten at most; a minute of skew each", () => {
    expect(untilOf({ exp: undefined })).toBe(now + 120 + 60)
    expect(untilOf({ exp: now + 600 })).toBe(now + 600 + 60)
    expect(untilOf({ exp: Number.MAX_SAFE_INTEGER })).toBe(now + 600 + 60)
    expect(untilOf({ iat: 0, exp: 0 }, 30)).toBe(60)
  })

  it.each<[string, object, number]>([
    ["exp", {}, now + 100 + 60],
    ["iat", { exp: undefined }, now + 120 + 60],
    ["exp", { exp: now + 10_000 }, now + 600 + 60],
  ])("are refused for their %s from then on: %j", (wrong, claims, end) => {
    expect(read(claims, end - 1)).toHaveProperty("jti")
    expect(read(claims, end)).toEqual({ wrong })
  })

  it("may be of a clock that is a minute ahead, and of none further", () => {
    const exp = now + 500
    expect(read({ iat: now + 60, exp })).toHaveProperty("jti")
    expect(read({ iat: now + 61, exp })).toEqual({ wrong: "iat" })
  })

  it.each(["x".repeat(255), " ~", "7"])("may name a session and a person %.8j", (name) => {
    expect(read({ sid: name, sub: name, jti: name })).toMatchObject({ sid: name, sub: name })
  })

  const noNames = ["", "x".repeat(256), "\u00e4", "a\n", 7, null, {}, ["a"]]
  const noTimes = ["1", -1, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER + 1, null]
  const noEvents = [
    undefined,
    null,
    "x",
    [],
    {},
    { [`${EVENT}/`]: {} },
    Object.create({ [EVENT]: {} }),
    ...[null, [], "x", true, undefined].map((event) => ({ [EVENT]: event })),
    Object.assign([], { [EVENT]: {} }),
  ]
  it.each<[string, unknown[]]>([
    ["iss", [undefined, "", `${issuer}/`, [issuer]]],
    ["aud", [undefined, "", "other", [], ["other"], ["client", "other"], [["client"]]]],
    ["iat", [undefined, ...noTimes]],
    ["exp", noTimes],
    ["sid", noNames],
    ["sub", noNames],
    ["events", noEvents],
    ["nonce", [undefined, null, "n"]],
    ["jti", [undefined, ...noNames]],
  ])("are refused for a wrong %s", (name, values) => {
    for (const value of values)
      expect(read({ [name]: value }), String(value)).toEqual({ wrong: name })
  })

  it("are refused where they name nobody", () => {
    expect(read({ sid: undefined, sub: undefined })).toEqual({ wrong: "sub" })
  })

  it("of a tenant are of the issuer that they name", () => {
    const issuerOf = (from: string, { tid }: { tid?: string }) => tid && `${from}/${tid}`
    const of = (claims: object) => read(claims, now, { tenancy: { issuerOf } })
    expect(of({ tid: "a", iss: `${issuer}/a` })).toHaveProperty("jti")
    for (const claims of [{ tid: "a" }, { tid: "b", iss: `${issuer}/a` }, { iss: undefined }]) {
      expect(of(claims)).toEqual({ wrong: "iss" })
    }
  })
})
