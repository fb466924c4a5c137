import type { InstanceRow } from "../../contracts/keys.ts"
import { MAX_KEYS, type RingDocument } from "./document.ts"
import type { RingPolicy } from "./policy.ts"
import { laggards } from "./acknowledge.ts"
import { isSuccessorDue, keyAtGate } from "./schedule.ts"
import { stayRetired } from "./stay-retired.ts"
import {
  destroyRetired,
  type FreshKey,
  postpone,
  prune,
  publish,
  wear,
  withPolicy,
} from "./transition.ts"

/** What a plan needs to know beside the document and the time. */
export interface Circumstances {
  readonly now: number
  /** This instance's configuration; taken over with the next key. */
  readonly policy: RingPolicy
  /** Drawn only where a successor is due. */
  readonly fresh: FreshKey | null
  /** The instances, where the start of a key is near and the store knows them. */
  readonly rows: readonly InstanceRow[]
  /** The key that seals has sealed so often that its successor should come early. */
  readonly worn: boolean
  /** Keys that something stored still needs. */
  readonly held: ReadonlySet<string>
}

/**
 * The next document, or the same object where nothing is due. Whoever comes by writes it; a decision is never kept in
 * one process, so all instances see one start of a key, early or put off.
 */
export function plan(doc: RingDocument, at: Circumstances): RingDocument {
  let next = gate(doc, at)
  if (at.worn) next = wear(next, at.now)
  // Room stays for a person who revokes; better an old key that seals than a document that nobody reads.
  const hasRoom = next.keys.length < MAX_KEYS - 32
  if (at.fresh && hasRoom && isSuccessorDue(next, at.now)) {
    next = publish(withPolicy(next, at.policy), at.now, at.fresh)
  }
  // Tokens live longer now: each key has to, also those that stop sealing before the next one comes.
  const { maxTokenAge } = at.policy
  if (maxTokenAge > next.policy.maxTokenAge) {
    next = { ...next, policy: { ...next.policy, maxTokenAge } }
  }
  next = stayRetired([doc], next, at.now)
  return prune(destroyRetired(next, at.now, at.held), at.now)
}

function gate(doc: RingDocument, at: Circumstances): RingDocument {
  const key = keyAtGate(doc, at.now)
  if (!key || laggards(doc, key, at.rows, at.now).length === 0) return doc
  return postpone(doc, key.id, at.now)
}
