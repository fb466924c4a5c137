import { afterEach, describe, expect, it, vi } from "vitest"
import { KeysUnavailable } from "../errors.ts"
import { secretReader } from "./client-secret.ts"

afterEach(() => void vi.useRealTimers())

describe("a provider's secret from a source", () => {
  it("is asked for once, however many sign-ins wait", async () => {
    const get = vi.fn(async () => ["new", "old"])
    const source = { get }
    const all = await Promise.all(Array.from({ length: 50 }, () => secretReader("acme", source)()))
    expect(new Set(all)).toEqual(new Set(["new"]))
    expect(get).toHaveBeenCalledTimes(1)
  })

  it("is renewed in the background, and the last good one stays while the source is down", async () => {
    vi.useFakeTimers()
    let value: string | Error = "one"
    const source = {
      name: `test:${Math.random()}`,
      ttl: 60,
      get: async () => {
        if (value instanceof Error) throw value
        return value
      },
    }
    const read = secretReader("acme", source)
    expect(await read()).toBe("one")
    value = "two"
    await vi.advanceTimersByTimeAsync(80_000)
    await read()
    await vi.advanceTimersByTimeAsync(1)
    expect(await read()).toBe("two")
    value = new Error("sealed")
    await vi.advanceTimersByTimeAsync(80_000)
    expect(await read()).toBe("two")
    await vi.advanceTimersByTimeAsync(80_000)
    expect(await read()).toBe("two")
  })

  it("a function that answers at once is asked each time", async () => {
    let value = "one"
    const read = secretReader("acme", () => value)
    expect(await read()).toBe("one")
    value = "two"
    expect(await read()).toBe("two")
  })

  it("a function that answers with a promise is a source", async () => {
    const secret = vi.fn(async () => "made")
    const read = secretReader("acme", secret)
    expect([await read(), await read()]).toEqual(["made", "made"])
    expect(secret).toHaveBeenCalledTimes(1)
  })

  it("one that never answered is an error that names the provider, not the value", async () => {
    const read = secretReader("acme", { get: () => Promise.reject(new Error("sealed")) })
    await expect(read()).rejects.toThrow(KeysUnavailable)
    await expect(read()).rejects.toThrow('"acme"')
  })

  it("is one source by its name, however many objects stand for it", async () => {
    const name = `test:${Math.random()}`
    const get = vi.fn(async () => "one")
    const reads = [
      { name, get },
      { name, get },
    ].map((source) => secretReader("acme", source))
    expect(await Promise.all(reads.map((read) => read()))).toEqual(["one", "one"])
    expect(get).toHaveBeenCalledTimes(1)
  })

  it("is asked for again as soon as its source says that it changed", async () => {
    let changed = (): void => {}
    const watch = (tell: () => void) => {
      changed = tell
      return () => {}
    }
    let value = "one"
    const source = { name: `test:${Math.random()}`, get: async () => value, watch }
    const read = secretReader("acme", source)
    expect(await read()).toBe("one")
    value = "two"
    changed()
    await vi.waitFor(async () => expect(await read()).toBe("two"))
  })
})
