import type { RingDocument, RingEntry, Tombstone } from "./document.ts"
import { retention } from "./policy.ts"
import { isOver } from "./schedule.ts"
import { stayRetired, withMarks } from "./stay-retired.ts"

/**
 * What another authentic document is to the one we hold. Authentic is not enough: someone who can write to the store,
 * but doesn't have the root, can put back an older one.
 * - `newer`: later than ours, and knows all we know
 * - `apart`: older than ours, or made from an older one
 */
export function judge(ours: RingDocument, theirs: RingDocument, now: number): "newer" | "apart" {
  return theirs.rev > ours.rev && knowsAll(ours, theirs, now) ? "newer" : "apart"
}

/** Whether nothing that we know is missing: each revocation, and each key unless its time is over. */
function knowsAll(ours: RingDocument, theirs: RingDocument, now: number): boolean {
  const revoked = new Set(revokedOf(theirs).map(({ id }) => id))
  if (revokedOf(ours).some(({ id }) => !revoked.has(id))) return false
  // What we have revoked for good doesn't come back with its register.
  if (theirs.keys.some((key) => key.registeredOnly && isEnded(ours, key.id))) return false
  if (theirs.policy.maxTokenAge < ours.policy.maxTokenAge) return false
  // What is marked as over opens no token again. What only would be over by now, by our older dates, may have been
  // needed for longer.
  if (withMarks([ours], theirs) !== theirs) return false
  const known = new Set([...theirs.keys, ...theirs.tombstones].map(({ id }) => id))
  return ours.keys.every((key) => known.has(key.id) || isOver(ours, key, now))
}

/** Whether a key is revoked without its register. */
function isEnded(doc: RingDocument, id: string): boolean {
  return (
    revokedOf(doc).some((stone) => stone.id === id) &&
    !doc.keys.some((key) => key.id === id && key.registeredOnly)
  )
}

function revokedOf(doc: RingDocument): Tombstone[] {
  return doc.tombstones.filter(({ status }) => status === "revoked")
}

/**
 * What both documents know, so that neither a key nor a revocation is lost; `ours` where theirs adds nothing. Revoked wins. A key of theirs that we
 * don't know counts only if it is young: an old one was ours, and is destroyed and forgotten.
 */
export function merge(ours: RingDocument, theirs: RingDocument, now: number): RingDocument {
  const tombstones = mergeTombstones(ours, theirs)
  const buried = new Set(tombstones.map(({ id }) => id))
  const since = now - retention(ours.policy)
  const mine = new Set(ours.keys.map(({ id }) => id))
  const found = theirs.keys.filter(
    (key) =>
      !mine.has(key.id) &&
      key.created > since &&
      (!buried.has(key.id) || key.registeredOnly || key.dataOnly),
  )
  const later = theirs.rev > ours.rev ? theirs : ours
  const keys = [...ours.keys, ...found]
    .map((key) => later.keys.find(({ id }) => id === key.id) ?? key)
    .flatMap((key) => (buried.has(key.id) ? whatStays(key.id, [ours, theirs]) : [key]))
  const rev = Math.max(ours.rev, theirs.rev)
  const gained =
    later === theirs ||
    withMarks([theirs], ours) !== ours ||
    keys.length < ours.keys.length ||
    keys.some((key) => !ours.keys.includes(key)) ||
    theirs.policy.maxTokenAge > ours.policy.maxTokenAge ||
    tombstones.some((stone) => !ours.tombstones.includes(stone))
  if (!gained) return ours
  const merged = {
    ...ours,
    rev,
    policy: {
      ...ours.policy,
      maxTokenAge: Math.max(ours.policy.maxTokenAge, theirs.policy.maxTokenAge),
    },
    // Whoever has an instance of either side learns of it: the revision is new to all.
    keys: keys.map((key) => (mine.has(key.id) ? key : { ...key, since: rev + 1 })),
    tombstones,
  }
  const before = later === theirs ? [ours, theirs] : [ours]
  return withMarks([ours, theirs], stayRetired(before, merged, now))
}

/**
 * What is left of a key that either side has buried: with its register where neither side has it revoked for good, for
 * stored data where either side keeps it for that.
 */
function whatStays(id: string, docs: readonly RingDocument[]): RingEntry[] {
  const entries = docs.flatMap((doc) => doc.keys.filter((key) => key.id === id))
  const registered = entries.find((key) => key.registeredOnly)
  if (registered && !docs.some((doc) => isEnded(doc, id))) return [registered]
  const forData = entries.find((key) => key.dataOnly)
  return forData ? [forData] : []
}

function mergeTombstones(ours: RingDocument, theirs: RingDocument): Tombstone[] {
  const all = new Map<string, Tombstone>()
  for (const stone of [...ours.tombstones, ...theirs.tombstones]) {
    const known = all.get(stone.id)
    if (!known || (known.status === "destroyed" && stone.status === "revoked")) {
      all.set(stone.id, stone)
    }
  }
  return [...all.values()]
}
