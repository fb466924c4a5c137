import type { MaybePromise } from "../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"
import { type RingKey, ringKey } from "./ring-key.ts"

/** The keys of an application at one moment. Newest first: the first seals, all open. */
export interface Ring {
  readonly keys: readonly RingKey[]
  /** Where it was loaded from; safe to log. */
  readonly origin: string
  /** For each specification, the derived keys by the header their tokens carry; see `open`. */
  readonly openers: BoundedMap<string, MaybePromise<unknown>>
}

/** The key that seals. */
export function activeKey(ring: Ring): RingKey {
  return ring.keys[0]!
}

/** The strings the keys are made of, newest first: what a custom `encode` or `decode` receives. */
export function ringStrings(ring: Ring): string[] {
  return ring.keys.map((key) => key.material.reveal())
}

/**
 * The ring of these strings, newest first. The same strings give the same ring, so that nothing is derived twice.
 *
 * @throws TypeError without a string
 */
export function createRing(secrets: readonly string[], origin: string): MaybePromise<Ring> {
  const distinct = [...new Set(secrets)]
  if (distinct.length === 0 || distinct.some((secret) => secret === "")) {
    throw new TypeError("A ring needs at least one key, and no empty one.")
  }
  const memo = sharedMemo("rings", () => new BoundedMap<string, MaybePromise<Ring>>(64))
  const id = JSON.stringify([origin, ...distinct])
  const known = memo.get(id)
  if (known) return known
  const keys = distinct.map(ringKey)
  const make = (ready: readonly RingKey[]): Ring => ({
    keys: ready,
    origin,
    openers: new BoundedMap(64),
  })
  if (!keys.some((key) => key instanceof Promise)) {
    const ring = make(keys as RingKey[])
    memo.set(id, ring)
    return ring
  }
  const pending = Promise.all(keys).then(make)
  memo.set(id, pending)
  pending.then(
    (ring) => memo.set(id, ring),
    () => memo.delete(id),
  )
  return pending
}
