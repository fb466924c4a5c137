import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeEach, describe, expect, it } from "vitest"
import { environmentKeys, lookedAt, type ReadEnvironment } from "./environment.ts"

type Env = Record<string, string | undefined>

const reading = (env: Env): ReadEnvironment =>
  Object.assign((name: string) => env[name], { scope: env })
const keysOf = (env: Env, now?: number) => environmentKeys(reading(env), now)

// Eight others, so that nothing is remembered of another test.
beforeEach(() => {
  for (let n = 0; n < 8; n++) keysOf({ AUTH_SECRET: `${Math.random()}` })
})

const folder = mkdtempSync(join(tmpdir(), "latchkey-environment-"))
function fileWith(text: string): string {
  const file = join(folder, `${Math.random()}`)
  writeFileSync(file, text)
  return file
}

describe("the keys of the environment", () => {
  it("newest first, by their names; one that is only published opens after all", () => {
    const env: Env = {
      NEXTAUTH_SECRET: "oldest",
      AUTH_SECRET: "old",
      AUTH_SECRET_1: "newer",
      AUTH_SECRET_2: "new",
      AUTH_SECRET_3: "newest",
      AUTH_SECRETS: "listed",
      AUTH_SECRET_NEXT: "next",
    }
    expect(keysOf(env)).toEqual({
      secrets: ["listed", "newest", "new", "newer", "old", "oldest", "next"],
      newest: "AUTH_SECRETS",
      differ: true,
      nextAt: undefined,
    })
    delete env["AUTH_SECRETS"]
    expect(keysOf(env)).toMatchObject({ newest: "AUTH_SECRET_3" })
  })

  it.each([
    ["nothing", {}],
    ["what is blank", { AUTH_SECRET: "  ", NEXTAUTH_SECRET: "" }],
    ["what is only published", { AUTH_SECRET_NEXT: "next" }],
    ["what begins in the future", { AUTH_SECRETS: "next@2999-01-01" }],
  ])("of %s are none", (_, env) => {
    expect(keysOf(env)).toMatchObject({ secrets: [], newest: undefined, differ: false })
  })

  it("one that stands in two places is one", () => {
    const env = { AUTH_SECRET: "same", NEXTAUTH_SECRET: "same", AUTH_SECRET_NEXT: "same" }
    expect(keysOf(env)).toMatchObject({ secrets: ["same"], newest: "AUTH_SECRET", differ: false })
  })

  it("say where the two names that mean the same differ, whatever files say", () => {
    expect(keysOf({ AUTH_SECRET: "one" }).differ).toBe(false)
    expect(keysOf({ NEXTAUTH_SECRET: "two" }).differ).toBe(false)
    const env: Env = { AUTH_SECRET: "one", NEXTAUTH_SECRET_FILE: fileWith("two") }
    expect(keysOf(env)).toMatchObject({ secrets: ["one", "two"], differ: false })
    env["NEXTAUTH_SECRET"] = "two"
    expect(keysOf(env)).toMatchObject({ secrets: ["one", "two"], differ: true })
    const other: Env = { AUTH_SECRET_FILE: fileWith("three"), NEXTAUTH_SECRET: "four" }
    expect(keysOf(other).differ).toBe(false)
    other["AUTH_SECRET"] = "three"
    expect(keysOf(other)).toMatchObject({ secrets: ["three", "four"], differ: true })
  })

  it("a value counts before a file, and a blank one does not", () => {
    const AUTH_SECRET_FILE = fileWith("filed\n")
    expect(keysOf({ AUTH_SECRET_FILE, AUTH_SECRET: "said" }).secrets).toEqual(["said"])
    expect(keysOf({ AUTH_SECRET_FILE, AUTH_SECRET: " " }).secrets).toEqual(["filed"])
    expect(keysOf({ AUTH_SECRET_FILE, AUTH_SECRET: " kept " }).secrets).toEqual([" kept "])
  })

  it("can't be changed by who reads them", () => {
    const keys = keysOf({ AUTH_SECRET: "one" })
    expect(Object.isFrozen(keys) && Object.isFrozen(keys.secrets)).toBe(true)
  })
})

describe("keys with dates", () => {
  const at = (text: string): number => Date.parse(`${text}:00Z`)
  const env = { AUTH_SECRETS: "c@2030-03-01T00:00Z,a,b@2030-02-01T00:00Z", AUTH_SECRET: "z" }

  it("the latest that has begun seals, the others open, and the next date is known", () => {
    expect(keysOf(env, at("2030-01-31T23:59"))).toMatchObject({
      secrets: ["a", "z", "c", "b"],
      nextAt: at("2030-02-01T00:00"),
    })
    expect(keysOf(env, at("2030-02-01T00:00"))).toMatchObject({
      secrets: ["b", "a", "z", "c"],
      nextAt: at("2030-03-01T00:00"),
    })
    expect(keysOf(env, at("2030-03-01T00:00"))).toMatchObject({
      secrets: ["c", "b", "a", "z"],
      nextAt: undefined,
    })
  })

  it("of one date, the first in the list", () => {
    const AUTH_SECRETS = "a@2020-01-01,b@2020-01-01,c,d"
    expect(keysOf({ AUTH_SECRETS }).secrets).toEqual(["a", "b", "c", "d"])
  })
})

describe("what was judged a moment ago", () => {
  it("is the same object, for each of eight environments", () => {
    const all = Array.from({ length: 8 }, (_, at) => reading({ AUTH_SECRET: `eight-${at}` }))
    const first = all.map((read) => environmentKeys(read))
    expect(all.map((read) => environmentKeys(read)).every((keys, at) => keys === first[at])).toBe(
      true,
    )
    environmentKeys(reading({ AUTH_SECRET: "a-ninth" }))
    expect(environmentKeys(all[0]!)).not.toBe(first[0])
  })

  it("is not what was judged at a later date", () => {
    const env = { AUTH_SECRETS: "b@2030-02-01,a-judged" }
    const date = Date.parse("2030-02-01T00:00Z")
    const after = keysOf(env, date + 5)
    expect(keysOf(env, date + 5)).toBe(after)
    const before = keysOf(env, date - 5)
    expect(before.secrets).toEqual(["a-judged", "b"])
    expect(keysOf(env, date - 1)).toBe(before)
    expect(keysOf(env, date)).toEqual(after)
    // Each takes the place of the one before: the other environments are still there.
    const others = Array.from({ length: 7 }, (_, at) => ({ AUTH_SECRET: `seven-${at}` }))
    const known = others.map((other) => keysOf(other))
    for (const now of [date - 1, date, date - 2, date]) keysOf(env, now)
    expect(others.every((other, at) => keysOf(other) === known[at])).toBe(true)
  })
})

it("the trace has each name, its file where one is named, and no value", () => {
  const env: Env = {
    NEXTAUTH_SECRET: "the-value",
    AUTH_SECRET: "",
    AUTH_SECRET_1: " \n",
    AUTH_SECRET_2_FILE: fileWith("the-value"),
    AUTH_SECRET_3_FILE: join(folder, "nowhere"),
  }
  expect(lookedAt(reading(env))).toEqual([
    { name: "AUTH_SECRET_NEXT", state: "absent" },
    { name: "NEXTAUTH_SECRET", state: "set" },
    { name: "AUTH_SECRET", state: "empty" },
    { name: "AUTH_SECRET_1", state: "blank" },
    { name: "AUTH_SECRET_2", state: "absent" },
    { name: "AUTH_SECRET_2_FILE", state: "set" },
    { name: "AUTH_SECRET_3", state: "absent" },
    { name: "AUTH_SECRET_3_FILE", state: "unreadable" },
    { name: "AUTH_SECRETS", state: "absent" },
  ])
})
