/** Counters: exact on every store however many come at once, bounded in memory, and there when the store is not. */
import fc from "fast-check"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { sharedMemo, WeakMemo } from "../../src/crypto/memo.ts"
import { AdapterError } from "../../src/errors.ts"
import { createRing } from "../../src/keys/ring.ts"
import { type Attempt, enter, type Throttle } from "../../src/throttle/attempt.ts"
import type { Count } from "../../src/throttle/count.ts"
import { countHere, countsHere } from "../../src/throttle/count-here.ts"
import { counter } from "../../src/throttle/counters.ts"
import { SECRET } from "../support/browser.ts"
import { forgetCounts, repeat, site, tally, Visitor } from "./site.ts"
import { type OpenedStore, storeCells } from "./stores.ts"

beforeEach(() => forgetCounts())
afterEach(() => void vi.useRealTimers())

const ring = await createRing([SECRET], "test")
/** A store that fails would be counted for by nobody here. */
const quiet = {
  warn(_: string, detail?: unknown) {
    throw new Error(`The store failed: ${String(detail)}`)
  },
}

function throttleOf(
  { store }: Pick<OpenedStore, "store">,
  options: Throttle["options"] = {},
): Throttle {
  const increment =
    store && ((asked: Parameters<typeof store.increment>[0]) => store.increment(asked))
  const place = { options, increment, store, logger: quiet, patience: 60_000 }
  return { ring, options, count: counter(store ? { ...place, beside: ofItsOwn } : place) }
}

/** Each attempt comes to a process that has seen no other: what is exact is the store. */
const ofItsOwn: Count = async () => ({ total: 1, giveBack: async () => {}, forget: async () => {} })

let names = 0
const someone = (): Attempt => ({
  action: "credentials",
  address: undefined,
  accounts: [`account ${++names}`],
})
/** Seconds. No test lies at the border of two. */
const YEAR = 31_536_000
const limited = (attempts: number): Throttle["options"] => ({
  limits: {
    credentials: { address: false, pair: false, account: { attempts, seconds: YEAR } },
  },
})

/** How many of so many at once pass. */
async function passed(throttle: Throttle, attempts: readonly Attempt[]): Promise<number> {
  const all = await Promise.allSettled(attempts.map((one) => enter(throttle, one)))
  for (const one of all) {
    if (one.status === "rejected") expect(one.reason).toMatchObject({ type: "TooManyAttempts" })
  }
  return all.filter(({ status }) => status === "fulfilled").length
}

const reachable = Object.entries(storeCells).filter(([, cell]) => cell.reachable)

for (const [name, cell] of reachable) {
  describe(`RL-2: through ${name}`, () => {
    let opened: OpenedStore
    beforeAll(async () => {
      opened = await cell.open()
    }, 120_000)
    afterAll(async () => opened?.close())

    it(
      "RL-2: of 200 at once exactly as many pass as the limit says",
      { timeout: 60_000 },
      async () => {
        const one = someone()
        const throttle = throttleOf(opened, limited(10))
        expect(
          await passed(
            throttle,
            Array.from({ length: 200 }, () => one),
          ),
        ).toBe(10)
        expect(await passed(throttle, [one])).toBe(0)
      },
    )

    it("RL-2: each account for itself", { timeout: 60_000 }, async () => {
      const people = Array.from({ length: 4 }, someone)
      const crowd = Array.from({ length: 40 }, (_, n) => people[n % 4]!)
      expect(await passed(throttleOf(opened, limited(3)), crowd)).toBe(12)
    })

    it("RL-5: the store forgets a counter after its time, and never before", async () => {
      const ends: number[] = []
      const keys = new Set<string>()
      const { store = { increment: async () => 1 } } = opened
      const watched = {
        async increment(asked: { key: string; by: number; expires: Date }): Promise<number> {
          ends.push(asked.expires.valueOf())
          keys.add(asked.key)
          return store.increment(asked)
        },
      }
      const throttle = throttleOf({ store: watched }, limited(100))
      const one = someone()
      await repeat(5, () => enter(throttle, one))
      expect(keys.size).toBe(1)
      expect(new Set(ends).size).toBe(1)
      expect(ends[0]).toBeGreaterThan(Date.now() + 60_000)
      expect(ends[0]).toBeLessThanOrEqual(Date.now() + YEAR * 1000 + 60_000)
    })

    it("RL-2: who went right leaves room for the next, who was refused uses none", async () => {
      const throttle = throttleOf(opened, limited(2))
      const one = someone()
      const first = await enter(throttle, one)
      await enter(throttle, one)
      await repeat(5, () => expect(enter(throttle, one)).rejects.toThrow("too many"))
      await first.wentRight()
      await enter(throttle, one)
      await expect(enter(throttle, one)).rejects.toThrow("too many")
    })

    it("NI-07: where failures in a row count, a success takes them all back, and two at once no more than that", async () => {
      const consecutive = { attempts: 5, seconds: YEAR, consecutive: true }
      const options = {
        limits: { credentials: { address: false, pair: false, account: consecutive } },
      } as const
      const throttle = throttleOf(opened, options)
      const one = someone()
      await repeat(3, () => enter(throttle, one))
      const both = [await enter(throttle, one), await enter(throttle, one)]
      await expect(enter(throttle, one)).rejects.toThrow("too many")
      await Promise.all(both.map((pass) => pass.wentRight()))
      // One that began after the first of them may still be counted.
      const left = await passed(
        throttle,
        Array.from({ length: 10 }, () => one),
      )
      expect(left).toBeLessThanOrEqual(5)
      expect(left).toBeGreaterThanOrEqual(4)
      await expect(enter(throttle, one)).rejects.toThrow("too many")
    })
  })
}

describe("RL-2: through an application", () => {
  it("RL-2: 200 wrong passwords at once: authorize is asked as often as the limit says", async () => {
    const on = site()
    const visitors = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const visitor = new Visitor(on, `198.51.100.${n}`)
        await visitor.csrfToken()
        return visitor
      }),
    )
    const outcomes = await Promise.all(visitors.map((one) => one.password("ada", "wrong")))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 10, TooManyAttempts: 190 })
    expect(on.asked).toHaveLength(10)
  })

  it("RL-2: what is full in a process is full everywhere: the store is not asked", async () => {
    const on = site()
    let calls = 0
    const store = {
      increment(asked: Parameters<typeof on.adapter.increment>[0]) {
        calls++
        return on.adapter.increment(asked)
      },
    }
    const visitor = new Visitor({ config: { ...on.config, throttle: { store } } })
    await repeat(5, () => visitor.password("ada", "wrong"))
    const before = calls
    await repeat(50, () => visitor.password("ada", "wrong"))
    // Its address is counted, and taken back.
    expect(calls - before).toBe(2 * 50)
  })

  it("RL-2: a store that fails in between lets no more pass in a process than the limit", async () => {
    const on = site()
    let calls = 0
    const store = {
      async increment(asked: Parameters<typeof on.adapter.increment>[0]) {
        if (++calls > 8) throw new Error("down")
        return on.adapter.increment(asked)
      },
    }
    const visitor = new Visitor({ config: { ...on.config, throttle: { store } } })
    const outcomes = await repeat(12, () => visitor.password("ada", "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 5, TooManyAttempts: 7 })
  })

  it("RL-2: whatever order guesses and sign-ins come in, no more fail than the limit says", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 25 }),
        fc.scheduler(),
        async (attempts, rights, scheduler) => {
          const throttle = throttleOf({ store: undefined }, limited(attempts))
          const one = someone()
          let failed = 0
          const all = rights.map((right, n) =>
            scheduler.schedule(Promise.resolve(), `attempt ${n}`).then(async () => {
              const pass = await enter(throttle, one).catch(() => undefined)
              if (!pass) return
              await scheduler.schedule(Promise.resolve(), `work ${n}`)
              if (right) await pass.wentRight()
              else failed++
            }),
          )
          await scheduler.waitFor(Promise.all(all))
          expect(failed).toBeLessThanOrEqual(attempts)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe("RL-3: a store that does not answer", () => {
  const broken = (): { store: { increment(): Promise<number> }; calls: () => number } => {
    let calls = 0
    return {
      store: {
        async increment() {
          calls++
          throw new Error("connect ECONNREFUSED")
        },
      },
      calls: () => calls,
    }
  }

  it("RL-3: locks nobody out, and lets nobody guess without a limit", async () => {
    const { store, calls } = broken()
    const on = site({ throttle: { store } })
    const visitor = new Visitor(on)
    expect(await visitor.password("grace", "right")).toBe("in")
    const outcomes = await repeat(9, () => visitor.password("ada", "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 5, TooManyAttempts: 4 })
    expect(on.warnings).toEqual(["throttle-store connect ECONNREFUSED"])
    // It is not asked at each attempt: a store that is down would be waited for each time.
    expect(calls()).toBe(1)
  })

  it("RL-3: is asked again after a while, and counts again once it is back", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    let isDown = true
    const memory = site().adapter
    const store = {
      async increment(asked: { key: string; by: number; expires: Date }) {
        if (isDown) throw new Error("down")
        return memory.increment(asked)
      },
    }
    const on = site({ throttle: { store } })
    const visitor = new Visitor(on)
    await repeat(3, () => visitor.password("ada", "wrong"))
    isDown = false
    vi.setSystemTime(Date.now() + 5_001)
    const other = new Visitor(on, "203.0.113.2")
    const outcomes = await repeat(4, () => visitor.password("ada", "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 2, TooManyAttempts: 2 })
    // An instance that knows nothing of these: the store has two of them, and the three before are lost.
    sharedMemo("throttle-counts-of-stores", () => new WeakMemo<object, unknown>()).set(
      store,
      undefined,
    )
    expect(tally(await repeat(9, () => other.password("ada", "wrong")))).toEqual({
      CredentialsSignin: 5,
      TooManyAttempts: 4,
    })
    const third = new Visitor(on, "203.0.113.3")
    expect(tally(await repeat(9, () => third.password("ada", "wrong")))).toEqual({
      CredentialsSignin: 3,
      TooManyAttempts: 6,
    })
  })

  it("RL-3: a store that is made anew for each request, and fails: guessing has its limit all the same", async () => {
    const on = site()
    const visitor = new Visitor(on)
    const outcomes = await repeat(9, () => {
      visitor.config = { ...visitor.config, throttle: { store: broken().store } }
      return visitor.password("ada", "wrong")
    })
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 5, TooManyAttempts: 4 })
  })

  it("RL-3: hangs: it is waited for two seconds, once", async () => {
    const on = site({ throttle: { store: { increment: () => new Promise(() => {}) } } })
    const visitor = new Visitor(on)
    const began = Date.now()
    await repeat(4, () => visitor.password("ada", "wrong"))
    expect(Date.now() - began).toBeGreaterThanOrEqual(2_000)
    expect(on.warnings).toHaveLength(1)
    expect(on.asked).toHaveLength(4)
  })

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "3"],
    ["no number", Number.NaN],
    ["an object", {}],
  ])("RL-3: answers %s for a count: as if it were down, never as few", async (_, answer) => {
    const on = site({ throttle: { store: { increment: () => answer as number } } })
    const visitor = new Visitor(on)
    const outcomes = await repeat(9, () => visitor.password("ada", "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 5, TooManyAttempts: 4 })
    expect(on.warnings).toHaveLength(1)
  })

  it("RL-3: where the configuration says so attempts are refused, and authorize is not asked", async () => {
    const { store } = broken()
    const on = site({ throttle: { store, onStoreFailure: "refuse" } })
    const visitor = new Visitor(on)
    expect(await visitor.password("grace", "right")).toBe("Unavailable")
    expect(on.asked).toHaveLength(0)
    expect(await visitor.session()).toBeNull()
    await expect(
      enter(throttleOf({ store }, { onStoreFailure: "refuse" }), someone()),
    ).rejects.toBeInstanceOf(AdapterError)
  })

  it("RL-3: where an address is not known all share a bucket, which is larger, and is not left out", async () => {
    const on = site({
      clientIp: false,
      throttle: { limits: { credentials: { address: { attempts: 2, seconds: 900 } } } },
    })
    const visitor = new Visitor(on)
    const outcomes = await repeat(45, (n) => visitor.password(`user${n}`, "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 40, TooManyAttempts: 5 })
  })

  it("RL-3: a header that anybody could write makes no other bucket there", async () => {
    const on = site({
      clientIp: false,
      throttle: { limits: { credentials: { address: { attempts: 1, seconds: 900 } } } },
    })
    const outcomes = await repeat(25, (n) =>
      new Visitor(on, `198.51.100.${n}`).password(`user${n}`, "wrong"),
    )
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 20, TooManyAttempts: 5 })
  })

  it("RL-3: in production a warning says so, once", async () => {
    const on = site({ clientIp: false, env: { NODE_ENV: "production" } })
    const visitor = new Visitor(on)
    await repeat(3, () => visitor.password("ada", "wrong"))
    expect(on.warnings.filter((line) => line.startsWith("throttle-address"))).toHaveLength(1)
  })

  it("RL-3: an adapter that can't count: each process counts for itself", async () => {
    const { increment: _, ...adapter } = site().adapter
    const on = site({ adapter })
    const outcomes = await repeat(9, () => new Visitor(on).password("ada", "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 5, TooManyAttempts: 4 })
  })

  it("RL-3: no adapter: the same", async () => {
    const { adapter: _, ...config } = site().config
    const outcomes = await repeat(9, () => new Visitor({ config }).password("ada", "wrong"))
    expect(tally(outcomes)).toEqual({ CredentialsSignin: 5, TooManyAttempts: 4 })
  })
})

describe("RL-6: a process's memory", () => {
  const until = Date.now() + 3_600_000
  const bucket = (key: string, end = until): Parameters<typeof countHere>[0] => ({
    key,
    until: end,
    scope: "address",
    limit: { attempts: 5, seconds: 900 },
  })

  it(
    "RL-6: holds 100,000 buckets, whatever comes, and those that are in use",
    { timeout: 60_000 },
    async () => {
      await repeat(4, async () => countHere(bucket("in use")))
      for (let n = 0; n < 1_000_000; n++) {
        await countHere(bucket(`key ${n}`))
        if (n % 25_000 === 0) await countHere(bucket("in use"))
      }
      expect(countsHere()).toBeLessThanOrEqual(100_000)
      expect(countsHere()).toBeGreaterThan(50_000)
      expect((await countHere(bucket("in use"))).total).toBe(4 + 40 + 1)
    },
  )

  it("RL-6: is given back once buckets are over, without a timer", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    for (let n = 0; n < 1_000; n++) await countHere(bucket(`short ${n}`, Date.now() + 1_000))
    await countHere(bucket("long"))
    expect(countsHere()).toBe(1_001)
    vi.setSystemTime(Date.now() + 61_000)
    await countHere(bucket("long"))
    expect(countsHere()).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it("RL-6: a name of a megabyte is a bucket as small as any", async () => {
    const keys: string[] = []
    const store = { increment: ({ key }: { key: string }) => keys.push(key) }
    const on = site({ throttle: { store } })
    await new Visitor(on).password("x".repeat(500_000), "wrong")
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(120)
  })
})
