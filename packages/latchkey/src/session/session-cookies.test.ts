import { describe, expect, it } from "vitest"
import { type BoundedMap, sharedMemo } from "../crypto/memo.ts"
import { isSessionName, ownSalt, sessionSpec, sessionSpecs } from "./session-cookies.ts"

const purpose = "session"
const forAny = { format: "own", purpose, salt: "" }
const former = (name: string) => [
  { format: "v5", purpose, salt: name },
  { format: "v5-gcm", purpose, salt: name },
  { format: "v4", purpose, salt: "" },
]

describe("the name of a cookie", () => {
  it.each([
    "next-auth.session-token",
    "authjs.session-token",
    "latchkey.session-token",
    "__Secure-next-auth.session-token",
    "__Secure-authjs.session-token",
    "__Host-latchkey.session-token",
  ])("%s holds sessions only", (name) => {
    expect(isSessionName(name)).toBe(true)
    expect(ownSalt(name)).toBe("")
    expect(sessionSpecs(name)).toEqual([forAny, ...former(name)])
  })

  it.each([
    "session-token",
    "x-authjs.session-token",
    "authjs.session-token.0",
    "authjs-session-token",
    "__secure-authjs.session-token",
    "__Host-__Secure-authjs.session-token",
    "my.session-token",
    "",
  ])("%j is one that an application chose", (name) => {
    expect(isSessionName(name)).toBe(false)
    expect(ownSalt(name)).toBe(name)
  })

  it("takes part in our own format where an application chose it, beside what came before", () => {
    expect(sessionSpecs("mine")).toEqual([{ ...forAny, salt: "mine" }, forAny, ...former("mine")])
  })

  it("is no place for our own format where siblings can write it", () => {
    for (const name of ["authjs.session-token", "mine"]) {
      expect(sessionSpecs(name, true)).toEqual(former(name))
    }
  })
})

describe("a list of specifications", () => {
  it("is one for each name, which nobody can change", () => {
    for (const legacy of [false, true]) {
      const specs = sessionSpecs("authjs.session-token", legacy)
      expect(sessionSpecs("authjs.session-token", legacy)).toBe(specs)
      expect(sessionSpecs("mine", legacy)).not.toBe(specs)
      expect([specs, ...specs].every((one) => Object.isFrozen(one))).toBe(true)
    }
    expect(sessionSpecs("mine", true)).not.toBe(sessionSpecs("mine"))
    expect(sessionSpecs("one", true)).not.toEqual(sessionSpecs("two", true))
  })

  it("is kept by all copies of this library together", () => {
    const specs = sessionSpecs("mine")
    const memo = sharedMemo<BoundedMap<string, unknown>>("session-specs", () => expect.fail())
    expect(memo.entries().map(([, kept]) => kept)).toContain(specs)
  })
})

it.each([
  ["v4", "mine", ""],
  ["v4", "authjs.session-token", ""],
  ["v5", "mine", "mine"],
  ["v5-gcm", "authjs.session-token", "authjs.session-token"],
  ["own", "mine", "mine"],
  ["own", "authjs.session-token", ""],
] as const)("in format %s a session under %s is sealed with %j", (format, name, salt) => {
  expect(sessionSpec(format, name)).toEqual({ format, purpose, salt })
})
