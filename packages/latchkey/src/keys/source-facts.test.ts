import { afterEach, describe, expect, it, vi } from "vitest"
import type { ManagedKeys, RingInspection, SecretOption } from "../contracts/keys.ts"
import { KeysUnavailable } from "../errors.ts"
import { resolveKeys } from "./resolve.ts"
import { errorClass, sourceFacts } from "./source-facts.ts"

const NOW = 1_800_000_000_000
const NOTHING = { refreshed: null, failure: null, ring: null }
const ANSWERED = { ...NOTHING, refreshed: NOW }

const asked = async (secret: SecretOption): Promise<unknown> =>
  Promise.resolve(
    resolveKeys({ secret, passed: true, read: () => undefined, production: true }),
  ).catch(() => {})

afterEach(() => void vi.useRealTimers())

describe("what is remembered of a source", () => {
  const forms: [string, SecretOption][] = [
    ["a function", async () => "one"],
    ["a promise", Promise.resolve("one")],
    ["a binding", { get: async () => "one" }],
    ["a source", { name: "test:facts", get: async () => "one" }],
  ]

  it.each(forms)("%s: when it answered, once it was asked", async (_, secret) => {
    vi.useFakeTimers({ now: NOW })
    expect(await sourceFacts(secret)).toEqual(NOTHING)
    await asked(secret)
    vi.setSystemTime(NOW + 5_000)
    expect(await sourceFacts(secret)).toEqual(ANSWERED)
  })

  it("what it failed with, by the error's class", async () => {
    const secret = { get: () => Promise.reject(new TypeError("https://vault.example/?token=x")) }
    await asked(secret)
    expect(await sourceFacts(secret)).toEqual({ ...NOTHING, failure: "TypeError" })
  })

  it.each<[string, SecretOption | undefined]>([
    ["nothing", undefined],
    ["null", null as never],
    ["a string", "one"],
    ["a list", ["one"]],
    ["a function that answers at once", () => "one"],
    ["what only looks like one", { get: "one" } as never],
  ])("nothing, where there is none: %s", async (_, secret) => {
    if (typeof secret === "function") await asked(secret)
    expect(await sourceFacts(secret)).toEqual(NOTHING)
  })
})

describe("what is remembered of a managed ring", () => {
  const ring = { name: "auth", read: NOW, failure: "Timeout" } as RingInspection
  const managed = (inspect: ManagedKeys["inspect"] | undefined): ManagedKeys => ({
    name: "the ring",
    view: () => expect.unreachable("it is not read for this"),
    refresh: () => undefined,
    ...(inspect && { inspect }),
  })

  it.each<[string, ManagedKeys["inspect"]]>([
    ["at once", () => ring],
    ["in a while", async () => ring],
  ])("what it says itself, %s", async (_, inspect) => {
    const expected = { refreshed: NOW, failure: "Timeout", ring }
    expect(await sourceFacts(managed(inspect))).toEqual(expected)
  })

  it.each<[string, ManagedKeys["inspect"] | undefined]>([
    ["can't say", undefined],
    ["has nothing to say", () => null as never],
    ["throws", () => expect.unreachable("a ring of someone else's making")],
    ["rejects", async () => Promise.reject(new Error("a ring of someone else's making"))],
  ])("nothing, where it %s", async (_, inspect) => {
    expect(await sourceFacts(managed(inspect))).toEqual(NOTHING)
  })
})

describe("the class of an error", () => {
  const named = (name: string): Error => Object.assign(new Error("x"), { name })
  it.each([
    [
      "of ours, whatever a minifier made of it",
      Object.assign(new KeysUnavailable("x"), { name: "t" }),
      "KeysUnavailable",
    ],
    ["of another's", new RangeError("x"), "RangeError"],
    ["with a digit and an underscore", named("H2_Error"), "H2_Error"],
    ["of one letter", named("E"), "E"],
    ["of 64 characters", named("E".repeat(64)), "E".repeat(64)],
    ["of more", named("E".repeat(65)), "Error"],
    ["that is a text", named("token=secret"), "Error"],
    ["that begins with a digit", named("2Error"), "Error"],
    ["that ends with a line", named("Error\nx"), "Error"],
    ["of nothing", named(""), "Error"],
    ["of what is no error", "a text", "Error"],
  ])("%s", (_, error, expected) => {
    expect(errorClass(error)).toBe(expected)
  })
})
