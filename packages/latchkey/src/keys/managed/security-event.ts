import type { NotedEvent } from "../../contracts/security-events.ts"
import { crypto, toHex } from "../../crypto/index.ts"
import type { RingEvent } from "./events.ts"

/** What an auditor wants to see of a ring. Each instance says them, those that another one wrote too. */
const changes: ReadonlySet<RingEvent["type"]> = new Set([
  "key.published",
  "key.activated",
  "key.revoked",
  "key.destroyed",
  "root.changed",
])
/** What must not happen. */
const alarms: ReadonlySet<RingEvent["type"]> = new Set([
  "ring.restored",
  "ring.rejected",
  "key.overdue",
])

/** Passes an event of a ring on to the one stream of security events, where it belongs there. */
export function tellSecurity(note: (event: NotedEvent) => void, event: RingEvent): void {
  const isAlarm = alarms.has(event.type)
  if (!isAlarm && !changes.has(event.type)) return
  const noted = notedEvent(event, isAlarm)
  if (isAlarm) return note(noted)
  void idOf(event).then((id) => note({ ...noted, id }))
}

function notedEvent(event: RingEvent, isAlarm: boolean): NotedEvent {
  const { type, ring, rev, kid, epoch, actor, reason } = event
  return {
    type: "keys-changed",
    outcome: isAlarm ? "failure" : "success",
    // Who reads it of another instance does not know who wrote it.
    ...(actor === undefined || actor === "another"
      ? {}
      : { actor: actor === "operator" ? actor : "system" }),
    ...(isAlarm ? { reason: type } : {}),
    details: {
      change: type,
      ring,
      rev,
      ...(kid === undefined ? {} : { kid }),
      ...(epoch === undefined ? {} : { epoch }),
      ...(reason === undefined ? {} : { why: reason }),
    },
  }
}

/** The same on every instance, so that a change counts once. A change of roots has no key, and may come again. */
async function idOf({ type, ring, kid, rev }: RingEvent): Promise<string> {
  const about = JSON.stringify([ring, type, kid ?? rev])
  return `keys-${toHex(await crypto.sha256(about)).slice(0, 32)}`
}
