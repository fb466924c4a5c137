import type { KeyView, RegisteredOnlyKey, Revocation } from "../contracts/keys.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { BoundedMap, sharedMemo, sharedOnce } from "../crypto/memo.ts"
import type { RingKey } from "./model.ts"
import { ringKey } from "./ring-key.ts"

/** Keys, as far as opening needs them. */
export type OpeningKeys = Pick<Ring, "keys" | "refused" | "openers">

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
  /**
   * Revoked keys that open nothing here: only `openRegistered` uses them, for sessions that a register then has to
   * know. Null where there are none.
   */
  readonly registered: RegisteredKeys | null
}

/** Keys apart from those of a ring, and when each was revoked. */
interface RegisteredKeys extends OpeningKeys {
  /** By key id. */
  readonly revocations: ReadonlyMap<string, Revocation>
}

/** What a ring knows beside the keys that open. */
export type RingRest = Pick<KeyView, "refused" | "registered" | "data">

const NONE: Ring["refused"] = new Map()
const NOTHING: RingRest = { refused: NONE }

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
 * @throws TypeError without a string
 */
export function createRing(
  secrets: readonly string[],
  origin: string,
  rest: RingRest = NOTHING,
): MaybePromise<Ring> {
  if (!isPlain(rest)) return makeRing(secrets, origin, rest)
  const met = plainRings()
    .get(origin)
    ?.get(secrets[0] ?? "")
  if (met && isSameList(met.secrets, secrets)) return met.ring
  return remember(secrets, makeRing(secrets, origin, rest))
}

function isPlain({ refused, registered, data }: RingRest): boolean {
  return refused === NONE && !registered?.length && !data?.length
}

function makeRing(
  secrets: readonly string[],
  origin: string,
  { refused, registered = [], data = [] }: RingRest,
): MaybePromise<Ring> {
  const distinct = [...new Set(secrets)]
  if (distinct.length === 0 || distinct.some((secret) => secret === "")) {
    throw new TypeError("A ring needs at least one key, and no empty one.")
  }
  const memo = sharedMemo("rings", () => new BoundedMap<string, MaybePromise<Ring>>(64))
  const id = JSON.stringify([origin, distinct, ...refused, registered, data])
  const known = memo.get(id)
  if (known) return known
  const apart = registered.map((key) => key.secret)
  const keys = [...distinct, ...apart, ...data].map(ringKey)
  const dataFrom = distinct.length + apart.length
  const make = (ready: readonly RingKey[]): Ring => ({
    keys: ready.slice(0, distinct.length).filter((key) => !refused.has(key.id)),
    dataKeys: ready.slice(dataFrom),
    refused,
    origin,
    openers: new BoundedMap(64),
    registered: setApart(ready.slice(distinct.length, dataFrom), registered),
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

interface Met {
  readonly secrets: readonly string[]
  readonly ring: Ring
}

/** Rings of mere strings by origin and first string: found without writing all of the strings down. */
const plainRings = sharedOnce(
  "plain-rings",
  () => new BoundedMap<string, BoundedMap<string, Met>>(16),
)

function remember(secrets: readonly string[], ring: MaybePromise<Ring>): MaybePromise<Ring> {
  // A copy: the list is the application's to change.
  if (ring instanceof Promise) return ring
  const known = plainRings().get(ring.origin) ?? new BoundedMap<string, Met>(64)
  known.set(secrets[0]!, { secrets: [...secrets], ring })
  plainRings().set(ring.origin, known)
  return ring
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function setApart(
  keys: readonly RingKey[],
  registered: readonly RegisteredOnlyKey[],
): RegisteredKeys | null {
  if (keys.length === 0) return null
  const revocations = new Map(keys.map((key, i) => [key.id, registered[i]!]))
  return { keys, refused: NONE, openers: new BoundedMap(64), revocations }
}
