import type { MaybePromise } from "../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import type { RingKey } from "./model.ts"
import { ringKey } from "./ring-key.ts"

/** The keys of an application at one moment. */
export interface Ring {
  /** All that open: the one that seals first, then the others, newest first. */
  readonly keys: readonly RingKey[]
  /** Those that open stored data and nothing else; see `KeyView.data`. */
  readonly dataKeys: readonly RingKey[]
  /** Ids of keys that are refused for good, and why. A token of one of them is certainly not wanted any more. */
  readonly refused: ReadonlyMap<string, "revoked" | "destroyed">
  /** Where it was loaded from; safe to log. */
  readonly origin: string
  /** For each specification, the derived keys by the header their tokens carry; see `open`. */
  readonly openers: BoundedMap<string, MaybePromise<unknown>>
}

const NONE: ReadonlyMap<string, "revoked" | "destroyed"> = new Map()

/** The key that seals. */
export function activeKey(ring: Ring): RingKey {
  return ring.keys[0]!
}

/** The strings the keys are made of, newest first: what a custom `encode` or `decode` receives. */
export function ringStrings(ring: Ring): string[] {
  return ring.keys.map((key) => key.material.reveal())
}

/**
 * The ring of these strings: the first seals, all open. The same strings give the same ring, so that nothing is
 * derived twice.
 *
 * @param data - What opens stored data and nothing else.
 * @throws TypeError without a string
 */
export function createRing(
  secrets: readonly string[],
  origin: string,
  refused: Ring["refused"] = NONE,
  data: readonly string[] = [],
): MaybePromise<Ring> {
  const distinct = [...new Set(secrets)]
  if (distinct.length === 0 || distinct.some((secret) => secret === "")) {
    throw new TypeError("A ring needs at least one key, and no empty one.")
  }
  const memo = sharedMemo("rings", () => new BoundedMap<string, MaybePromise<Ring>>(64))
  const id = JSON.stringify([origin, distinct, data, ...refused])
  const known = memo.get(id)
  if (known) return known
  const keys = [...distinct, ...data].map(ringKey)
  const make = (ready: readonly RingKey[]): Ring => ({
    keys: ready.slice(0, distinct.length).filter((key) => !refused.has(key.id)),
    dataKeys: ready.slice(distinct.length),
    refused,
    origin,
    openers: new BoundedMap(64),
  })
  if (!keys.some((key) => key instanceof Promise)) {
    const ring = make(keys as RingKey[])
    memo.set(id, ring)
    return ring
  }
  const pending = Promise.all(keys.map((key) => Promise.resolve(key))).then(make)
  memo.set(id, pending)
  pending.then(
    (ring) => memo.set(id, ring),
    () => memo.delete(id),
  )
  return pending
}
