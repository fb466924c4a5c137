import { afterEach, beforeEach, expect, it, vi } from "vitest"

/** Loaded anew for each test: who waits is kept by the module, and must not wait in the next one. */
let withDeadline: typeof import("./deadline.ts").withDeadline
beforeEach(async () => {
  vi.resetModules()
  ;({ withDeadline } = await import("./deadline.ts"))
  vi.useFakeTimers()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const late = (): Error => new Error("late")
const never = new Promise<string>(() => {})

/** Work that is over leaves no timer behind, however far its deadline is. */
async function expectNoTimer(): Promise<void> {
  await vi.advanceTimersByTimeAsync(250)
  expect(vi.getTimerCount()).toBe(0)
}

it("answers what the work answers, and looks no longer", async () => {
  await expect(withDeadline(Promise.resolve("here"), 60_000, late)).resolves.toBe("here")
  await expectNoTimer()
})

it("throws what the work throws, and looks no longer", async () => {
  const broken = Promise.reject(new Error("broken"))
  await expect(withDeadline(broken, 60_000, late)).rejects.toThrow("broken")
  await expectNoTimer()
})

it("gives up at a look that is just at the deadline", async () => {
  const settled = vi.fn()
  withDeadline(never, 500, late).catch(settled)
  await vi.advanceTimersByTimeAsync(500)
  expect(settled).toHaveBeenCalledExactlyOnceWith(new Error("late"))
  await expectNoTimer()
})

it("needs no more of a timer than its number, as in browsers and Workers", async () => {
  const { setInterval: real } = globalThis
  vi.stubGlobal("setInterval", (look: () => void, ms: number) => Number(real(look, ms)))
  await expect(withDeadline(Promise.resolve("here"), 60_000, late)).resolves.toBe("here")
  await expectNoTimer()
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
