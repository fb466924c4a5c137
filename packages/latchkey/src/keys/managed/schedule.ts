import type { RingDocument, RingEntry } from "./document.ts"
import { leastPropagation } from "./policy.ts"

/**
 * What a key does at a moment. A function of the document and the time, of nothing else, so that all instances with
 * one document agree.
 * - `published`: opens, and will seal
 * - `active`: seals
 * - `overdue`: seals, past its time, since there is no successor
 * - `verify-only`: has sealed; opens until no token of it can be alive
 * - `registered-only`: revoked, but the tokens that a register knows may be let in
 * - `data-only`: revoked, but stored data that it sealed can be read, to be sealed anew
 * - `retired`: opens no token any more; stored data, while it is held for that
 */
export type KeyState =
  | "published"
  | "active"
  | "overdue"
  | "verify-only"
  | "registered-only"
  | "data-only"
  | "retired"

/**
 * The keys in the order in which they seal. Of two that start together the lower epoch comes later, then the id
 * decides: whoever raced, all pick the same.
 */
export function inOrder(doc: RingDocument): RingEntry[] {
  return doc.keys.filter((key) => !wasRevoked(key)).toSorted(compareStarts)
}

/** Whether a key is here for what was revoked with it, and not to seal or open anything new. */
function wasRevoked(key: RingEntry): boolean {
  return key.registeredOnly || key.dataOnly
}

/** Orders keys by when they start to seal; see `inOrder`. */
export function compareStarts(a: RingEntry, b: RingEntry): number {
  return a.notBefore - b.notBefore || b.epoch - a.epoch || (a.id < b.id ? 1 : -1)
}

/**
 * The key that seals: the last that has started. Where none has (this clock is behind), the first to start; where its
 * time is over and nothing followed, it goes on: better an old key than none. Null where all are over or there is none,
 * as when one side of a fork has revoked the key that seals, and the other its successor.
 */
export function sealingKey(doc: RingDocument, now: number): RingEntry | null {
  const keys = inOrder(doc)
  const last = keys.findLast((key) => key.notBefore <= now)
  // Its successor has not begun, so that only a mark says that it is over.
  if (last?.retired === null) return last
  return keys.find((key) => !isOver(doc, key, now)) ?? null
}

/** The key that takes over from `key`; null where there is none yet. */
export function successorOf(doc: RingDocument, key: RingEntry): RingEntry | null {
  const keys = inOrder(doc)
  return keys[keys.findIndex(({ id }) => id === key.id) + 1] ?? null
}

/** When a key stops sealing: when its successor starts, however late that is. Infinite while there is none. */
export function endOfUse(doc: RingDocument, key: RingEntry): number {
  // What was revoked has stopped; its end is not written down, so the latest it can have been counts.
  if (wasRevoked(key)) return tombstoneTime(doc, key.id)
  return successorOf(doc, key)?.notBefore ?? Number.POSITIVE_INFINITY
}

/** When a key was revoked or destroyed. */
export function tombstoneTime(doc: RingDocument, id: string): number {
  return doc.tombstones.find((stone) => stone.id === id)?.at ?? doc.at
}

/**
 * When the last token of a key is over: it stopped sealing everywhere, even on an instance that was cut off for as
 * long as it may be, and on one whose clock is late, and the longest life of a token has passed since.
 */
export function retiresAt(doc: RingDocument, key: RingEntry): number {
  if (key.retired !== null) return key.retired
  const { maxTokenAge, staleness, skew } = doc.policy
  return endOfUse(doc, key) + staleness + skew + maxTokenAge
}

/** Whether no token of a key is alive. Once it is so it stays so, also on a clock that is behind. */
export function isOver(doc: RingDocument, key: RingEntry, now: number): boolean {
  return key.retired !== null || now >= retiresAt(doc, key)
}

export function keyState(doc: RingDocument, key: RingEntry, now: number): KeyState {
  if (key.dataOnly) return "data-only"
  if (isOver(doc, key, now)) return "retired"
  if (key.registeredOnly) return "registered-only"
  if (sealingKey(doc, now)?.id === key.id) {
    return now >= key.notAfter && !successorOf(doc, key) ? "overdue" : "active"
  }
  return key.notBefore > now ? "published" : "verify-only"
}

/** When anything of this changes next by time alone. */
export function nextChange(doc: RingDocument, now: number): number {
  const times = doc.keys.flatMap((key) => [key.notBefore, key.notAfter, retiresAt(doc, key)])
  return Math.min(...times.filter((time) => time > now), Number.POSITIVE_INFINITY)
}

/** Whether it is time to publish the key after the last one. */
export function isSuccessorDue(doc: RingDocument, now: number): boolean {
  return now >= successorDue(doc)
}

/** When the key after the last one is published. */
export function successorDue(doc: RingDocument): number {
  const last = inOrder(doc).at(-1)
  if (!last) return Number.NEGATIVE_INFINITY
  const { propagation, refresh } = doc.policy
  // One refresh more, since whoever writes it comes by only so often.
  return Math.max(last.notBefore, last.notAfter - propagation - refresh)
}

/** How often a key's start is put off at the most, each time by a quarter of the propagation time. */
export const MAX_POSTPONED = 4

/** The key whose start is near enough to ask whether all have it; null at all other times. */
export function keyAtGate(doc: RingDocument, now: number): RingEntry | null {
  const next = inOrder(doc).find((key) => key.notBefore > now)
  if (!next || next.postponed >= MAX_POSTPONED) return null
  // Early enough that the word of a later start reaches everyone before the start.
  return now >= next.notBefore - leastPropagation(doc.policy) ? next : null
}

/** Since when a key seals, and when the next one takes over, or should where there is none yet. */
export function turns(
  doc: RingDocument,
  sealing: RingEntry,
  now: number,
): { readonly activeSince: number; readonly nextAt: number } {
  const next = inOrder(doc).find((key) => key.notBefore > now)
  return { activeSince: sealing.notBefore, nextAt: next?.notBefore ?? sealing.notAfter }
}
