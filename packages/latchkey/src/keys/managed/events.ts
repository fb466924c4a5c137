import type { RingDocument } from "./document.ts"

/** What happened to a ring. Safe to log: names, ids and dates, never material. */
export interface RingEvent {
  readonly type:
    | "ring.loaded"
    | "ring.restored"
    | "ring.rejected"
    | "ring.unreachable"
    | "ring.write-failed"
    | "root.changed"
    | "clock.off"
    | "census.failed"
    | "key.published"
    | "key.rescheduled"
    | "key.postponed"
    | "key.destroyed"
    | "key.revoked"
    | "key.overdue"
  /** Whether a person should look. */
  readonly level: "info" | "warn" | "error"
  readonly ring: string
  readonly rev: number
  /** The key it is about. */
  readonly kid?: string
  /** One line for people. */
  readonly message: string
}

type Change = Pick<RingEvent, "type" | "level" | "message"> & { kid?: string }

/** What a new document changes, as one line for each. */
export function changes(before: RingDocument | null, after: RingDocument): RingEvent[] {
  const found: Change[] = []
  const known = new Map(before?.keys.map((key) => [key.id, key]))
  for (const key of after.keys) {
    const was = known.get(key.id)
    const starts = new Date(key.notBefore).toISOString()
    const about = { kid: key.id, level: "info" } as const
    if (!was) {
      found.push({ ...about, type: "key.published", message: `key ${key.id} seals from ${starts}` })
    } else if (was.postponed < key.postponed) {
      const message = `key ${key.id} waits until ${starts}: not every instance has it`
      found.push({ ...about, level: "warn", type: "key.postponed", message })
    } else if (was.notBefore !== key.notBefore || was.notAfter !== key.notAfter) {
      const ends = new Date(key.notAfter).toISOString()
      const message = `key ${key.id} seals from ${starts}, its successor from ${ends}`
      found.push({ ...about, type: "key.rescheduled", message })
    }
  }
  const stones = new Set(before?.tombstones.map(({ id, status }) => id + status))
  for (const { id, status, reason } of after.tombstones) {
    if (stones.has(id + status)) continue
    const level = status === "revoked" ? "warn" : "info"
    const type = status === "revoked" ? "key.revoked" : "key.destroyed"
    found.push({ kid: id, level, type, message: `key ${id} is ${status}: ${reason}` })
  }
  const { ring, rev } = after
  return [...found, ...rootChanges(before, after)].map((change) => ({ ...change, ring, rev }))
}

function rootChanges(before: RingDocument | null, after: RingDocument): Change[] {
  if (!before) return []
  const names = (doc: RingDocument): string => doc.roots.map(({ root }) => root).join(",")
  if (names(before) === names(after)) return []
  const message = `root changed, sessions kept: the ring is wrapped under ${names(after)} now`
  return [{ type: "root.changed", level: "info", message }]
}
