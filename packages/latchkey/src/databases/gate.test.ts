import { describe, expect, it } from "vitest"
import { createGate } from "./gate.ts"

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

describe("a gate", () => {
  it("is held once what has passed is done, and nothing passes meanwhile", async () => {
    const gate = createGate()
    const done: string[] = []
    const step = async (name: string): Promise<void> => {
      done.push(`${name} begins`)
      await tick()
      done.push(`${name} ends`)
    }
    const all = [gate.pass(() => step("a")), gate.hold(() => step("b")), gate.pass(() => step("c"))]
    await Promise.all(all)
    expect(done).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"])
  })

  it("opens again after what fails", async () => {
    const gate = createGate()
    const fail = (): Promise<never> => Promise.reject(new Error("no"))
    const failed = [gate.pass(fail), gate.hold(fail), gate.pass(fail)]
    for (const one of await Promise.allSettled(failed)) expect(one.status).toBe("rejected")
    expect(await gate.hold(() => Promise.resolve(1))).toBe(1)
    expect(await gate.pass(() => 2)).toBe(2)
  })
})
