import { beforeEach, describe, expect, it, vi } from "vitest"
import { Context } from "../../config/context.ts"
import type { Adapter } from "../../contracts/adapter.ts"
import { type BoundedMap, sharedMemo } from "../../crypto/memo.ts"
import { once } from "./once.ts"

/** What this process remembers; another process has none of it. */
const forget = (): void =>
  sharedMemo<BoundedMap<string, number>>("logout-tokens", () => {
    throw new Error("nothing is remembered under this name")
  }).clear()

/** Leases and counters as a store keeps them. */
function store(
  clock = { now: () => Date.now() },
): Required<Pick<Adapter, "takeLease" | "increment">> & Adapter {
  const leases = new Map<string, { holder: string; until: number }>()
  const counts = new Map<string, number>()
  return {
    async takeLease({ key, holder, ttl }) {
      const held = leases.get(key)
      if (held && held.holder !== holder && held.until > clock.now()) return false
      leases.set(key, { holder, until: clock.now() + ttl })
      return true
    },
    async releaseLease({ key, holder }) {
      if (leases.get(key)?.holder === holder) leases.delete(key)
    },
    async increment({ key, by }) {
      counts.set(key, (counts.get(key) ?? 0) + by)
      return counts.get(key)!
    },
  }
}

const contextOf = (adapter?: Adapter): Context =>
  new Context(
    { providers: [], ...(adapter && { adapter }), session: { strategy: "jwt" } },
    { compat: undefined, basePath: "/auth" },
    { headers: new Headers() },
  )

const thing = (): { name: string; until: number } => ({
  name: crypto.randomUUID(),
  until: Date.now() + 120_000,
})

beforeEach(async () => {
  await once(contextOf(), thing(), async () => {})
})

const kinds = ["leases", "counters"] as const
const adapterOf = (kind: (typeof kinds)[number]): Adapter => {
  const { takeLease, releaseLease, increment } = store()
  return kind === "leases" ? { takeLease, releaseLease: releaseLease! } : { increment }
}

describe.each(kinds)("once, by %s of the store", (kind) => {
  it("of fifty processes one does it", async () => {
    const context = contextOf(adapterOf(kind))
    const it = thing()
    let done = 0
    const attempts = Array.from({ length: 50 }, async () => {
      const trying = once(context, it, async () => ++done)
      // The next one runs somewhere else.
      await Promise.resolve()
      forget()
      return trying
    })
    const results = await Promise.all(attempts)
    expect(done).toBe(1)
    expect(results.filter((result) => result !== undefined)).toEqual([1])
    forget()
    expect(await once(context, it, async () => ++done)).toBeUndefined()
  })

  it("what failed may be tried again, elsewhere too", async () => {
    const context = contextOf(adapterOf(kind))
    const it = thing()
    const fail = (): Promise<never> => Promise.reject(new Error("the store is down"))
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(once(context, it, fail)).rejects.toThrow("the store is down")
      forget()
    }
    expect(await once(context, it, async () => "done")).toBe("done")
    expect(await once(context, it, async () => "again")).toBeUndefined()
  })
})

describe("once", () => {
  it("without a store holds for this process", async () => {
    const it = thing()
    const work = vi.fn<() => Promise<string>>(async () => "done")
    const context = contextOf()
    const results = await Promise.all(Array.from({ length: 50 }, () => once(context, it, work)))
    expect(results.filter(Boolean)).toEqual(["done"])
    expect(work).toHaveBeenCalledTimes(1)
  })

  it("a process that dies at it lets another do it half a minute later", async () => {
    const clock = { at: Date.now(), now: (): number => clock.at }
    const context = contextOf(store(clock))
    const it = thing()
    const dies = once(context, it, () => new Promise<string>(() => {}))
    void dies
    await new Promise((resolve) => setTimeout(resolve, 20))
    forget()
    expect(await once(context, it, async () => "done")).toBeUndefined()
    forget()
    clock.at += 30_001
    expect(await once(context, it, async () => "done")).toBe("done")
  })

  it("a store that fails is not the same as taken", async () => {
    const context = contextOf({ increment: () => Promise.reject(new Error("down")) })
    const it = thing()
    await expect(once(context, it, async () => "done")).rejects.toThrow("increment failed")
    await expect(once(context, it, async () => "done")).rejects.toThrow("increment failed")
  })
})
