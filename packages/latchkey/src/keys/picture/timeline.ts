import type { RingDocument, RingEntry } from "../managed/document.ts"
import type { KeyringStatus } from "../managed/operations.ts"
import {
  compareStarts,
  inOrder,
  type KeyState,
  retiresAt,
  successorDue,
} from "../managed/schedule.ts"
import { publish } from "../managed/transition.ts"

/** What a key is for a while. */
export type TimelineState = KeyState | "revoked" | "destroyed"

/** From `from` on, until just before `to`. Milliseconds since the epoch. */
export interface TimelineSpan {
  readonly state: TimelineState
  readonly from: number
  readonly to: number
}

/** One key's life, in spans that follow each other without a gap. */
export interface TimelineRow {
  /** The key's id, or {@link EXPECTED_KEY}. */
  readonly id: string
  readonly imported: boolean
  readonly spans: readonly TimelineSpan[]
}

/** The keys of a ring over time: what was, what is, and what comes if nobody does anything. */
export interface Timeline {
  readonly from: number
  readonly to: number
  readonly now: number
  /** Oldest first; last the key that will be published by itself. */
  readonly rows: readonly TimelineRow[]
  /** The next thing that happens by itself. */
  readonly next: { readonly at: number; readonly text: string } | null
}

/** Stands for the id of the key that will be published by itself; it has none before. Ids have eight characters. */
export const EXPECTED_KEY = "next"

/**
 * A ring's timeline, from its oldest key to the end of its newest. Of keys that are gone it knows when they went.
 *
 * @example
 * ```ts
 * const { next } = timelineOf(await ring.status())
 * console.log(next?.text) // "key Kq3fT9aZ starts to seal"
 * ```
 */
export function timelineOf(status: KeyringStatus): Timeline {
  const { now } = status
  const doc = documentOf(status)
  const due = Math.max(now, successorDue(doc))
  const expected = publish(doc, due, { id: EXPECTED_KEY, material: "" })
  const times = expected.keys.map((key) => retiresAt(expected, key)).filter(Number.isFinite)
  const from = Math.min(now, ...expected.keys.map(({ created }) => created))
  const to = Math.max(now + 1, due + 1, ...times)
  const past = expected.keys.toSorted(compareStarts)
  const alive = expected.keys.map((key) => ({
    epoch: key.epoch,
    start: key.notBefore,
    row: {
      id: key.id,
      imported: key.epoch === 0,
      spans: spansOf(key, { expected, past, status, to }),
    },
  }))
  const gone = status.tombstones
    .filter(({ id, at }) => at >= from && !status.keys.some((key) => key.id === id))
    .map(({ id, epoch, status: state, at }) => ({
      epoch,
      start: at,
      row: { id, imported: epoch === 0, spans: [{ state, from: at, to }] },
    }))
  const rows = [...alive, ...gone]
    .toSorted((a, b) => a.epoch - b.epoch || a.start - b.start)
    .map(({ row }) => row)
  return { from, to, now, rows, next: nextOf(expected, now) }
}

/** The document as far as a status tells of it. */
function documentOf(status: KeyringStatus): RingDocument {
  const { ring, rev, at, policy, tombstones } = status
  const keys = status.keys.map((key) => ({
    ...key,
    since: 0,
    postponed: 0,
    registeredOnly: key.state !== "data-only" && tombstones.some(({ id }) => id === key.id),
    dataOnly: key.state === "data-only",
    retired: key.state === "retired" ? key.retiresAt : null,
    material: "",
  }))
  return { ring, rev, at, policy, keys, tombstones, roots: [], dataKey: "", prev: "" }
}

interface Circumstances {
  readonly expected: RingDocument
  /** All keys that have sealed or will, by their start: also those that were set apart since. */
  readonly past: readonly RingEntry[]
  readonly status: KeyringStatus
  readonly to: number
}

/**
 * From now on this is what `keyState` says. Before, it is what the key was then: a key that has become the oldest
 * since was not always the one that seals.
 */
function spansOf(key: RingEntry, at: Circumstances): TimelineSpan[] {
  const { expected, status, to } = at
  const revoked = status.tombstones.find(({ id }) => id === key.id)?.at ?? Infinity
  const seals = (one: RingEntry): boolean =>
    one.notBefore < (status.tombstones.find(({ id }) => id === one.id)?.at ?? Infinity)
  const later = at.past.slice(at.past.indexOf(key) + 1).find(seals)
  const overdue = key.id === status.active && status.now >= key.notAfter
  const isLast = later?.id === EXPECTED_KEY
  // Where this clock is behind them all, the first to start seals already.
  const start = key.id === status.active && key.notBefore > status.now ? key.created : key.notBefore
  const marks: [TimelineState, number][] = [
    ["published", key.created],
    ["active", start],
    ["overdue", overdue && isLast ? key.notAfter : Infinity],
    ["verify-only", later?.notBefore ?? Infinity],
    [key.dataOnly ? "data-only" : "registered-only", revoked],
    ["retired", key.dataOnly ? Infinity : retiresAt(expected, key)],
  ]
  return inSpans(marks, key.created, to)
}

/** Each state lasts until the next one begins; a later one of the list goes before an earlier one. */
function inSpans(
  marks: readonly (readonly [TimelineState, number])[],
  from: number,
  to: number,
): TimelineSpan[] {
  return marks.flatMap(([state, begin], index) => {
    const rest = marks.slice(index + 1).map(([, time]) => time)
    const span = { state, from: Math.max(begin, from), to: Math.min(to, ...rest) }
    return span.from < span.to ? [span] : []
  })
}

function nextOf(expected: RingDocument, now: number): Timeline["next"] {
  const waiting = inOrder(expected)
    .filter(({ id }) => id !== EXPECTED_KEY)
    .map(({ id, notBefore }) => ({ at: notBefore, text: `key ${id} starts to seal` }))
  const published = expected.keys
    .filter(({ id }) => id === EXPECTED_KEY)
    .map(({ created }) => ({ at: created, text: "a new key is published" }))
  const retiring = expected.keys.map((key) => ({
    at: retiresAt(expected, key),
    text: `key ${key.id} retires`,
  }))
  const coming = [...waiting, ...retiring].filter(({ at }) => at > now && Number.isFinite(at))
  const all = [...coming, ...published].toSorted((a, b) => a.at - b.at)
  return all[0] ?? null
}
