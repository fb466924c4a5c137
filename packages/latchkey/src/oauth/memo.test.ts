import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { globalFetch } from "./global-fetch.ts"
import { Memo, memoOf } from "./memo.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Answers that come when they are told to. */
function held<T>() {
  const pending: { resolve(value: T): void; reject(error: Error): void }[] = []
  const ask = vi.fn(
    () => new Promise<T>((resolve, reject) => void pending.push({ resolve, reject })),
  )
  return { ask, pending }
}

describe("what is remembered", () => {
  it("is good for an hour, and no longer", async () => {
    const memo = new Memo<number>()
    let answer = 1
    const ask = vi.fn(async () => answer)
    expect(await memo.get("a", ask)).toBe(1)
    answer = 2
    vi.advanceTimersByTime(3_599_999)
    expect(await memo.get("a", ask)).toBe(1)
    vi.advanceTimersByTime(1)
    expect(await memo.get("a", ask)).toBe(2)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it("is asked for once by all who wait, and each key by itself", async () => {
    const { ask, pending } = held<string>()
    const memo = new Memo<string>()
    const all = [memo.get("a", ask), memo.get("a", ask), memo.get("b", ask)]
    expect(ask).toHaveBeenCalledTimes(2)
    pending[0]!.resolve("A")
    pending[1]!.resolve("B")
    expect(await Promise.all(all)).toEqual(["A", "A", "B"])
  })

  it("is no failure: that is forgotten with its key", async () => {
    const memo = new Memo<number>()
    await expect(memo.get("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down")
    expect(memo.size).toBe(0)
    expect(await memo.get("a", async () => 1)).toBe(1)
    expect(memo.size).toBe(1)
  })

  it("outlives an earlier question that fails later", async () => {
    const { ask, pending } = held<number>()
    const memo = new Memo<number>()
    const lost = memo.get("a", ask)
    lost.catch(() => {})
    const second = memo.get("a", ask)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(ask).toHaveBeenCalledTimes(2)
    pending[1]!.resolve(2)
    expect(await second).toBe(2)
    pending[0]!.reject(new Error("late"))
    await lost.catch(() => {})
    expect(await memo.get("a", ask)).toBe(2)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it("is not forgotten for the failure of a question that made room", async () => {
    const { ask, pending } = held<number>()
    const memo = new Memo<number>()
    const first = memo.get("a", ask)
    for (let n = 0; n < 100; n++) await memo.get(String(n), async () => n)
    expect(memo.size).toBe(100)
    const second = memo.get("a", ask)
    pending[0]!.reject(new Error("gone"))
    await expect(first).rejects.toThrow("gone")
    const third = memo.get("a", ask)
    expect(ask).toHaveBeenCalledTimes(2)
    pending[1]!.resolve(2)
    expect(await Promise.all([second, third])).toEqual([2, 2])
  })
})

describe("the memo of a provider", () => {
  it("is that of its fetch, and of the global one as it is at the time", () => {
    const own = { fetch: vi.fn<typeof fetch>() }
    expect(memoOf(own)).toBe(memoOf({ ...own }))
    expect(memoOf(own)).not.toBe(memoOf({ fetch: vi.fn<typeof fetch>() }))
    const global = memoOf({ fetch: globalFetch })
    expect(memoOf({ fetch: globalThis.fetch })).toBe(global)
    vi.stubGlobal("fetch", vi.fn())
    expect(memoOf({ fetch: globalFetch })).not.toBe(global)
  })

  it("is one where a bundler made two of this module", async () => {
    const own = { fetch: vi.fn<typeof fetch>() }
    vi.resetModules()
    const other = await import("./memo.ts")
    expect(other.memoOf).not.toBe(memoOf)
    expect(other.memoOf(own)).toBe(memoOf(own))
  })
})
