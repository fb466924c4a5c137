/** When a source is asked, to the millisecond: nothing is left to chance here. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { refreshes } from "./figures.ts"
import { memoryOf, SourceMemory } from "./source.ts"
import { SourceError } from "./source-error.ts"

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, "random").mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds)
const down = (): Promise<never> => Promise.reject(new Error("down"))

/** Milliseconds between the questions of somebody who comes every 10 ms. */
async function gaps(memory: SourceMemory, count: number): Promise<number[]> {
  const asked: number[] = []
  const ask = (): Promise<never> => (asked.push(Date.now()), down())
  while (asked.length <= count) {
    await Promise.resolve(memory.get(ask, 1)).catch(() => {})
    await pass(10)
  }
  return asked.slice(1).map((time, at) => time - asked[at]!)
}

describe("while a source fails", () => {
  it("and there is a value, it is asked less and less often, up to once a minute", async () => {
    const memory = new SourceMemory()
    await memory.get(() => "one", 1)
    await pass(1_000)
    expect(await gaps(memory, 7)).toEqual([2_500, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  it("and there is none, people wait: at once, then up to every five seconds", async () => {
    const found = await gaps(new SourceMemory(), 7)
    expect(found).toEqual([10, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
  })

  it("begins anew after an answer", async () => {
    const memory = new SourceMemory()
    await gaps(memory, 4)
    await pass(5_000)
    await memory.get(() => "one", 1)
    await pass(1_000)
    expect(await gaps(memory, 1)).toEqual([2_500])
  })
})

describe("asking anew for a key that is not known", () => {
  it("is one question for all who come meanwhile", async () => {
    const memory = new SourceMemory()
    await memory.get(() => "one")
    const ask = vi.fn(async () => "two")
    const all = [1, 2, 3].map(() => memory.force(ask))
    expect(await Promise.all(all)).toEqual([1, 2, 3].map(() => ["two", "one"]))
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it("is allowed every five seconds", async () => {
    const memory = new SourceMemory()
    await memory.force(() => "one")
    await pass(4_999)
    expect(memory.force(() => "two")).toBeUndefined()
    await pass(1)
    expect(await memory.force(() => "two")).toEqual(["two", "one"])
  })

  it("waits as long as the source has asked for", async () => {
    const memory = new SourceMemory()
    const options = { status: 429, retryAfter: 20 }
    const busy = (): Promise<never> => Promise.reject(new SourceError("test", "busy", options))
    await Promise.resolve(memory.get(busy)).catch(() => {})
    await pass(19_999)
    expect(memory.force(() => "one")).toBeUndefined()
    await pass(1)
    expect(await memory.force(() => "one")).toEqual(["one"])
  })
})

describe("a question that takes long", () => {
  it("is not asked again while there is a value", async () => {
    const memory = new SourceMemory()
    await memory.get(() => "one", 1)
    await pass(1_000)
    const hang = vi.fn((): Promise<never> => new Promise(() => {}))
    for (let second = 0; second < 9; second++) {
      expect(memory.get(hang, 1)).toEqual(["one"])
      await pass(1_000)
    }
    expect(hang).toHaveBeenCalledTimes(1)
  })

  it("and was lost: who waits for the next one gets the last value where that fails", async () => {
    const memory = new SourceMemory()
    await memory.get(() => "one", 1)
    await pass(1_000)
    vi.spyOn(globalThis, "setTimeout").mockReturnValueOnce(0 as never)
    expect(memory.get(() => new Promise(() => {}), 1)).toEqual(["one"])
    await pass(20_001)
    const waited = memory.get(down, 1)
    await pass(0)
    expect(await waited).toEqual(["one"])
  })

  it("leaves no timer behind, whether it was answered or failed", async () => {
    const memory = new SourceMemory()
    await memory.get(() => "one", 1)
    await pass(1_000)
    void memory.get(down, 1)
    await pass(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe("a source that says when it changed", () => {
  it("is not asked before anybody wanted it", async () => {
    let changed = (): void => {}
    const get = vi.fn(async () => "one")
    const memory = new SourceMemory()
    memory.follow({ name: "push", get, watch: (call) => ((changed = call), () => {}) })
    changed()
    expect(get).not.toHaveBeenCalled()
    expect(await memory.get(get)).toEqual(["one"])
    changed()
    expect(get).toHaveBeenCalledTimes(2)
  })

  it("need not: there is nothing to stop then", () => {
    const memory = new SourceMemory()
    memory.follow({ name: "quiet", get: () => "one" })
    expect(() => memory.close()).not.toThrow()
  })
})

describe("what is counted", () => {
  const okOf = (label: string): number => refreshes().get(label)?.ok ?? 0

  it("is counted by the source's name, where it has one", async () => {
    const name = `test:${Math.PI}`
    const before = okOf("a source")
    await memoryOf(name).get(() => "one")
    expect(okOf(name)).toBe(1)
    await memoryOf({}).get(() => "one")
    await new SourceMemory().get(() => "one")
    expect(okOf("a source")).toBe(before + 2)
    await memoryOf({}, "a function vault()").get(() => "one")
    expect(okOf("a function vault()")).toBe(1)
  })
})

it("a process begins without sources, and has one memory of each", () => {
  const registry = Symbol.for("latchkey/registry/1")
  ;(globalThis as { [registry]?: Map<string, unknown> })[registry]?.delete("sources")
  const source = {}
  expect(memoryOf(source)).toBe(memoryOf(source))
  expect(memoryOf("name")).toBe(memoryOf("name"))
  expect(memoryOf({})).not.toBe(memoryOf(source))
  expect(memoryOf("other")).not.toBe(memoryOf("name"))
})
