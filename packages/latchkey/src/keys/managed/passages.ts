import type { RingDocument } from "./document.ts"
import type { RingEvent } from "./events.ts"
import type { TimedView } from "./view.ts"

type Standing = Pick<TimedView, "sealing" | "opening">
type Passage = Pick<RingEvent, "type" | "level" | "kid" | "epoch" | "actor" | "message">

/**
 * What keys became between two views: nobody writes these down, they follow from the document and the time. What was
 * revoked is not among them, somebody did that.
 */
export function passages(before: Standing, after: Standing, doc: RingDocument): Passage[] {
  if (before.sealing === after.sealing && same(before.opening, after.opening)) return []
  const found: Passage[] = []
  const say = (type: RingEvent["type"], kid: string, what: string): void => {
    const entry = [...doc.keys, ...doc.tombstones].find(({ id }) => id === kid)
    const epoch = entry ? { epoch: entry.epoch } : {}
    found.push({ type, level: "info", kid, ...epoch, actor: "time", message: `key ${kid} ${what}` })
  }
  if (before.sealing !== after.sealing) {
    say("key.activated", after.sealing, "seals from now on")
    if (after.opening.includes(before.sealing)) {
      say("key.demoted", before.sealing, "seals no longer, and still opens")
    }
  }
  const revoked = new Set(
    doc.tombstones.flatMap(({ id, status }) => (status === "revoked" ? [id] : [])),
  )
  for (const kid of [before.sealing, ...before.opening]) {
    if (kid === after.sealing || after.opening.includes(kid) || revoked.has(kid)) continue
    say("key.retired", kid, "opens nothing any more: its last token has expired")
  }
  return found
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id))
}
