import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { InstanceRow, KeyStore } from "../../contracts/keys.ts"
import { memoryStore } from "../stores/memory.ts"
import type { RingEvent } from "./events.ts"
import { keyring, type Keyring } from "./keyring.ts"

const MINUTE = 60_000
const SECRET = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const read = (name: string): string | undefined => (name === "AUTH_SECRET" ? SECRET : undefined)

let events: RingEvent[]
let store: KeyStore & { others: InstanceRow[]; down: boolean; asked: number }
let ring: Keyring

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ["Date"] })
  events = []
  const inner = memoryStore()
  store = {
    ...inner,
    others: [],
    down: false,
    asked: 0,
    async instances() {
      store.asked++
      if (store.down) throw new Error("the table is gone")
      return [...(await inner.instances!()), ...store.others]
    },
  }
  ring = keyring({ store, instance: "web-1", onEvent: (event) => events.push(event) })
})
afterEach(() => vi.useRealTimers())

const told = (): RingEvent[] => events.filter(({ type }) => type === "instance.differs")

/** As time goes by: each instance that lives says so, and ours looks. */
async function look(rows: readonly Omit<InstanceRow, "seen">[]): Promise<void> {
  vi.setSystemTime(Date.now() + 16 * MINUTE)
  store.others = rows.map((row) => ({ ...row, seen: Date.now() - MINUTE }))
  await ring.view({ read, now: Date.now() })
  await ring.status()
}

async function ownState(): Promise<{ rev: number; root: string }> {
  await ring.view({ read, now: Date.now() })
  const { rev, root } = await ring.inspect()
  return { rev: rev!, root: root! }
}

describe("M15: instances of one ring that hold different secrets", () => {
  it("one with another root is named once, with both roots", async () => {
    const { rev, root } = await ownState()
    const odd = { instance: "web-2", rev, root: "local:other" }
    const rest = [
      { instance: "web-3", rev, root },
      { instance: "web-4", rev, root },
    ]
    await look([odd, ...rest])
    await look([odd, ...rest])
    await look([odd, ...rest])
    await look([odd, ...rest])
    expect(told()).toEqual([
      {
        type: "instance.differs",
        level: "warn",
        ring: "auth",
        rev,
        instance: "web-2",
        message: `instance web-2 opens the ring with root local:other, this one (web-1) with ${root}: they hold different secrets`,
      },
    ])
    expect(JSON.stringify(told())).not.toContain(SECRET)
  })

  it("where we are the odd one, we name ourselves, once and not all others", async () => {
    const { rev } = await ownState()
    const others = ["web-2", "web-3", "web-4"].map((instance) => ({
      instance,
      rev,
      root: "local:other",
    }))
    for (let i = 0; i < 4; i++) await look(others)
    expect(told().map(({ instance }) => instance)).toEqual(["web-1"])
    expect(told()[0]!.message).toMatch(/^this instance \(web-1\) .* 3 of 3 others/)
  })

  it("one that starts among others looks twice before it says anything", async () => {
    const odd = { instance: "web-2", rev: 1, root: "local:other" }
    store.others = [{ ...odd, seen: Date.now() }]
    const { root } = await ownState()
    await ring.status()
    expect(store.asked).toBeGreaterThan(0)
    expect(told()).toEqual([])
    await look([odd, { instance: "web-3", rev: 1, root }])
    expect(told().map(({ instance }) => instance)).toEqual(["web-2"])
  })

  it("a rolling deploy passes unsaid: at the second look they are gone", async () => {
    const { rev, root } = await ownState()
    await look([{ instance: "old", rev, root: "local:old" }])
    await look([{ instance: "new", rev, root }])
    await look([{ instance: "newer", rev, root: "local:old" }])
    expect(told()).toEqual([])
  })

  it("one that stays behind is named once; one that is only late is not", async () => {
    const { rev, root } = await ownState()
    await ring.rotate()
    const stuck = { instance: "stuck", rev, root }
    await look([stuck, { instance: "late", rev, root }])
    await look([stuck, { instance: "late", rev: rev + 1, root }])
    await look([stuck])
    expect(told().map(({ instance }) => instance)).toEqual(["stuck"])
    expect(told()[0]!.message).toContain(`stays at revision ${rev}`)
  })

  it("one that is gone is no matter, and neither is a store that fails to say", async () => {
    const { rev } = await ownState()
    for (let i = 0; i < 3; i++) {
      vi.setSystemTime(Date.now() + 16 * MINUTE)
      const seen = Date.now() - 20 * MINUTE
      store.others = [{ instance: "gone", rev, root: "local:other", seen }]
      await ring.view({ read, now: Date.now() })
      await ring.status()
    }
    expect(told()).toEqual([])
    store.down = true
    vi.setSystemTime(Date.now() + 16 * MINUTE)
    await expect(ring.view({ read, now: Date.now() })).resolves.toBeDefined()
    expect((await ring.inspect()).instances).toBeNull()
    vi.setSystemTime(Date.now() + 16 * MINUTE)
    await expect(ring.export()).resolves.not.toEqual([])
  })

  it("the list is asked for once in three refreshes, and by no request between them", async () => {
    await ownState()
    store.asked = 0
    for (let minute = 0; minute < 60; minute++) {
      vi.setSystemTime(Date.now() + MINUTE)
      for (let i = 0; i < 10; i++) await ring.view({ read, now: Date.now() })
      // What the requests have started ends here.
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(store.asked).toBeGreaterThanOrEqual(2)
    expect(store.asked).toBeLessThanOrEqual(4)
  })
})
