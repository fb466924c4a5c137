import type { InstanceRow } from "../../contracts/keys.ts"
import type { RingDocument, RingEntry } from "./document.ts"
import { liveness } from "./policy.ts"
import { type KeyState, keyState } from "./schedule.ts"

/**
 * What instances know, by their own word. A revision says it badly: where two histories of a ring met, an instance can
 * have a high one and still miss a key of the other side. So a row lists its keys; only rows of versions that didn't
 * are taken by their revision.
 *
 * @module
 */

/** Keys that open no token, or only what a register has. */
const SET_ASIDE: ReadonlySet<KeyState> = new Set(["retired", "registered-only", "data-only"])

function opens(doc: RingDocument, key: RingEntry, now: number): boolean {
  return !SET_ASIDE.has(keyState(doc, key, now))
}

/** The rows of instances that live. */
export function liveRows(
  doc: RingDocument,
  rows: readonly InstanceRow[],
  now: number,
): InstanceRow[] {
  const since = now - liveness(doc.policy)
  return rows.filter(({ seen }) => seen >= since)
}

/** The instances that live and don't know a key. */
export function laggards(
  doc: RingDocument,
  key: RingEntry,
  rows: readonly InstanceRow[],
  now: number,
): InstanceRow[] {
  return liveRows(doc, rows, now).filter((row) =>
    row.keys ? !row.keys.includes(key.id) : row.rev < key.since,
  )
}

/** The instances that live and miss a key of this document, accept one that it revokes, or have an older revision. */
export function behind(
  doc: RingDocument,
  rows: readonly InstanceRow[],
  now: number,
): InstanceRow[] {
  // On another clock a key may have retired a moment before.
  const needed = doc.keys.filter((key) => opens(doc, key, now + doc.policy.skew))
  const revoked = doc.tombstones.flatMap(({ id, status }) => (status === "revoked" ? [id] : []))
  return liveRows(doc, rows, now).filter(({ rev, keys }) => {
    if (rev < doc.rev || !keys) return rev < doc.rev
    return needed.some(({ id }) => !keys.includes(id)) || revoked.some((id) => keys.includes(id))
  })
}
