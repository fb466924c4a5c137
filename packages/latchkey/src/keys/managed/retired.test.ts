import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ringKey } from "../ring-key.ts"
import type { RingDocument } from "./document.ts"
import { createDataKeys, newDataKey, openDocument, sealDocument, wrapUnder } from "./lock.ts"
import { judge, merge } from "./merge.ts"
import { plan } from "./plan.ts"
import { DEFAULT_POLICY, type RingPolicy } from "./policy.ts"
import { localRoot } from "./roots/local-root.ts"
import { keyState, sealingKey } from "./schedule.ts"
import { bootstrap, type FreshKey, promote, retire, revoke, rotate } from "./transition.ts"
import { viewAt } from "./view.ts"

const DAY = 86_400_000
const START = 1_800_000_000_000
const FROM = { store: "memory", root: "local:a" }
const key = (n: number): FreshKey => ({ id: `key${n}`.padEnd(8, "_"), material: `material-${n}` })
const first = (): RingDocument =>
  bootstrap({
    ring: "auth",
    now: START,
    policy: DEFAULT_POLICY,
    fresh: key(1),
    imported: [key(90)],
    gently: false,
    dataKey: "",
    roots: [],
  })

/** Looked after while stored data holds every key: nothing is ever destroyed. */
const tended = (
  doc: RingDocument,
  now: number,
  fresh: FreshKey,
  policy: RingPolicy,
): RingDocument =>
  plan(doc, {
    now,
    policy,
    fresh,
    rows: [],
    held: new Set(doc.keys.map(({ id }) => id)),
    worn: false,
  })

const given = (now: number, fresh: FreshKey, keepRegistered: boolean) => ({
  now,
  reason: "leaked",
  fresh,
  keepRegistered,
  keepData: true,
})

/** The material of keys whose tokens are let in, by the ring alone or with a register. */
function opening(doc: RingDocument, now: number): string[] {
  const { secrets, registered = [] } = viewAt(doc, now, FROM)!.view
  return [...secrets, ...registered.map(({ secret }) => secret)]
}

function over(doc: RingDocument, now: number): string[] {
  return doc.keys
    .filter((one) => /retired|data-only/.test(keyState(doc, one, now)))
    .map(({ material }) => material)
}

interface Step {
  readonly wait: number
  readonly act: "tend" | "rotate" | "promote" | "retire" | "revoke" | "keep" | "longer"
  /** Which key is revoked: the one that seals, or another, counted from the oldest. */
  readonly which: number
}

const lifeOf = (days: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      wait: fc.integer({ min: 1, max: days * DAY }),
      act: fc.constantFrom(
        ...(["tend", "rotate", "promote", "retire", "revoke", "keep", "longer"] as const),
      ),
      which: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 12 },
  )

function changed(
  doc: RingDocument,
  step: Step,
  at: { now: number; fresh: FreshKey },
): RingDocument {
  const { now, fresh } = at
  if (step.act === "tend") return tended(doc, now, fresh, doc.policy)
  if (step.act === "longer") {
    const maxTokenAge = doc.policy.maxTokenAge + 20 * DAY
    return tended(doc, now, fresh, { ...doc.policy, maxTokenAge })
  }
  if (step.act === "rotate") return rotate(doc, now, fresh)
  if (step.act === "promote") return promote(doc, now)
  const target = step.which === 0 ? sealingKey(doc, now)! : doc.keys[step.which % doc.keys.length]!
  if (step.act === "retire") return retire(doc, target.id, now, fresh)
  return revoke(doc, [target.id], given(now, fresh, step.act === "keep"))
}

interface Moment {
  readonly doc: RingDocument
  readonly now: number
}

/** Each moment of a life that begins with another; ids begin at `from`. */
function live(start: Moment, steps: readonly Step[], from: number): Moment[] {
  const moments = [start]
  for (const [index, step] of steps.entries()) {
    const before = moments.at(-1)!
    const now = before.now + step.wait
    const next = changed(before.doc, step, { now, fresh: key(from + index) })
    moments.push({ now, doc: { ...next, at: now, rev: before.doc.rev + 1 } })
  }
  return moments
}

/** With ids that are made of the material, as the stored document has them. */
async function realKeys(doc: RingDocument): Promise<RingDocument> {
  const ids = await Promise.all(doc.keys.map(async (one) => (await ringKey(one.material)).id))
  return { ...doc, keys: doc.keys.map((one, index) => ({ ...one, id: ids[index]! })) }
}

describe("a key that is over opens no token ever again", () => {
  it("when the key after it is revoked, with or without its registered sessions", () => {
    for (const keep of [true, false]) {
      const two = promote(rotate(first(), START + DAY, key(2)), START + 2 * DAY)
      const late = START + 60 * DAY
      expect(over(two, late)).toContain("material-1")
      const doc = revoke(two, [key(2).id], given(late, key(3), keep))
      expect(over(doc, late)).toContain("material-1")
      expect(opening(doc, late)).not.toContain("material-1")
      // A clock that is behind does not seal with it either.
      expect(sealingKey(doc, late - 1)!.id).toBe(key(3).id)
    }
  })

  it("when it is revoked itself, and its registered sessions are to be kept: it has none", () => {
    const two = promote(rotate(first(), START + DAY, key(2)), START + 2 * DAY)
    const late = START + 60 * DAY
    const doc = revoke(two, [key(1).id], given(late, key(3), true))
    expect(opening(doc, late)).not.toContain("material-1")
  })

  it("when tokens live longer from now on", () => {
    const late = START + 60 * DAY
    expect(over(first(), late)).toContain("material-90")
    const policy = { ...DEFAULT_POLICY, maxTokenAge: 300 * DAY }
    const doc = tended(first(), late, key(2), policy)
    expect(doc.policy.maxTokenAge).toBe(300 * DAY)
    expect(opening(doc, late)).not.toContain("material-90")
  })

  it("also in the stored document, whose mark is bound to the key", async () => {
    const root = await localRoot("the-root-of-this-test-0123456789abcdef")
    const two = await realKeys(first())
    const own = { ...two, dataKey: newDataKey() }
    const marked = { ...own, keys: own.keys.map((one) => ({ ...one, retired: START })) }
    const roots = [await wrapUnder(root, { ring: "auth", dataKey: own.dataKey }, START)]
    const bytes = await sealDocument({ ...marked, roots })
    const options = { ring: "auth", roots: [root], dataKeys: createDataKeys() }
    const { doc } = await openDocument(bytes, options)
    expect(doc.keys.map(({ retired }) => retired)).toEqual(marked.keys.map(() => START))
    const without = new TextDecoder().decode(bytes).replaceAll(`,"retired":${START}`, "")
    await expect(openDocument(new TextEncoder().encode(without), options)).rejects.toThrow(
      "changed by someone",
    )
  })

  it("whatever is done to the ring", () => {
    fc.assert(
      fc.property(lifeOf(60), (steps) => {
        const ended = new Set<string>()
        for (const { doc, now } of live({ doc: first(), now: START }, steps, 2)) {
          const open = opening(doc, now)
          expect([...ended].filter((material) => open.includes(material))).toEqual([])
          for (const material of over(doc, now)) ended.add(material)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it("whatever two documents that went apart become together", () => {
    // Longer apart, what the other has made since is forgotten before it is heard of.
    const fork = fc.tuple(lifeOf(60), lifeOf(8), lifeOf(8))
    fc.assert(
      fc.property(fork, ([both, left, right]) => {
        const base = live({ doc: first(), now: START }, both, 2).at(-1)!
        const [one, two] = [live(base, left, 20).at(-1)!, live(base, right, 40).at(-1)!]
        const now = Math.max(one.now, two.now)
        for (const [ours, theirs] of [
          [one.doc, two.doc],
          [two.doc, one.doc],
        ] as const) {
          const result = judge(ours, theirs, now) === "newer" ? theirs : merge(ours, theirs, now)
          const marked = [...ours.keys, ...theirs.keys].filter((one) => one.retired !== null)
          // Where nothing is left that seals, the next look makes a key.
          const open = opening(tended(result, now, key(60), result.policy), now)
          expect(marked.filter(({ material }) => open.includes(material))).toEqual([])
          // What ours refuses is refused. Theirs, where it is older, says nothing of how long a key was used.
          const merged = opening(tended(merge(ours, theirs, now), now, key(60), ours.policy), now)
          const refused = [...over(ours, now), ...(theirs.rev > ours.rev ? over(theirs, now) : [])]
          expect(refused.filter((material) => merged.includes(material))).toEqual([])
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it("nor where one side has revoked the key that seals, and the other its successor", () => {
    const late = START + 89 * DAY
    const base = tended(first(), late, key(2), DEFAULT_POLICY)
    const one = revoke(base, [key(1).id], given(late + 1, key(3), false))
    const two = revoke(base, [key(2).id], given(late + 1, key(4), false))
    const both = merge(one, two, late + 1)
    expect(sealingKey(both, late + 1)).toBeNull()
    expect(viewAt(both, late + 1, FROM)).toBeNull()
    const mended = tended(both, late + 1, key(5), DEFAULT_POLICY)
    expect(opening(mended, late + 1)).toEqual(["material-5"])
  })
})
