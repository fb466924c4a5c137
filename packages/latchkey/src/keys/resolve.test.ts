import { Redacted } from "effect"
import { Redacted as Redacted4 } from "effect-4"
import { describe, expect, it, vi } from "vitest"
import type { SecretOption } from "../contracts/keys.ts"
import { KeysUnavailable, MissingSecret } from "../errors.ts"
import { resolveKeys, type ResolvedKeys } from "./resolve.ts"
import { ringStrings } from "./ring.ts"
import { looked, optionsOf, resolved, thrownBy, told } from "../../test/support/resolved-keys.ts"

const ENV = { AUTH_SECRET: "from-the-environment", AUTH_SECRET_1: "newer-in-the-environment" }
const THEIRS = {
  strings: ["newer-in-the-environment", "from-the-environment"],
  origin: "env:AUTH_SECRET_1",
}

describe("a secret that stands in the configuration", () => {
  it.each<[string, SecretOption]>([
    ["a string", "one"],
    ["a function", () => "one"],
    ["a redacted text", Redacted.make("one") as never],
  ])("%s is the key, at once", async (_, secret) => {
    expect(resolveKeys(optionsOf(secret))).not.toBeInstanceOf(Promise)
    expect(await resolved(secret, ENV)).toEqual({ strings: ["one"], origin: "the configuration" })
  })

  it.each<[string, SecretOption]>([
    ["a list", ["one", "two"]],
    ["a function", () => ["one", "two"]],
  ])("%s of several is the ring, newest first", async (_, secret) => {
    expect(await resolved(secret)).toEqual({ strings: ["one", "two"], origin: "the configuration" })
  })

  it("that the environment holds too brings the environment's other keys", async () => {
    expect(await resolved("from-the-environment", ENV)).toEqual(THEIRS)
    expect(await resolved(["from-the-environment"], ENV)).toEqual(THEIRS)
    const list = ["from-the-environment", "other"]
    expect(await resolved(list, ENV)).toEqual({ strings: list, origin: "the configuration" })
  })

  it("that is only published in the environment stands for itself", async () => {
    const env = { AUTH_SECRET_NEXT: "one" }
    expect(await resolved("one", env)).toMatchObject({ origin: "the configuration" })
  })

  it.each<[string, SecretOption]>([
    ["blank", " \n"],
    ["blank in a list", ["one", ""]],
    ["a number", [7] as never],
    ["blank from a function", () => " "],
  ])("and is %s is none, and says so first", async (_, secret) => {
    const error = await thrownBy(optionsOf(secret, ENV))
    expect(error).toBeInstanceOf(MissingSecret)
    expect(looked(error)[0]).toEqual({ name: "`secret` holds an empty value", state: "undefined" })
    expect(looked(error)).toContainEqual({ name: "AUTH_SECRET", state: "set" })
  })

  it("redacted by a library that alone can open it says how to pass it", async () => {
    const error = await thrownBy(optionsOf(Redacted4.make("one") as never, ENV))
    expect(error).toBeInstanceOf(MissingSecret)
    expect(JSON.stringify(looked(error)[0])).toContain("() => Redacted.value(secret)")
  })
})

describe("where there is none in the configuration", () => {
  it.each<[string, SecretOption | undefined]>([
    ["undefined", undefined],
    ["null", null as never],
    ["an empty string", ""],
    ["an empty list", []],
    ["a function without an answer", () => undefined],
    ["a function with an empty answer", () => ""],
    ["a function of the request that promises nothing", async (_request?: Request) => undefined],
    ["a function of the request that promises an empty list", async (_request?: Request) => []],
  ])("%s: the environment's count", async (_, secret) => {
    // A function of the request is one by its length, which a default or a mark would hide.
    const asked = typeof secret === "function" ? (request: Request) => secret(request) : secret
    expect(await resolved(asked as SecretOption, ENV)).toEqual(THEIRS)
  })

  it("production has none, and the trace says where one was looked for", async () => {
    const error = await thrownBy({ ...optionsOf(undefined), passed: false })
    expect(error.message).toMatch(/^Please define a `secret`/)
    expect(looked(error)[0]).toEqual({ name: "AUTH_SECRET_NEXT", state: "absent" })
    const passed = await thrownBy(optionsOf(undefined))
    expect(JSON.stringify(looked(passed)[0])).toContain("undefined when the module loaded")
  })

  it("development makes one", async () => {
    const options = { ...optionsOf(undefined, { AUTH_DEV_SECRET: "ephemeral" }), production: false }
    const { strings, origin } = told(await resolveKeys(options))
    expect(strings[0]).toMatch(/^[\w-]{43}$/)
    expect(origin).toBe("development (this process only)")
  })

  it("and development can't make one, it is missing", async () => {
    vi.resetModules()
    vi.doMock("./development.ts", () => ({ developmentSecret: () => undefined }))
    const { resolveKeys: anew } = await import("./resolve.ts")
    const options = { ...optionsOf(undefined), production: false }
    const said = "this runtime can't keep a development secret"
    await expect(anew(options)).rejects.toMatchObject({
      cause: { looked: expect.arrayContaining([{ name: said, state: "undefined" }]) },
    })
    vi.doUnmock("./development.ts")
  })
})

describe("a function", () => {
  it("that answers at once is asked each time, with the request", async () => {
    const seen: unknown[] = []
    const request = new Request("https://app.example/")
    const secret = (asked?: Request): string => (seen.push(asked), `secret-${seen.length}`)
    for (const n of [1, 2]) {
      const keys = await resolveKeys({ ...optionsOf(secret), request })
      expect(ringStrings(keys.ring)).toEqual([`secret-${n}`])
      expect(keys.refresh()).toBeUndefined()
    }
    expect(seen).toEqual([request, request])
  })

  it("of the request that promises is asked each time, too", async () => {
    const seen: unknown[] = []
    const request = new Request("https://app.example/")
    const tenants = async (asked?: Request): Promise<string> => (seen.push(asked), "one")
    const list = async (_request?: Request): Promise<string[]> => ["one", "two"]
    for (let n = 0; n < 2; n++) {
      const keys = await resolveKeys({ ...optionsOf(tenants), request })
      expect(told(keys)).toEqual({ strings: ["one"], origin: "a function tenants()" })
    }
    expect(seen).toEqual([request, request])
    expect(await resolved(list)).toMatchObject({ strings: ["one", "two"] })
  })

  it("of the request that fails is told by its name, and why", async () => {
    const reason = new Error("the vault is sealed")
    const tenants = async (_request?: Request): Promise<string> => Promise.reject(reason)
    const error = await thrownBy(optionsOf(tenants))
    expect(error).toBeInstanceOf(KeysUnavailable)
    expect(error.message).toMatch(/^The secret can't be had: a function tenants\(\) failed/)
    expect(error.cause).toEqual({ err: reason })
    const odd = await thrownBy(
      optionsOf(async (_request?: Request) => Promise.reject("a text" as never)),
    )
    expect(odd.cause).toEqual({})
  })

  it("of nothing that promises is a source: asked once, then answered from memory", async () => {
    let calls = 0
    const vault = async (): Promise<string> => `answer-${++calls}`
    const first = resolveKeys(optionsOf(vault))
    expect(first).toBeInstanceOf(Promise)
    expect(told(await first)).toEqual({ strings: ["answer-1"], origin: "a function vault()" })
    const second = resolveKeys(optionsOf(vault))
    expect(second).not.toBeInstanceOf(Promise)
    expect(ringStrings((second as ResolvedKeys).ring)).toEqual(["answer-1"])
    expect(calls).toBe(1)
    const newer = await (second as ResolvedKeys).refresh()
    expect(ringStrings(newer!)).toEqual(["answer-2", "answer-1"])
    expect(newer!.origin).toBe("a function vault()")
  })

  it("has no name in the log where it has none of its own", async () => {
    expect(
      await resolved(
        (
          () => async () =>
            "one"
        )(),
      ),
    ).toMatchObject({ origin: "a function" })
    const config = { secret: async () => "one" }
    expect(await resolved(config.secret)).toMatchObject({ origin: "a function" })
  })
})
