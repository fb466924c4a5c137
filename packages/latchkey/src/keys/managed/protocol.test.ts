import { describe, expect, it } from "vitest"
import type { KeyStore } from "../../contracts/keys.ts"
import { memoryStore } from "../stores/memory.ts"
import { DEFAULT_POLICY, hardAge } from "./policy.ts"
import { RingInstance } from "./protocol.ts"
import { localRoot } from "./roots/local-root.ts"
import { realWorld } from "./world.ts"

const START = 1_800_000_000_000
const DAY = 86_400_000

/** An instance whose clock and store are the test's. */
async function place() {
  const clock = { now: START }
  const inner = memoryStore()
  const store = { reads: 0, down: false, hangs: false }
  const root = await localRoot("the-root-of-this-test-0123456789abcdef")
  const faulty: KeyStore = {
    ...inner,
    now: async () => clock.now,
    read: () => {
      store.reads++
      if (store.hangs) return new Promise(() => {})
      return store.down ? Promise.reject(new Error("ECONNREFUSED")) : inner.read()
    },
  }
  const instance = new RingInstance({
    ring: "auth",
    store: faulty,
    policy: DEFAULT_POLICY,
    role: "full",
    instance: "one",
    roots: () => [root],
    imported: () => [],
    gently: false,
    world: { ...realWorld, now: () => clock.now, random: () => 0.5 },
    on: () => {},
  })
  await instance.view()
  store.reads = 0
  return { clock, store, instance }
}

/** Lets what a request has begun in the background come to its end. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe("while the store is down", () => {
  it("it is asked less and less often, however many requests come", async () => {
    const { clock, store, instance } = await place()
    store.down = true
    const asked: number[] = []
    for (let second = 0; second < 600; second++) {
      clock.now += 1_000
      for (let request = 0; request < 20; request++) await instance.view()
      await settle()
      if (store.reads > 0) asked.push(second)
      expect(store.reads).toBeLessThanOrEqual(1)
      store.reads = 0
    }
    // Due after five minutes; then after 1, 2, 4, 8, 16 and 30 seconds, less up to half of each.
    expect(asked.length).toBeGreaterThan(8)
    expect(asked.length).toBeLessThan(25)
    const gaps = asked.slice(1).map((second, index) => second - asked[index]!)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(31)
    expect(gaps.at(-2)).toBeGreaterThan(14)
  })

  it("one request waits for it at the most, also when nobody has looked for long", async () => {
    const { clock, store, instance } = await place()
    store.down = true
    clock.now += 2 * hardAge(DEFAULT_POLICY)
    expect(instance.view()).toBeInstanceOf(Promise)
    await settle()
    expect(instance.failure).toBe("Error")
    for (let request = 0; request < 20; request++) {
      clock.now += 1_000
      // It hangs now: whoever waited for it would wait for its time-out.
      store.hangs = true
      expect(instance.view()).not.toBeInstanceOf(Promise)
    }
    expect(store.reads).toBe(2)
  })

  it("comes back by itself once the store does", async () => {
    const { clock, store, instance } = await place()
    store.down = true
    clock.now += 2 * hardAge(DEFAULT_POLICY)
    await instance.view()
    store.down = false
    clock.now += 1_001
    await instance.view()
    await settle()
    expect(instance.failure).toBeNull()
  })
})

describe("where no key seals", () => {
  it("the next request waits for a look, which makes one", async () => {
    const { clock, instance } = await place()
    clock.now += 89 * DAY
    await instance.sync()
    const ids = instance.held!.doc.keys.map(({ id }) => id)
    expect(ids).toHaveLength(2)
    // What a fork can leave behind: each side has revoked what the other went on with.
    await instance.change((doc) => ({
      ...doc,
      keys: doc.keys.map((key) => ({ ...key, dataOnly: true })),
      tombstones: ids.map((id) => ({ id, epoch: 1, status: "revoked", at: clock.now, reason: "" })),
    }))
    const view = await instance.view()
    expect(view.secrets).toHaveLength(1)
    expect(ids).not.toContain(instance.held!.doc.keys.at(-1)!.id)
  })
})
