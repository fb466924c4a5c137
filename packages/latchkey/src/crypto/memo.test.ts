import { inspect } from "node:util"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { BoundedMap, onePerClient, sharedMemo, sharedOnce, WeakMemo } from "./memo.ts"

const LIMIT = 4
const key = fc.integer({ min: 0, max: 15 })
const step = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), key, value: fc.integer() }),
  fc.record({ kind: fc.constant("get" as const), key }),
  fc.record({ kind: fc.constant("delete" as const), key }),
)

describe("BoundedMap", () => {
  it("keeps what was used last, as it was set, and twice its limit at most", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const map = new BoundedMap<number, number>(LIMIT)
        const values = new Map<number, number>()
        /** The keys that are known to be there, the one used last at the end. */
        let used: number[] = []
        for (const one of steps) {
          const found = one.kind === "get" ? map.get(one.key) : undefined
          if (one.kind === "get" && used.slice(-LIMIT).includes(one.key)) {
            expect(found).toBe(values.get(one.key))
          }
          if (found !== undefined) expect(found).toBe(values.get(one.key))
          if (one.kind === "set") map.set(one.key, one.value)
          if (one.kind === "set") values.set(one.key, one.value)
          if (one.kind === "delete") map.delete(one.key)
          if (one.kind === "delete") values.delete(one.key)
          const isUsed = one.kind === "set" || found !== undefined
          if (isUsed || one.kind === "delete") used = used.filter((other) => other !== one.key)
          if (isUsed) used.push(one.key)
          expect(map.size).toBeLessThanOrEqual(LIMIT * 2)
          expect(map.size).toBe(map.entries().length)
        }
        const left = new Map(map.entries())
        for (const last of used.slice(-LIMIT)) expect(left.get(last)).toBe(values.get(last))
      }),
    )
  })

  it("forgets what was not used while as many others came as it keeps, twice", () => {
    const map = new BoundedMap<string, number>(LIMIT)
    map.set("used", 1)
    map.set("left", 2)
    for (let n = 0; n < LIMIT * 2; n++) {
      map.set(`other ${n}`, n)
      expect(map.get("used")).toBe(1)
    }
    expect(map.get("left")).toBeUndefined()
  })

  it("is pruned of what is over, in either generation", () => {
    const map = new BoundedMap<number, number>(LIMIT)
    for (let n = 0; n < LIMIT * 2; n++) map.set(n, n)
    map.prune((value) => value % 2 === 0)
    expect(map.entries()).toEqual([1, 3, 5, 7].map((n) => [n, n]))
    map.clear()
    expect(map.size).toBe(0)
  })
})

describe("a memo that shows nothing", () => {
  it("answers by the object, and prints no entry", () => {
    const memo = new WeakMemo<object, string>()
    const key = { secret: "canary-1" }
    expect([memo.has(key), memo.get(key)]).toEqual([false, undefined])
    memo.set(key, "canary-2")
    expect([memo.has(key), memo.get(key)]).toEqual([true, "canary-2"])
    expect(memo.has({ secret: "canary-1" })).toBe(false)
    expect(inspect(memo, { showHidden: true, depth: 9 })).not.toContain("canary")
  })
})

describe("what all copies of the module share", () => {
  it("is made once by its name, and is found where other copies look", () => {
    const name = crypto.randomUUID()
    const made = sharedMemo(name, () => ({ n: 1 }))
    expect(sharedMemo(name, () => ({ n: 2 }))).toBe(made)
    expect(sharedMemo(`${name}2`, () => ({ n: 3 }))).toEqual({ n: 3 })
    const registry = (globalThis as never as Record<symbol, Map<string, unknown>>)[
      Symbol.for("latchkey/registry/1")
    ]
    expect(registry?.get(name)).toBe(made)
    const once = sharedOnce(name, () => ({ n: 4 }))
    expect(once()).toBe(made)
    registry?.delete(name)
    // It was looked up already.
    expect(once()).toBe(made)
  })

  it("is one for each client and each place", () => {
    const name = crypto.randomUUID()
    const [client, other] = [{}, {}]
    let made = 0
    const of = (who: object, place: string): number => onePerClient(name, who, place, () => ++made)
    expect([of(client, "a"), of(client, "a"), of(client, "b"), of(other, "a")]).toEqual([
      1, 1, 2, 3,
    ])
    expect([of(client, "b"), of(other, "a"), of(client, "a")]).toEqual([2, 3, 1])
    expect(onePerClient(`${name}2`, client, "a", () => 9)).toBe(9)
  })
})
