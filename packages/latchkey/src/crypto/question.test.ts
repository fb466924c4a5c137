import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Question } from "./question.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const never = (): Promise<never> => new Promise(() => {})
const after = (ms: number, answer: string): (() => Promise<string>) =>
  vi.fn(() => new Promise<string>((resolve) => setTimeout(resolve, ms, answer)))

describe("a question that many ask", () => {
  it("is asked once, and anew when it was answered", async () => {
    const question = new Question<string>()
    const ask = after(1_000, "one")
    const all = Promise.all(Array.from({ length: 5 }, () => question.ask(ask)))
    expect(question.waiting).toBeGreaterThan(0)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await all).toEqual(["one", "one", "one", "one", "one"])
    expect(ask).toHaveBeenCalledTimes(1)
    expect(question.waiting).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
    const again = question.ask(after(1, "two"))
    await vi.advanceTimersByTimeAsync(1)
    expect(await again).toBe("two")
  })

  it("whose asker is gone is asked anew, once for all who wait", async () => {
    const question = new Question<string>()
    void question.ask(never)
    const ask = after(10, "anew")
    const all = Promise.all(Array.from({ length: 5 }, () => question.ask(ask)))
    await vi.advanceTimersByTimeAsync(1_999)
    expect(ask).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(11)
    expect(await all).toEqual(["anew", "anew", "anew", "anew", "anew"])
    expect(ask).toHaveBeenCalledTimes(1)
  })

  it("who comes when it has been lost for long does not wait", async () => {
    const question = new Question<string>()
    void question.ask(never)
    await vi.advanceTimersByTimeAsync(60_000)
    const answer = question.ask(after(10, "anew"))
    await vi.advanceTimersByTimeAsync(10)
    expect(await answer).toBe("anew")
  })

  it("tells how long the newest question has been under way", async () => {
    const question = new Question<string>()
    expect(question.waiting).toBe(0)
    void question.ask(never)
    expect(question.waiting).toBe(1)
    await vi.advanceTimersByTimeAsync(1_500)
    expect(question.waiting).toBe(1_500)
    void question.ask(after(100, "anew"))
    await vi.advanceTimersByTimeAsync(550)
    expect(question.waiting).toBe(50)
    await vi.advanceTimersByTimeAsync(50)
    // The newest is answered; the one before it is not.
    expect(question.waiting).toBe(2_100)
  })

  it("what was given up does not answer those who ask much later", async () => {
    const question = new Question<string>()
    void question.ask(after(70_000, "old"))
    await vi.advanceTimersByTimeAsync(60_000)
    const answer = question.ask(after(20_000, "new"))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(await answer).toBe("new")
  })

  it("a slow answer serves all who wait, though some asked anew meanwhile", async () => {
    const question = new Question<string>()
    const ask = after(5_000, "slow")
    const all = Promise.all(Array.from({ length: 30 }, () => question.ask(ask)))
    let done = false
    void all.then(() => (done = true))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(done).toBe(true)
    expect(ask).toHaveBeenCalledTimes(3)
    expect(vi.getTimerCount()).toBe(2)
  })

  it("is joined by those who would not ask, as long as it is not late", async () => {
    const question = new Question<string>()
    expect(question.join()).toBeUndefined()
    const ask = after(1_000, "one")
    void question.ask(ask)
    const joined = Promise.all([question.join(), question.join()])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await joined).toEqual(["one", "one"])
    expect(ask).toHaveBeenCalledTimes(1)
    void question.ask(never)
    const waiting = Promise.allSettled([question.join()])
    await vi.advanceTimersByTimeAsync(2_000)
    expect((await waiting)[0]!.status).toBe("rejected")
    expect(question.join()).toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })

  it("a failure is everybody's, and nothing is remembered of it", async () => {
    const question = new Question<string>()
    const fail = (): Promise<string> => Promise.reject(new Error("down"))
    const both = Promise.allSettled([question.ask(fail), question.ask(fail)])
    await vi.advanceTimersByTimeAsync(0)
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"])
    expect(question.waiting).toBe(0)
    const next = question.ask(after(1, "up"))
    await vi.advanceTimersByTimeAsync(1)
    expect(await next).toBe("up")
  })
})
