import type { RingDocument, RingEntry, RootWrap, Tombstone } from "./document.ts"
import { leastPropagation, retention, type RingPolicy } from "./policy.ts"
import { endOfUse, inOrder, isOver, sealingKey, successorOf } from "./schedule.ts"
import { stayRetired } from "./stay-retired.ts"

/**
 * The changes a ring knows. Each is a pure function from a document to the next, or to the same object where nothing
 * is to be done; `rev`, `at` and `prev` are set when it is written.
 *
 * @module
 */

/** Material that was drawn and not used yet. */
export interface FreshKey {
  readonly id: string
  readonly material: string
}

/** Characters. */
const REASON_LENGTH = 200

/** The first document. What was imported opens, and nothing is signed out by the change. */
export function bootstrap(options: {
  ring: string
  now: number
  policy: RingPolicy
  fresh: FreshKey
  /** Newest first. */
  imported: readonly FreshKey[]
  /** Lets the imported key go on sealing until every instance can have the ring. */
  gently: boolean
  dataKey: string
  roots: readonly RootWrap[]
}): RingDocument {
  const { now, policy, fresh } = options
  const waits = options.gently && options.imported.length > 0
  const start = waits ? now + policy.propagation : now
  const imported = options.imported.map((key, age) => ({
    ...entry(key, { epoch: 0, now, since: 1, notBefore: now - 1 - age, lifetime: 0 }),
    notAfter: start,
  }))
  const { lifetime } = policy
  return {
    ring: options.ring,
    rev: 1,
    at: now,
    policy,
    keys: [...imported, entry(fresh, { epoch: 1, now, since: 1, notBefore: start, lifetime })],
    tombstones: [],
    roots: options.roots,
    dataKey: options.dataKey,
    prev: "",
  }
}

function entry(
  key: FreshKey,
  given: { epoch: number; now: number; since: number; notBefore: number; lifetime: number },
): RingEntry {
  return {
    id: key.id,
    epoch: given.epoch,
    created: given.now,
    since: given.since,
    notBefore: given.notBefore,
    notAfter: given.notBefore + given.lifetime,
    postponed: 0,
    registeredOnly: false,
    dataOnly: false,
    retired: null,
    material: key.material,
  }
}

function nextEpoch(doc: RingDocument): number {
  return 1 + Math.max(0, ...[...doc.keys, ...doc.tombstones].map(({ epoch }) => epoch))
}

/** Publishes the next key, to start when the last one ends and not before all can know it. */
export function publish(doc: RingDocument, now: number, fresh: FreshKey): RingDocument {
  const last = inOrder(doc).at(-1)
  const { propagation, lifetime } = doc.policy
  const notBefore = Math.max(last?.notAfter ?? now, now + propagation)
  return append(doc, fresh, { now, notBefore, lifetime })
}

function append(
  doc: RingDocument,
  fresh: FreshKey,
  given: { now: number; notBefore: number; lifetime: number },
): RingDocument {
  const made = entry(fresh, { ...given, epoch: nextEpoch(doc), since: doc.rev + 1 })
  return { ...doc, keys: [...doc.keys, made] }
}

/** Publishes the next key now, to start as soon as every instance can know it; one that waits already starts then. */
export function rotate(doc: RingDocument, now: number, fresh: FreshKey): RingDocument {
  const soonest = now + leastPropagation(doc.policy)
  const waiting = inOrder(doc).find((key) => key.notBefore > now)
  if (waiting) return startAt(doc, waiting, Math.min(waiting.notBefore, soonest))
  return append(doc, fresh, { now, notBefore: soonest, lifetime: doc.policy.lifetime })
}

/** Brings the end of the key that seals forward, as soon as a successor can be known to all. */
export function wear(doc: RingDocument, now: number): RingDocument {
  const key = sealingKey(doc, now)
  const soon = now + doc.policy.propagation
  if (!key || key.notAfter <= soon || successorOf(doc, key)) return doc
  return replace(doc, key.id, { notAfter: soon })
}

/** Moves a key's start; its end moves along. */
function startAt(doc: RingDocument, key: RingEntry, notBefore: number): RingDocument {
  if (notBefore === key.notBefore) return doc
  return replace(doc, key.id, {
    notBefore,
    notAfter: notBefore + key.notAfter - key.notBefore,
  })
}

function replace(doc: RingDocument, id: string, change: Partial<RingEntry>): RingDocument {
  return { ...doc, keys: doc.keys.map((key) => (key.id === id ? { ...key, ...change } : key)) }
}

/** Lets the key that waits start now. Only once all instances have it: that is for the caller to know. */
export function promote(doc: RingDocument, now: number): RingDocument {
  const waiting = inOrder(doc).find((key) => key.notBefore > now)
  return waiting ? startAt(doc, waiting, now) : doc
}

/** Puts a key's start off, since an instance doesn't know it. */
export function postpone(doc: RingDocument, id: string, now: number): RingDocument {
  const key = doc.keys.find((one) => one.id === id)
  if (!key || key.notBefore <= now) return doc
  const later = startAt(doc, key, key.notBefore + Math.ceil(doc.policy.propagation / 4))
  return replace(later, id, { postponed: key.postponed + 1 })
}

/** Drops the material of keys that no living token needs. `held` are those that something stored still needs. */
export function destroyRetired(
  doc: RingDocument,
  now: number,
  held: ReadonlySet<string>,
): RingDocument {
  const gone = doc.keys.filter((key) => isOver(doc, key, now) && !held.has(key.id))
  if (gone.length === 0) return doc
  const buried = gone
    .filter(({ id }) => !doc.tombstones.some((stone) => stone.id === id))
    .map((key) => tombstone(key, "destroyed", now, "its last token has expired"))
  const next = {
    ...doc,
    keys: doc.keys.filter((key) => !gone.includes(key)),
    tombstones: [...doc.tombstones, ...buried],
  }
  return stayRetired([doc], next, now)
}

function tombstone(
  key: RingEntry,
  status: Tombstone["status"],
  at: number,
  reason: string,
): Tombstone {
  return { id: key.id, epoch: key.epoch, status, at, reason: reason.slice(0, REASON_LENGTH) }
}

/** Forgets keys that were destroyed so long ago that no token can name them. Revocations stay. */
export function prune(doc: RingDocument, now: number): RingDocument {
  const since = now - retention(doc.policy)
  const kept = doc.tombstones.filter(({ status, at }) => status === "revoked" || at > since)
  return kept.length === doc.tombstones.length ? doc : { ...doc, tombstones: kept }
}

/**
 * Revokes keys at once. Where that takes the key that seals, a new one seals at once: some instances learn of it only
 * by the first token that names it.
 *
 * @param options.keepRegistered Tokens that a register of sessions knows may still be let in.
 * @param options.keepData Keeps the material for data that was sealed with it, until nothing stored needs it.
 */
export function revoke(
  doc: RingDocument,
  ids: readonly string[],
  options: {
    now: number
    reason: string
    fresh: FreshKey
    keepRegistered: boolean
    keepData?: boolean
  },
): RingDocument {
  const { now, reason, fresh } = options
  const revoked = doc.keys.filter((key) => ids.includes(key.id))
  const newly = revoked.filter((key) => !isRevoked(doc, key.id))
  const kept = revoked.flatMap((key) => whatStays(key, options))
  if (newly.length === 0 && kept.length === revoked.length && kept.every(isOf(revoked))) return doc
  const wasSealing = revoked.some(({ id }) => id === sealingKey(doc, now)?.id)
  const next: RingDocument = {
    ...doc,
    keys: [...doc.keys.filter((key) => !revoked.includes(key)), ...kept],
    tombstones: [...doc.tombstones, ...newly.map((key) => tombstone(key, "revoked", now, reason))],
  }
  return stayRetired([doc], wasSealing ? sealFromNow(next, now, fresh) : next, now)
}

function sealFromNow(doc: RingDocument, now: number, fresh: FreshKey): RingDocument {
  // A key that waits is known to most already.
  const waiting = inOrder(doc).find((key) => key.notBefore > now)
  return waiting
    ? startAt(doc, waiting, now)
    : append(doc, fresh, { now, notBefore: now, lifetime: doc.policy.lifetime })
}

const isOf =
  (keys: readonly RingEntry[]) =>
  (key: RingEntry): boolean =>
    keys.includes(key)

/** What is left of a key that is revoked: never less restricted than it was. */
function whatStays(
  key: RingEntry,
  keep: { keepRegistered: boolean; keepData?: boolean },
): RingEntry[] {
  if (key.dataOnly) return [key]
  if (keep.keepRegistered) return [key.registeredOnly ? key : { ...key, registeredOnly: true }]
  return keep.keepData ? [{ ...key, registeredOnly: false, dataOnly: true }] : []
}

function isRevoked(doc: RingDocument, id: string): boolean {
  return doc.tombstones.some((stone) => stone.id === id && stone.status === "revoked")
}

/** Stops a key from sealing as soon as its successor may; it goes on opening. */
export function retire(doc: RingDocument, id: string, now: number, fresh: FreshKey): RingDocument {
  const key = doc.keys.find((one) => one.id === id)
  // One that has not started might be used by an instance that doesn't hear of this: revoke it instead.
  if (!key || key.notBefore > now || isOver(doc, key, now) || endOfUse(doc, key) <= now) return doc
  return rotate(replace(doc, id, { notAfter: Math.min(key.notAfter, now) }), now, fresh)
}

/** The policy of this instance's configuration. The longest token life any instance has asked for stays. */
export function withPolicy(doc: RingDocument, policy: RingPolicy): RingDocument {
  const maxTokenAge = Math.max(doc.policy.maxTokenAge, policy.maxTokenAge)
  const next = { ...policy, maxTokenAge }
  const same = Object.entries(next).every(
    ([name, value]) => doc.policy[name as keyof RingPolicy] === value,
  )
  return same ? doc : { ...doc, policy: next }
}
