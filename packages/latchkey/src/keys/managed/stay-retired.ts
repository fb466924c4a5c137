import type { RingDocument, RingEntry } from "./document.ts"
import { isOver, retiresAt } from "./schedule.ts"

/**
 * The next document, with a mark on each key that was over before and would be alive again by it, since its successor
 * is gone or tokens live longer: such a key is here for stored data, and opens no token ever again.
 *
 * @param before What the next document was made from.
 */
export function stayRetired(
  before: readonly RingDocument[],
  next: RingDocument,
  now: number,
): RingDocument {
  return mark(next, (key) =>
    isOver(next, key, now) ? [] : before.flatMap((doc) => endOf(doc, key.id, now)),
  )
}

/** When a key was over, if it was. */
function endOf(doc: RingDocument, id: string, now: number): number[] {
  const key = doc.keys.find((one) => one.id === id)
  return key && isOver(doc, key, now) ? [retiresAt(doc, key)] : []
}

/** The next document with all marks that the others have. */
export function withMarks(others: readonly RingDocument[], next: RingDocument): RingDocument {
  return mark(next, ({ id }) =>
    others.flatMap((doc) => doc.keys.find((one) => one.id === id)?.retired ?? []),
  )
}

function mark(doc: RingDocument, endsOf: (key: RingEntry) => readonly number[]): RingDocument {
  const keys = doc.keys.map((key) => {
    const ends = key.retired === null ? endsOf(key) : []
    return ends.length === 0 ? key : { ...key, retired: Math.min(...ends) }
  })
  return keys.some((key, index) => key !== doc.keys[index]) ? { ...doc, keys } : doc
}
