import { describe, expect, it } from "vitest"
import { RingPlace } from "../../../test/support/ring-place.ts"
import type { InstanceRow } from "../../contracts/keys.ts"
import { behind, laggards } from "./acknowledge.ts"
import type { RingDocument } from "./document.ts"
import { createOperations } from "./operations.ts"
import { revoke, rotate } from "./transition.ts"

async function rotated(): Promise<{ doc: RingDocument; now: number; old: string; next: string }> {
  const place = new RingPlace()
  const { ring } = place.instance("one")
  const doc = await ring.sync()
  const made = { ...rotate(doc, place.now, await ring.fresh()), rev: doc.rev + 1 }
  return { doc: made, now: place.now, old: doc.keys[0]!.id, next: made.keys[1]!.id }
}

const row = (
  instance: string,
  rev: number,
  seen: number,
  keys?: readonly string[],
): InstanceRow => ({
  instance,
  rev,
  root: "local:a",
  seen,
  ...(keys ? { keys } : {}),
})
const names = (rows: readonly InstanceRow[]): string[] => rows.map(({ instance }) => instance)

describe("who knows a key", () => {
  it("is who says so, whatever its revision; who says nothing is taken by it", async () => {
    const { doc, now, old, next } = await rotated()
    const rows = [
      row("knows", 2, now, [old, next]),
      row("knows, of another history", 1, now, [old, next]),
      row("high revision of another history", 9, now, [old]),
      row("nothing", 2, now, []),
      row("older version, has it", 2, now),
      row("older version, late", 1, now),
      row("gone", 1, now - 3_600_000, [old]),
    ]
    const waiting = doc.keys[1]!
    expect(names(laggards(doc, waiting, rows, now))).toEqual([
      "high revision of another history",
      "nothing",
      "older version, late",
    ])
    expect(names(behind(doc, rows, now))).toEqual([
      "knows, of another history",
      "high revision of another history",
      "nothing",
      "older version, late",
    ])
  })

  it("who still lists a revoked key has not heard of it", async () => {
    const { doc, now, old, next } = await rotated()
    const fresh = { id: "ffffffff", material: "x" }
    for (const keepRegistered of [false, true]) {
      const options = { now, reason: "leaked", fresh, keepRegistered }
      const after = { ...revoke(doc, [old], options), rev: doc.rev + 1 }
      const rows = [
        row("heard", 3, now, [next]),
        row("not", 9, now, [old, next]),
        row("older version", 3, now),
      ]
      expect(names(behind(after, rows, now))).toEqual(["not"])
    }
  })

  it("a key that retires in this moment is asked of nobody", async () => {
    const { doc, now, old, next } = await rotated()
    const { maxTokenAge, staleness, skew } = doc.policy
    const end = doc.keys[1]!.notBefore + maxTokenAge + staleness + skew
    expect(names(behind(doc, [row("ahead", 2, end, [next])], end - skew / 2))).toEqual([])
    expect(names(behind(doc, [row("late", 2, end, [next])], end - 2 * skew))).toEqual(["late"])
    expect(old).not.toBe(next)
    expect(now).toBeLessThan(end)
  })
})

describe("what instances say", () => {
  it("the keys they open with, and never those that only wait for a register", async () => {
    const place = new RingPlace()
    const [one, two] = [place.instance("one"), place.instance("two")]
    await one.ring.sync()
    await two.ring.sync()
    const operations = createOperations(one.ring)
    const { active } = await operations.rotate()
    const [, next] = one.ring.held!.doc.keys
    expect(place.rows.get("one")!.keys).toEqual([active, next!.id])
    expect((await operations.status()).behind).toEqual(["two"])
    await two.ring.sync()
    expect((await operations.status()).behind).toEqual([])
    await operations.revoke(active, { reason: "leaked", keepRegistered: true })
    expect(place.rows.get("one")!.keys).toEqual([next!.id])
    expect(await operations.converged({ timeout: 1 })).toEqual(["two"])
    await two.ring.sync()
    expect(await operations.converged({ timeout: 1 })).toEqual([])
  })

  it("a promotion waits for who has the revision and not the key", async () => {
    const place = new RingPlace()
    const { ring } = place.instance("one")
    await ring.sync()
    const operations = createOperations(ring)
    const { active, rev } = await operations.rotate()
    const base = { root: "local:a", rev: rev + 5 }
    await place.store.beat!({ instance: "forked", ...base, keys: [active] })
    await expect(operations.promote()).rejects.toThrow("forked")
    await place.store.beat!({
      instance: "forked",
      ...base,
      keys: ring.held!.doc.keys.map(({ id }) => id),
    })
    place.now += 1_000
    expect((await operations.promote()).active).not.toBe(active)
  })
})
