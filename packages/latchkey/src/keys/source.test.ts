import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { KeySource, SecretValue } from "../contracts/keys.ts"
import { SourceMemory } from "./source.ts"
import { SourceError } from "./source-error.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A source that answers what it is told to, and counts. */
function told(): { answer: SecretValue | Error; calls: number; ask: () => Promise<SecretValue> } {
  const state = {
    answer: "one" as SecretValue | Error,
    calls: 0,
    ask: async () => {
      state.calls++
      if (state.answer instanceof Error) throw state.answer
      return state.answer
    },
  }
  return state
}
const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1000)

describe("the memory of a source", () => {
  it("three cold starts at once are one question", async () => {
    const source = told()
    const memory = new SourceMemory()
    const all = await Promise.all([1, 2, 3].map(() => memory.get(source.ask)))
    expect(all).toEqual([["one"], ["one"], ["one"]])
    expect(source.calls).toBe(1)
  })

  it("a question that is lost with its request holds up nobody for long", async () => {
    const source = told()
    const lost = (): Promise<never> => new Promise(() => {})
    const memory = new SourceMemory()
    void (memory.get(lost) as Promise<unknown>).catch(() => {})
    const cold = memory.get(source.ask)
    await pass(2)
    expect(await cold).toEqual(["one"])

    // On an edge runtime not even its timeout comes: the timers of a request end with it.
    await pass(100)
    source.answer = "two"
    vi.spyOn(globalThis, "setTimeout").mockReturnValueOnce(0 as never)
    expect(memory.get(lost)).toEqual(["one"])
    await pass(19)
    expect(memory.get(source.ask)).toEqual(["one"])
    await pass(2)
    const waited = memory.get(source.ask)
    await pass(0)
    expect((await waited)[0]).toBe("two")
  })

  it("asks again after the ttl, give or take a fifth, and nobody waits for it", async () => {
    for (const [random, at] of [
      [0, 48],
      [0.999999, 72],
    ] as const) {
      vi.spyOn(Math, "random").mockReturnValue(random)
      const source = told()
      const memory = new SourceMemory()
      await memory.get(source.ask, 60)
      await pass(at - 1)
      void memory.get(source.ask, 60)
      expect(source.calls).toBe(1)
      await pass(1.1)
      source.answer = "two"
      expect(memory.get(source.ask, 60)).toEqual(["one"])
      expect(source.calls).toBe(2)
      await pass(0)
      expect((memory.get(source.ask, 60) as string[])[0]).toBe("two")
    }
  })

  it("a failing source is asked less and less often, and the last value stays", async () => {
    const source = told()
    const memory = new SourceMemory()
    await memory.get(source.ask, 1)
    source.answer = new SourceError("test", "down", { status: 503 })
    for (let second = 0; second < 600; second++) {
      expect(memory.get(source.ask, 1)).toEqual(["one"])
      await pass(1)
    }
    expect(memory.failure?.message).toBe("test: down")
    expect(source.calls).toBeGreaterThan(8)
    expect(source.calls).toBeLessThan(25)
    source.answer = "one"
    await pass(80)
    void memory.get(source.ask, 1)
    await pass(0)
    expect(memory.failure).toBeUndefined()
  })

  it("Retry-After is obeyed, cold too, and bounded", async () => {
    for (const [retryAfter, waits] of [
      [20, 20],
      [1e9, 300],
    ] as const) {
      const source = told()
      source.answer = new SourceError("test", "slow down", { status: 429, retryAfter })
      const memory = new SourceMemory()
      await expect(memory.get(source.ask)).rejects.toThrow("slow down")
      await pass(waits - 1)
      await expect(memory.get(source.ask)).rejects.toThrow("slow down")
      expect(memory.force(source.ask)).toBeUndefined()
      expect(source.calls).toBe(1)
      await pass(1)
      source.answer = "one"
      expect(await memory.get(source.ask)).toEqual(["one"])
    }
  })

  it("a cold source that failed once is asked at once, then at least every six seconds", async () => {
    const source = told()
    source.answer = new Error("no")
    const memory = new SourceMemory()
    await expect(memory.get(source.ask)).rejects.toThrow("no")
    await expect(memory.get(source.ask)).rejects.toThrow("no")
    expect(source.calls).toBe(2)
    await expect(memory.get(source.ask)).rejects.toThrow("no")
    expect(source.calls).toBe(2)
    for (let i = 0; i < 100; i++) {
      await pass(6.1)
      await expect(memory.get(source.ask)).rejects.toThrow("no")
    }
    expect(source.calls).toBe(102)
  })

  it("a source that hangs is given up, told so, and asked anew", async () => {
    const memory = new SourceMemory()
    let aborted = 0
    const hang = ({ signal }: { signal: AbortSignal }): Promise<string> =>
      new Promise(() => signal.addEventListener("abort", () => aborted++))
    const first = memory.get(hang) as Promise<unknown>
    const given = (async () => {
      await expect(first).rejects.toThrow("did not answer in time")
    })()
    await pass(10)
    await given
    expect(aborted).toBe(1)
    expect(await memory.get(() => "late")).toEqual(["late"])
  })

  it.each([[""], [" \n"], [[]], [["one", ""]], [["one", 7]], [undefined], [7]])(
    "an answer without a secret is a failure: %j",
    async (answer) => {
      const memory = new SourceMemory()
      await expect(memory.get(() => answer as never)).rejects.toThrow("without a secret")
    },
  )

  it("a source that pushes is asked at once, even if an answer is under way", async () => {
    let push = (): void => {}
    let release: (value: string) => void = () => {}
    const answers: (string | Promise<string>)[] = [
      "one",
      new Promise((resolve) => {
        release = resolve
      }),
      "three",
    ]
    let stopped = false
    const source: KeySource = {
      name: "push",
      get: () => answers.shift() ?? "four",
      watch: (changed) => {
        push = changed
        return () => {
          stopped = true
        }
      },
    }
    const memory = new SourceMemory()
    memory.follow(source)
    memory.follow({ ...source, watch: () => expect.unreachable("watched twice") })
    const ask = (): ReturnType<KeySource["get"]> => source.get()
    expect(await memory.get(ask)).toEqual(["one"])
    push()
    push()
    release("two")
    await pass(0)
    expect(memory.get(ask)).toEqual(["two", "one"])
    await pass(0)
    expect(memory.get(ask)).toEqual(["three", "two", "one"])
    memory.close()
    expect(stopped).toBe(true)
  })
})

describe("former values", () => {
  const answers = async (list: SecretValue[]): Promise<SourceMemory> => {
    const memory = new SourceMemory()
    for (const value of list) {
      await memory.get(() => value, 1)
      await pass(2)
      void memory.get(() => value, 1)
      await pass(0)
    }
    return memory
  }
  const now = (memory: SourceMemory): unknown => memory.get(() => new Promise(() => {}), 1)

  it("a single value that changes stays behind the new one, for thirty days", async () => {
    const memory = await answers(["one", "two"])
    expect(now(memory)).toEqual(["two", "one"])
    await pass(30 * 86_400 + 1)
    expect(now(memory)).toEqual(["two"])
  })

  it("one that comes back is not there twice; eight are remembered", async () => {
    expect(now(await answers(["one", "two", "one"]))).toEqual(["one", "two"])
    const many = await answers(Array.from({ length: 20 }, (_, i) => `value-${i}`))
    expect(now(many)).toEqual(Array.from({ length: 9 }, (_, i) => `value-${19 - i}`))
  })

  it("a list says itself what is accepted: nothing is added, what it leaves out is gone", async () => {
    expect(now(await answers(["one", "two", ["three"]]))).toEqual(["three"])
    expect(now(await answers([["one"], ["two"], "three"]))).toEqual(["three"])
  })
})
