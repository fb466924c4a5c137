import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { withDeadline } from "./deadline.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const late = (): Error => new Error("late")
const never = new Promise<string>(() => {})

it("answers what the work answers, and leaves no timer behind", async () => {
  await expect(withDeadline(Promise.resolve("here"), 1_000, late)).resolves.toBe("here")
  await expect(withDeadline(Promise.reject(new Error("broken")), 1_000, late)).rejects.toThrow(
    "broken",
  )
  await vi.advanceTimersByTimeAsync(1_000)
  expect(vi.getTimerCount()).toBe(0)
})

it("gives up within a quarter of a second of the deadline, each by its own", async () => {
  const settled: string[] = []
  for (const [name, ms] of [
    ["short", 500],
    ["long", 2_000],
  ] as const)
    withDeadline(never, ms, late).catch(() => settled.push(name))
  await vi.advanceTimersByTimeAsync(499)
  expect(settled).toEqual([])
  await vi.advanceTimersByTimeAsync(252)
  expect(settled).toEqual(["short"])
  await vi.advanceTimersByTimeAsync(1_500)
  expect(settled).toEqual(["short", "long"])
  await vi.advanceTimersByTimeAsync(500)
  expect(vi.getTimerCount()).toBe(0)
})
