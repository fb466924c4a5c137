import { describe, expect, it } from "vitest"
import { FACTS_CLAIM, joinFacts, newFacts, splitFacts } from "./claims.ts"

const facts = { sid: "a", auth_time: 1_700_000_000, ver: 1 as const }

describe("facts of a session", () => {
  it("are new for each, with the second in which it begins", () => {
    const [one, other] = [newFacts(1_700_000_000_999), newFacts(1_700_000_000_999)]
    expect(one).toEqual({
      sid: expect.stringMatching(/^[\w-]{22}$/),
      auth_time: 1_700_000_000,
      ver: 1,
    })
    expect(one.sid).not.toBe(other.sid)
  })

  it.each([
    facts,
    { ...facts, reg: 1_700_000_001 },
    { ...facts, rec: 1_700_000_002 },
    { ...facts, reg: 1, rec: 2 },
  ])("%j come back as they were sealed, out of the application's reach", (own) => {
    const claims = joinFacts({ sub: "u", [FACTS_CLAIM]: "planted" } as never, own)
    expect(claims).toEqual({ sub: "u", lk: own })
    const split = splitFacts(claims)
    expect(split).toEqual({ token: { sub: "u" }, facts: own, lasting: true })
  })

  it.each([
    null,
    "text",
    1,
    () => {},
    {},
    { ...facts, sid: 1 },
    { ...facts, auth_time: "1" },
    { ...facts, ver: 2 },
    { ...facts, ver: undefined },
    { ...facts, reg: "1" },
    { ...facts, rec: null },
    Object.assign(() => {}, facts),
  ])("%j is none", (said) => {
    const split = splitFacts({ sub: "u", iat: 5, [FACTS_CLAIM]: said })
    expect(split.token).toEqual({ sub: "u", iat: 5 })
    expect(split.facts).toEqual({ sid: expect.stringMatching(/^[\w-]{22}$/), auth_time: 5, ver: 1 })
    expect(split.lasting).toBe(false)
  })
})

describe("a token of before us", () => {
  it.each(["a", "x".repeat(128)])("with the id %j is that session in each copy", (jti) => {
    const split = splitFacts({ sub: "u", jti, iat: 7 })
    expect(split.facts).toEqual({ sid: `jti:${jti}`, auth_time: 7, ver: 1 })
    expect(split.lasting).toBe(true)
    expect(split.token).toEqual({ sub: "u", jti, iat: 7 })
  })

  it.each(["", "x".repeat(129), 5, null, undefined])(
    "with the id %j is one that has none",
    (jti) => {
      const split = splitFacts({ sub: "u", jti, iat: "7" })
      expect(split.facts.sid).toMatch(/^[\w-]{22}$/)
      expect(split.facts.auth_time).toBe(0)
      expect(split.lasting).toBe(false)
      // One that is given stays.
      expect(split.facts).toBe(split.facts)
    },
  )

  it("keeps the facts that it had, whatever a callback does to it", () => {
    const claims = { jti: "a", iat: 7 }
    const split = splitFacts(claims)
    claims.jti = "b"
    claims.iat = 8
    expect(split.facts).toEqual({ sid: "jti:a", auth_time: 7, ver: 1 })
  })
})
