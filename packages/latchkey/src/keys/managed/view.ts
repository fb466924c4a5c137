import type { KeyView } from "../../contracts/keys.ts"
import type { RingDocument } from "./document.ts"
import { inOrder, keyState, nextChange, sealingKey } from "./schedule.ts"

/** A view, and until when time alone does not change it. */
export interface TimedView {
  readonly view: KeyView
  readonly from: number
  readonly until: number
  /** The id of the key that seals, if it is past its time and nothing follows. */
  readonly overdue: string | null
}

/**
 * The keys that count at a moment; null where none seals.
 *
 * @param origin - What was loaded from where.
 */
export function viewAt(doc: RingDocument, now: number, origin: string): TimedView | null {
  const sealing = sealingKey(doc, now)
  if (!sealing) return null
  const opening = inOrder(doc)
    .toReversed()
    .filter((key) => key !== sealing && keyState(doc, key, now) !== "retired")
  const data = doc.keys.filter(
    (key) => key.registeredOnly || key.dataOnly || keyState(doc, key, now) === "retired",
  )
  const registered = doc.keys.filter((key) => keyState(doc, key, now) === "registered-only")
  return {
    view: {
      secrets: [sealing, ...opening].map((key) => key.material),
      refused: new Map(doc.tombstones.map(({ id, status }) => [id, status])),
      origin,
      ...(registered.length > 0 ? { registered: registered.map((key) => key.material) } : {}),
      ...(data.length > 0 ? { data: data.map((key) => key.material) } : {}),
    },
    from: now,
    until: nextChange(doc, now),
    overdue: keyState(doc, sealing, now) === "overdue" ? sealing.id : null,
  }
}
