import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ringStatus } from "../../../test/support/ring-status.ts"
import type { RingDocument } from "../managed/document.ts"
import { plan } from "../managed/plan.ts"
import { DEFAULT_POLICY } from "../managed/policy.ts"
import { keyState } from "../managed/schedule.ts"
import {
  bootstrap,
  destroyRetired,
  type FreshKey,
  promote,
  retire,
  revoke,
  rotate,
} from "../managed/transition.ts"
import { EXPECTED_KEY, type Timeline, timelineOf } from "./timeline.ts"

const DAY = 86_400_000
const START = 1_800_000_000_000
const policy = DEFAULT_POLICY
const key = (n: number): FreshKey => ({ id: `key${n}`.padEnd(8, "_"), material: `material-${n}` })
const first = (gently = false): RingDocument =>
  bootstrap({
    ring: "auth",
    now: START,
    policy,
    fresh: key(1),
    imported: [key(90)],
    gently,
    dataKey: "",
    roots: [],
  })
const tended = (doc: RingDocument, now: number, fresh: FreshKey): RingDocument =>
  plan(doc, { now, policy, fresh, rows: [], held: new Set(), worn: false })
const stateAt = (timeline: Timeline, id: string, at: number): string | undefined =>
  timeline.rows.find((row) => row.id === id)?.spans.find(({ from, to }) => from <= at && at < to)
    ?.state
const short = (timeline: Timeline): Record<string, string[]> =>
  Object.fromEntries(
    timeline.rows.map(({ id, spans }) => [
      id.replace(/_+$/, ""),
      spans.map(({ state, from }) => `${state} ${Math.round((from - START) / DAY)}`),
    ]),
  )

type Step = { wait: number; act: "tend" | "rotate" | "promote" | "retire" | "revoke" | "keep" }
interface Moment {
  readonly now: number
  readonly doc: RingDocument
}

const steps = (acts: readonly Step["act"][]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({ wait: fc.integer({ min: 1, max: 45 * DAY }), act: fc.constantFrom(...acts) }),
    { maxLength: 12 },
  )

/** What a ring was at each step of a life, the newest last. */
function live(life: readonly Step[], gently: boolean): Moment[] {
  const moments: Moment[] = [{ now: START, doc: first(gently) }]
  for (const [index, { wait, act }] of life.entries()) {
    const { doc, now: before } = moments.at(-1)!
    const now = before + wait
    const fresh = key(index + 2)
    const next = { ...changed(doc, act, { now, fresh }), at: now, rev: doc.rev + 1 }
    moments.push({ now, doc: next })
  }
  return moments
}

function changed(
  doc: RingDocument,
  act: Step["act"],
  { now, fresh }: { now: number; fresh: FreshKey },
): RingDocument {
  const sealing = doc.keys.find((one) => /active|overdue/.test(keyState(doc, one, now)))!
  if (act === "tend") return tended(doc, now, fresh)
  if (act === "rotate") return rotate(doc, now, fresh)
  if (act === "promote") return promote(doc, now)
  if (act === "retire") return retire(doc, sealing.id, now, fresh)
  const reason = "a test"
  return revoke(doc, [sealing.id], { now, reason, fresh, keepRegistered: act === "keep" })
}

const anyLife = fc.tuple(
  steps(["tend", "rotate", "promote", "retire", "revoke", "keep"]),
  fc.boolean(),
)

describe("a timeline", () => {
  it("tells of one key: what it was, is, and will be when the next one comes by itself", () => {
    const timeline = timelineOf(
      ringStatus(destroyRetired(first(), START + 40 * DAY, new Set()), START + 40 * DAY),
    )
    expect(short(timeline)).toEqual({
      key90: ["destroyed 40"],
      key1: ["active 0", "verify-only 90"],
      next: ["published 89", "active 90"],
    })
    expect(timeline.next).toEqual({
      at: START + policy.lifetime - policy.propagation - policy.refresh,
      text: "a new key is published",
    })
  })

  it("tells of a rotation under way", () => {
    const doc = rotate(first(), START + 20 * DAY, key(2))
    const timeline = timelineOf(ringStatus(doc, START + 20 * DAY))
    expect(timeline.next?.text).toBe(`key ${key(2).id} starts to seal`)
    expect(short(timeline)["key2"]).toEqual(["published 20", "active 20", "verify-only 110"])
    const after = timelineOf(ringStatus(doc, START + 21 * DAY))
    expect(after.next?.text).toBe(`key ${key(90).id} retires`)
    expect(short(after)["key1"]![1]).toBe("verify-only 20")
  })

  it("tells of a key past its time, until the next one seals", () => {
    const timeline = timelineOf(ringStatus(first(), START + 95 * DAY))
    expect(short(timeline)["key1"]).toEqual(["active 0", "overdue 90", "verify-only 96"])
    expect(timeline.next).toEqual({ at: START + 95 * DAY, text: "a new key is published" })
  })

  it("tells of revoked keys, those whose registered sessions are kept too", () => {
    const given = { now: START + 5 * DAY, reason: "leaked", fresh: key(2) }
    const all = revoke(first(), [key(1).id], { ...given, keepRegistered: false })
    expect(short(timelineOf(ringStatus(all, given.now)))["key1"]).toEqual(["revoked 5"])
    const kept = revoke(first(), [key(1).id], { ...given, keepRegistered: true })
    expect(short(timelineOf(ringStatus(kept, given.now)))["key1"]).toEqual([
      "active 0",
      "registered-only 5",
      "retired 42",
    ])
  })

  it("has spans that follow each other without a gap, within its time", () => {
    fc.assert(
      fc.property(anyLife, fc.integer({ min: 0, max: 200 * DAY }), ([life, gently], later) => {
        const { doc, now: last } = live(life, gently).at(-1)!
        const now = last + later
        const timeline = timelineOf(ringStatus(doc, now))
        expect(timeline.from).toBeLessThanOrEqual(now)
        expect(timeline.to).toBeGreaterThan(now)
        expect(new Set(timeline.rows.map(({ id }) => id)).size).toBe(timeline.rows.length)
        for (const { id, spans } of timeline.rows) {
          const known = doc.keys.find((one) => one.id === id)
          if (known) expect(spans[0]!.from).toBe(known.created)
          expect(spans[0]!.from).toBeGreaterThanOrEqual(timeline.from)
          expect(spans.at(-1)!.to).toBe(timeline.to)
          for (const [index, span] of spans.entries()) {
            expect(span.from).toBeLessThan(span.to)
            if (index > 0) expect(span.from).toBe(spans[index - 1]!.to)
          }
        }
        expect(timeline.rows.flatMap(({ spans }) => spans.map((s) => s.state))).toContain("active")
        expect(timeline.next!.at).toBeGreaterThanOrEqual(now)
      }),
    )
  })

  it("agrees with each key's state now, and with what will be when nobody does anything", () => {
    fc.assert(
      fc.property(anyLife, fc.integer({ min: 0, max: 400 * DAY }), ([life, gently], ahead) => {
        const { doc, now } = live(life, gently).at(-1)!
        const timeline = timelineOf(ringStatus(doc, now))
        const due = timeline.rows.at(-1)!.spans[0]!.from
        const at = now + ahead
        const then =
          at < due ? doc : tended(doc, Math.max(now, due), { id: EXPECTED_KEY, material: "" })
        for (const one of doc.keys) {
          expect(stateAt(timeline, one.id, now)).toBe(keyState(doc, one, now))
          const drawn = stateAt(timeline, one.id, at)
          if (!drawn || !then.keys.some(({ id }) => id === one.id)) continue
          // A key that is late stays marked until it is relieved.
          const late = drawn === "overdue" ? "active" : drawn
          expect(late).toBe(keyState(then, one, at).replace("overdue", "active"))
        }
        if (at >= due && at < timeline.to) {
          const made = then.keys.find(({ id }) => id === EXPECTED_KEY)!
          expect(stateAt(timeline, EXPECTED_KEY, at)).toBe(keyState(then, made, at))
        }
      }),
    )
  })

  it("remembers what each key was, as long as the document tells of all that were", () => {
    const life = fc.tuple(steps(["tend", "rotate", "promote", "retire", "keep"]), fc.boolean())
    fc.assert(
      fc.property(life, ([some, gently]) => {
        const moments = live(some, gently)
        const { doc, now } = moments.at(-1)!
        const timeline = timelineOf(ringStatus(doc, now))
        const complete = doc.tombstones.every((gone) => doc.keys.some(({ id }) => id === gone.id))
        for (const moment of complete ? moments : []) {
          for (const one of moment.doc.keys) {
            const was = keyState(moment.doc, one, moment.now).replace("overdue", "active")
            const drawn = stateAt(timeline, one.id, moment.now)?.replace("overdue", "active")
            if (!doc.keys.some(({ id }) => id === one.id)) continue
            expect(drawn).toBe(was)
          }
        }
      }),
    )
  })
})
