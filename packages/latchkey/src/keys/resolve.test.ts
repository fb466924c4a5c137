import { Redacted } from "effect"
import { Redacted as Redacted4 } from "effect-4"
import { afterEach, describe, expect, it, vi } from "vitest"
import type { KeySource, KeyView, ManagedKeys, SecretOption } from "../contracts/keys.ts"
import { KeysUnavailable, MissingSecret } from "../errors.ts"
import { type KeyOptions, resolveKeys, type ResolvedKeys } from "./resolve.ts"
import { ringStrings } from "./ring.ts"

afterEach(() => void vi.useRealTimers())

type Env = Record<string, string>

const ENV = { AUTH_SECRET: "from-the-environment", AUTH_SECRET_1: "newer-in-the-environment" }
const THEIRS = {
  strings: ["newer-in-the-environment", "from-the-environment"],
  origin: "env:AUTH_SECRET_1",
}

function optionsOf(secret: SecretOption | undefined, env: Env = {}): KeyOptions {
  const read = Object.assign((name: string): string | undefined => env[name], { scope: env })
  return { secret, passed: true, read, production: true }
}

const told = ({ ring }: ResolvedKeys) => ({ strings: ringStrings(ring), origin: ring.origin })
const resolved = async (secret: SecretOption | undefined, env: Env = {}) =>
  told(await resolveKeys(optionsOf(secret, env)))

async function thrownBy(options: KeyOptions): Promise<Error> {
  try {
    await resolveKeys(options)
  } catch (error) {
    return error as Error
  }
  return expect.unreachable("it should have thrown")
}
const looked = (error: Error): unknown[] => (error as MissingSecret).cause!["looked"] as unknown[]

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
    const list = async (_?: Request): Promise<string[]> => ["one", "two"]
    for (let n = 0; n < 2; n++) {
      const keys = await resolveKeys({ ...optionsOf(tenants), request })
      expect(told(keys)).toEqual({ strings: ["one"], origin: "a function tenants()" })
    }
    expect(seen).toEqual([request, request])
    expect(await resolved(list)).toMatchObject({ strings: ["one", "two"] })
  })

  it("of the request that fails is told by its name, and why", async () => {
    const reason = new Error("the vault is sealed")
    const tenants = async (_?: Request): Promise<string> => Promise.reject(reason)
    const error = await thrownBy(optionsOf(tenants))
    expect(error).toBeInstanceOf(KeysUnavailable)
    expect(error.message).toMatch(/^The secret can't be had: a function tenants\(\) failed/)
    expect(error.cause).toEqual({ err: reason })
    const odd = await thrownBy(optionsOf(async (_?: Request) => Promise.reject("a text" as never)))
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

describe("a source", () => {
  const named = (more: Partial<KeySource>): KeySource => ({
    name: `test:${Math.random()}`,
    get: () => "one",
    ...more,
  })

  it("is told by its name, and one with the same name is the same", async () => {
    const get = vi.fn(async () => "one")
    const source = named({ get })
    const expected = { strings: ["one"], origin: source.name }
    expect(await resolved(source)).toEqual(expected)
    expect(await resolved({ ...source })).toEqual(expected)
    expect(get).toHaveBeenCalledTimes(1)
    expect(get).toHaveBeenCalledWith({ signal: expect.any(AbortSignal) })
  })

  it("says itself how long its answer is fresh, and when it changed", async () => {
    vi.useFakeTimers()
    let changed = (): void => {}
    const get = vi.fn(async () => "one")
    const source = named({ get, ttl: 1_000, watch: (call) => ((changed = call), () => {}) })
    await resolved(source)
    await vi.advanceTimersByTimeAsync(700_000)
    await resolved(source)
    expect(get).toHaveBeenCalledTimes(1)
    changed()
    expect(get).toHaveBeenCalledTimes(2)
  })

  it("that keeps nothing but a value is told as a binding, and is the same object's", async () => {
    const binding = { get: vi.fn(async () => "one") }
    expect(await resolved(binding)).toEqual({ strings: ["one"], origin: "a binding" })
    expect(await resolved(binding)).toEqual({ strings: ["one"], origin: "a binding" })
    expect(binding.get).toHaveBeenCalledTimes(1)
  })

  it("that fails, and never answered, is told by its name, and why", async () => {
    const reason = new Error("the vault is sealed")
    const source = named({ get: () => Promise.reject(reason) })
    const error = await thrownBy(optionsOf(source))
    expect(error).toBeInstanceOf(KeysUnavailable)
    expect(error.message).toContain(source.name)
    expect(error.cause).toEqual({ err: reason })
  })

  it("is a promise, too: of one answer for ever", async () => {
    vi.useFakeTimers()
    const secret = Promise.resolve(["one", "two"])
    const expected = { strings: ["one", "two"], origin: "a promise" }
    expect(await resolved(secret)).toEqual(expected)
    await vi.advanceTimersByTimeAsync(365 * 86_400_000)
    expect(resolveKeys(optionsOf(secret))).not.toBeInstanceOf(Promise)
    expect(await resolved(secret)).toEqual(expected)
  })
})

describe("looking for a newer ring", () => {
  const source = (): { get(): Promise<string> } => {
    let calls = 0
    return { get: async () => `answer-${++calls}` }
  }

  it("is what the request seals with from then on, once it was admitted", async () => {
    const admit = vi.fn()
    const keys = await resolveKeys({ ...optionsOf(source()), admit })
    expect(admit).not.toHaveBeenCalled()
    const newer = await keys.refresh()
    expect(ringStrings(newer!)).toEqual(["answer-2", "answer-1"])
    expect(keys.ring).toBe(newer)
    expect(admit).toHaveBeenCalledExactlyOnceWith(newer)
    // The budget is spent.
    expect(keys.refresh()).toBeUndefined()
  })

  it("ends where it is not admitted", async () => {
    const admit = (): never => {
      throw new Error("a public secret")
    }
    const keys = await resolveKeys({ ...optionsOf(source()), admit })
    const before = keys.ring
    await expect(keys.refresh()).rejects.toThrow("a public secret")
    expect(keys.ring).toBe(before)
  })

  it("needs something to ask", async () => {
    expect((await resolveKeys(optionsOf("one"))).refresh()).toBeUndefined()
  })
})

describe("a managed ring", () => {
  const about = { ring: "auth" } as KeyView["about"] & {}
  const viewOf = (...secrets: string[]): KeyView => ({
    secrets,
    refused: new Map(),
    origin: "store:test",
    about,
  })
  const managed = (view: ManagedKeys["view"], refresh: ManagedKeys["refresh"] = () => undefined) =>
    ({ name: "the ring", view, refresh }) satisfies ManagedKeys

  it("is asked in the environment of the request", async () => {
    vi.useFakeTimers({ now: 1_800_000_000_000 })
    const view = vi.fn(() => viewOf("one"))
    const options = { ...optionsOf(managed(view)), note: () => {} }
    const keys = resolveKeys(options) as ResolvedKeys
    expect(told(keys)).toEqual({ strings: ["one"], origin: "store:test" })
    expect(keys.about).toBe(about)
    const { read, note } = options
    const now = 1_800_000_000_000
    expect(view).toHaveBeenCalledExactlyOnceWith({ read, now, logger: undefined, note })
  })

  it("of one view is one ring", async () => {
    const view = viewOf("one", "two")
    const rings = [
      managed(() => view),
      managed(async () => view),
      managed(() => ({ ...view })),
    ].map(async (secret) => (await resolveKeys(optionsOf(secret))).ring)
    const [first, again, other] = await Promise.all(rings)
    expect(again).toBe(first)
    expect(other!.keys).toEqual(first!.keys)
  })

  it("that was not read yet is waited for", async () => {
    const keys = await resolveKeys(optionsOf(managed(async () => viewOf("one"))))
    expect(told(keys)).toEqual({ strings: ["one"], origin: "store:test" })
    expect(keys.about).toBe(about)
  })

  it("looks into its store for newer keys, which are admitted", async () => {
    let view = viewOf("one")
    const admit = vi.fn()
    const refresh = async (): Promise<void> => void (view = viewOf("two", "one"))
    const options = { ...optionsOf(managed(() => view, refresh)), admit }
    const keys = await resolveKeys(options)
    expect(ringStrings((await keys.refresh())!)).toEqual(["two", "one"])
    expect(ringStrings(keys.ring)).toEqual(["two", "one"])
    expect(admit).toHaveBeenCalledExactlyOnceWith(keys.ring)
    const spent = await resolveKeys(optionsOf(managed(async () => view)))
    expect(spent.refresh()).toBeUndefined()
  })

  it("that can't be read is unavailable; without its root the secret is missing", async () => {
    const down = new Error("connection refused")
    const failing = (error: Error) => thrownBy(optionsOf(managed(() => Promise.reject(error))))
    const unavailable = await failing(down)
    expect(unavailable).toBeInstanceOf(KeysUnavailable)
    expect(unavailable.message).toContain("the ring failed")
    expect(unavailable.cause).toEqual({ err: down })
    const rootless = Object.assign(new Error("no root for the ring"), { name: "RingRootMissing" })
    const missing = await failing(rootless)
    expect(missing).toBeInstanceOf(MissingSecret)
    expect(missing.message).toMatch(/^no root for the ring/)
    expect(looked(missing)[0]).toEqual({ name: "AUTH_SECRET_NEXT", state: "absent" })
  })
})
