import type { RingDocument } from "./document.ts"
import type { RingEvent } from "./events.ts"
import type { TimedView } from "./view.ts"

type Passage = Pick<RingEvent, "type" | "level" | "kid" | "epoch" | "actor" | "message">

/**
 * What keys became between two views: nobody writes these down, they follow from the document and the time. What was
 * revoked is not among them, somebody did that.
 */
export function passages(
  before: TimedView["ids"],
  after: TimedView["ids"],
  doc: RingDocument,
): Passage[] {
  const [was, is] = [before[0]!, after[0]!]
  const found: Passage[] = []
  const say = (type: RingEvent["type"], kid: string, what: string): void => {
    const entry = [...doc.keys, ...doc.tombstones].find(({ id }) => id === kid)
    const epoch = entry ? { epoch: entry.epoch } : {}
    found.push({ type, level: "info", kid, ...epoch, actor: "time", message: `key ${kid} ${what}` })
  }
  if (was !== is) say("key.activated", is, "seals from now on")
  if (was !== is && after.includes(was)) say("key.demoted", was, "seals no longer, and still opens")
  const revoked = new Set(
    doc.tombstones.flatMap(({ id, status }) => (status === "revoked" ? [id] : [])),
  )
  for (const kid of before) {
    if (after.includes(kid) || revoked.has(kid)) continue
    say("key.retired", kid, "opens nothing any more: its last token has expired")
  }
  return found
}
