import type { KeyView, RingAbout } from "../../contracts/keys.ts"
import type { RingDocument } from "./document.ts"
import { leastPropagation } from "./policy.ts"
import { inOrder, keyState, nextChange, sealingKey, tombstoneTime, turns } from "./schedule.ts"

/** A view, and until when time alone does not change it. */
export interface TimedView {
  readonly view: KeyView
  readonly from: number
  readonly until: number
  /** The ids of all keys that open; the one that seals is the first. */
  readonly ids: readonly string[]
  /** The id of the key that seals, if it is past its time and nothing follows. */
  readonly overdue: string | null
}

/**
 * The keys that count at a moment; null where none seals.
 *
 * @param from - The names of the store it was read from, and of the root that opened it.
 */
export function viewAt(
  doc: RingDocument,
  now: number,
  from: Pick<RingAbout, "store" | "root" | "development">,
): TimedView | null {
  const sealing = sealingKey(doc, now)
  if (!sealing) return null
  const opening = inOrder(doc)
    .toReversed()
    .filter((key) => key !== sealing && keyState(doc, key, now) !== "retired")
  const data = doc.keys.filter(
    (key) => key.registeredOnly || key.dataOnly || keyState(doc, key, now) === "retired",
  )
  const registered = doc.keys
    .filter((key) => keyState(doc, key, now) === "registered-only")
    .map((key) => {
      const revoked = tombstoneTime(doc, key.id)
      return { secret: key.material, revoked, settled: revoked + leastPropagation(doc.policy) }
    })
  return {
    view: {
      secrets: [sealing, ...opening].map((key) => key.material),
      refused: new Map(doc.tombstones.map(({ id, status }) => [id, status])),
      origin: `ring=${doc.ring} rev=${doc.rev} store=${from.store} root=${from.root}`,
      about: {
        ring: doc.ring,
        rev: doc.rev,
        maxTokenAge: doc.policy.maxTokenAge,
        ...from,
        ...turns(doc, sealing, now),
      },
      ...(registered.length > 0 ? { registered } : {}),
      ...(data.length > 0 ? { data: data.map((key) => key.material) } : {}),
    },
    from: now,
    until: nextChange(doc, now),
    ids: [sealing, ...opening].map(({ id }) => id),
    overdue: keyState(doc, sealing, now) === "overdue" ? sealing.id : null,
  }
}
