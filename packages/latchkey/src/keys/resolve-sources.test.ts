import { afterEach, describe, expect, it, vi } from "vitest"
import type { KeySource, KeyView, ManagedKeys } from "../contracts/keys.ts"
import { KeysUnavailable, MissingSecret } from "../errors.ts"
import { resolveKeys, type ResolvedKeys } from "./resolve.ts"
import { ringStrings } from "./ring.ts"
import { looked, optionsOf, resolved, thrownBy, told } from "../../test/support/resolved-keys.ts"

afterEach(() => void vi.useRealTimers())

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
