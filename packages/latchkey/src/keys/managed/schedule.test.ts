import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { RingDocument } from "./document.ts"
import { DEFAULT_POLICY, leastPropagation } from "./policy.ts"
import { inOrder, isSuccessorDue, keyState, nextChange, retiresAt, sealingKey } from "./schedule.ts"
import {
  bootstrap,
  destroyRetired,
  type FreshKey,
  postpone,
  promote,
  prune,
  publish,
  retire,
  revoke,
  rotate,
} from "./transition.ts"
import { viewAt } from "./view.ts"

const FROM = { store: "memory", root: "local:a" }

const DAY = 86_400_000
const START = 1_800_000_000_000
const policy = DEFAULT_POLICY
const key = (n: number): FreshKey => ({ id: `key${n}`.padEnd(8, "_"), material: `material-${n}` })
const first = (gently = false, imported: FreshKey[] = [key(90)]): RingDocument =>
  bootstrap({
    ring: "auth",
    now: START,
    policy,
    fresh: key(1),
    imported,
    gently,
    dataKey: "data",
    roots: [],
  })
const written = (doc: RingDocument): RingDocument => ({ ...doc, rev: doc.rev + 1 })
const states = (doc: RingDocument, now: number): Record<string, string> =>
  Object.fromEntries(doc.keys.map((one) => [one.id.replace(/_+$/, ""), keyState(doc, one, now)]))

describe("the first document", () => {
  it("seals with its own key at once, and opens what AUTH_SECRET sealed", () => {
    expect(states(first(), START)).toEqual({ key90: "verify-only", key1: "active" })
  })

  it("lets the imported key seal until all can have the ring, where that is asked for", () => {
    const doc = first(true)
    expect(states(doc, START)).toEqual({ key90: "active", key1: "published" })
    expect(states(doc, START + policy.propagation)).toEqual({
      key90: "verify-only",
      key1: "active",
    })
  })

  it("keeps several imported keys in their order", () => {
    const doc = first(false, [key(90), key(91)])
    expect(viewAt(doc, START, FROM)!.view.secrets).toEqual([
      "material-1",
      "material-90",
      "material-91",
    ])
  })

  it("drops an imported key once its last token is over, and not a moment before", () => {
    const doc = first()
    const end = START + policy.staleness + policy.skew + policy.maxTokenAge
    expect(destroyRetired(doc, end - 1, new Set())).toBe(doc)
    const next = destroyRetired(doc, end, new Set())
    expect(next.keys.map(({ id }) => id)).toEqual([key(1).id])
    expect(next.tombstones).toMatchObject([{ id: key(90).id, status: "destroyed" }])
  })

  it("keeps a key that stored data still needs", () => {
    const doc = first()
    expect(destroyRetired(doc, START + 60 * DAY, new Set([key(90).id]))).toBe(doc)
  })
})

describe("a life of a key", () => {
  it("is published before it seals, seals, and opens until no token of it is left", () => {
    const before = START + policy.lifetime - policy.propagation - policy.refresh
    expect(isSuccessorDue(first(), before - 1)).toBe(false)
    expect(isSuccessorDue(first(), before)).toBe(true)
    const doc = publish(written(first()), before, key(2))
    expect(doc.keys.at(-1)).toMatchObject({
      epoch: 2,
      since: 3,
      notBefore: START + policy.lifetime,
    })
    expect(isSuccessorDue(doc, before)).toBe(false)
    const at = (time: number): string => states(doc, time)["key1"]!
    expect(at(START + policy.lifetime - 1)).toBe("active")
    expect(at(START + policy.lifetime)).toBe("verify-only")
    expect(at(retiresAt(doc, doc.keys[1]!) - 1)).toBe("verify-only")
    expect(at(retiresAt(doc, doc.keys[1]!))).toBe("retired")
  })

  it("a late successor is still published for the whole time, and the old key goes on", () => {
    const late = START + policy.lifetime + 10 * DAY
    expect(states(first(), late)["key1"]).toBe("overdue")
    const doc = publish(first(), late, key(2))
    expect(doc.keys.at(-1)!.notBefore).toBe(late + policy.propagation)
    expect(sealingKey(doc, late + policy.propagation - 1)!.id).toBe(key(1).id)
    // The old key's tokens count from when it really stopped.
    expect(retiresAt(doc, doc.keys[1]!)).toBeGreaterThan(late + policy.maxTokenAge)
  })

  it("a view counts exactly until the next change", () => {
    const doc = publish(first(), START + policy.lifetime - policy.propagation, key(2))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), (after) => {
        const now = START + after
        const { until } = viewAt(doc, now, FROM)!
        expect(until).toBe(nextChange(doc, now))
        const last = Number.isFinite(until) ? until - 1 : now + 900 * DAY
        expect(viewAt(doc, last, FROM)!.view.secrets).toEqual(viewAt(doc, now, FROM)!.view.secrets)
      }),
    )
  })

  it("a clock that is behind every key seals with the first to start", () => {
    expect(sealingKey(first(), START - DAY)!.id).toBe(key(90).id)
  })

  it("whoever raced, all pick the same of two keys that start together", () => {
    const doc = first()
    const [legacy, own] = doc.keys
    const twin = { ...own!, id: "other___", epoch: 2 }
    const one = { ...doc, keys: [legacy!, own!, twin] }
    const two = { ...doc, keys: [twin, own!, legacy!] }
    expect(sealingKey(one, START)!.id).toBe(own!.id)
    expect(inOrder(one)).toEqual(inOrder(two))
  })
})

describe("what a person asks for", () => {
  it("rotate: a key that all can know, as soon as that may be; twice changes nothing more", () => {
    const doc = rotate(first(), START + DAY, key(2))
    expect(doc.keys.at(-1)!.notBefore).toBe(START + DAY + leastPropagation(policy))
    expect(rotate(doc, START + DAY, key(3))).toBe(doc)
  })

  it("promote: the one that waits starts now", () => {
    const doc = promote(rotate(first(), START + DAY, key(2)), START + DAY + 5)
    expect(sealingKey(doc, START + DAY + 5)!.id).toBe(key(2).id)
  })

  it("postpone: by a quarter, its end moves along, never one that has started", () => {
    const doc = publish(first(), START + policy.lifetime - policy.propagation, key(2))
    const later = postpone(doc, key(2).id, START + policy.lifetime - DAY / 2)
    const [was, is] = [doc.keys.at(-1)!, later.keys.at(-1)!]
    expect(is.notBefore - was.notBefore).toBe(policy.propagation / 4)
    expect(is.notAfter - is.notBefore).toBe(policy.lifetime)
    expect(is.postponed).toBe(1)
    expect(postpone(doc, key(2).id, START + policy.lifetime)).toBe(doc)
  })

  it("retire: its tokens stay good; what has not started can't be retired", () => {
    const doc = retire(first(), key(1).id, START + DAY, key(2))
    const at = START + DAY + leastPropagation(policy)
    expect(states(doc, at)).toMatchObject({ key1: "verify-only", key2: "active" })
    expect(retire(doc, key(2).id, START + DAY, key(3))).toBe(doc)
  })

  it("revoke: the key is gone with its material, and another seals at once", () => {
    const doc = revoke(first(), [key(1).id], {
      now: START + DAY,
      reason: "leaked",
      fresh: key(2),
      keepRegistered: false,
    })
    const { view } = viewAt(doc, START + DAY, FROM)!
    expect(view.secrets).toEqual(["material-2", "material-90"])
    expect(view.refused.get(key(1).id)).toBe("revoked")
    expect(JSON.stringify(doc)).not.toContain("material-1")
  })

  it("revoke: a key that waits takes over rather than one that nobody knows", () => {
    const waiting = rotate(first(), START + DAY, key(2))
    const given = { now: START + DAY + 1, reason: "leaked", fresh: key(3), keepRegistered: false }
    const doc = revoke(waiting, [key(1).id], given)
    expect(sealingKey(doc, START + DAY + 1)!.id).toBe(key(2).id)
    expect(doc.keys.some(({ id }) => id === key(3).id)).toBe(false)
  })

  it("revoke, sessions of the register kept: its key is set apart, and can be revoked for good later", () => {
    const given = { now: START + DAY, reason: "leaked", fresh: key(2) }
    const doc = revoke(first(), [key(1).id], { ...given, keepRegistered: true })
    const { view } = viewAt(doc, START + DAY, FROM)!
    expect(view.secrets).not.toContain("material-1")
    const settled = START + DAY + leastPropagation(policy)
    expect(view.registered).toEqual([{ secret: "material-1", revoked: START + DAY, settled }])
    expect(view.refused.get(key(1).id)).toBe("revoked")
    const end = START + DAY + policy.staleness + policy.skew + policy.maxTokenAge
    expect(viewAt(doc, end, FROM)!.view.registered).toBeUndefined()
    const ended = revoke(doc, [key(1).id], { ...given, fresh: key(3), keepRegistered: false })
    expect(viewAt(ended, START + DAY, FROM)!.view.registered).toBeUndefined()
    expect(ended.tombstones).toHaveLength(1)
  })

  it("prune: what was destroyed is forgotten after a time, what was revoked never is", () => {
    const doc = destroyRetired(first(), START + 40 * DAY, new Set())
    const given = { now: START + 40 * DAY, reason: "leaked", fresh: key(2), keepRegistered: false }
    const both = revoke(doc, [key(1).id], given)
    expect(prune(both, START + 100 * DAY)).toBe(both)
    expect(prune(both, START + 900 * DAY).tombstones).toMatchObject([{ status: "revoked" }])
  })

  it("an epoch is given once, also after its key is gone", () => {
    let doc = first()
    for (let n = 2; n < 30; n++) {
      const given = { now: START + n, reason: "leaked", fresh: key(n), keepRegistered: false }
      doc = revoke(doc, [sealingKey(doc, START + n)!.id], given)
    }
    const epochs = [...doc.keys, ...doc.tombstones].map(({ epoch }) => epoch).filter((e) => e > 0)
    expect(new Set(epochs).size).toBe(epochs.length)
  })
})
