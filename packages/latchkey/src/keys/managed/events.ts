import type { RingDocument, RingEntry, Tombstone } from "./document.ts"

/**
 * What happened to a ring. Safe to log: names, ids and dates, never material.
 *
 * `key.published`, `key.rescheduled`, `key.postponed`, `key.revoked` and `key.destroyed` are changes of the document:
 * the instance that writes one says so, each other one that learns of it says it at the level `debug` (a revocation at
 * `info`: from then on it refuses the key). `key.activated`, `key.demoted` and `key.retired` come by time alone: each
 * instance says them when it acts accordingly.
 */
export interface RingEvent {
  readonly type:
    | "ring.loaded"
    | "ring.restored"
    | "ring.rejected"
    | "ring.unreachable"
    | "ring.write-failed"
    | "root.changed"
    | "clock.off"
    | "instance.differs"
    | "census.failed"
    | "key.published"
    | "key.rescheduled"
    | "key.postponed"
    | "key.worn"
    | "key.activated"
    | "key.demoted"
    | "key.retired"
    | "key.destroyed"
    | "key.revoked"
    | "key.overdue"
  /** Whether a person should look: at `warn` and `error`. */
  readonly level: "debug" | "info" | "warn" | "error"
  readonly ring: string
  readonly rev: number
  /** The key it is about. */
  readonly kid?: string
  /** The key's number in its ring; 0 for one that was imported. */
  readonly epoch?: number
  /** Who did it: an instance's name, `operator` for what a person asked for, `another` instance, or `time`. */
  readonly actor?: string
  /** Why, in the words of who did it. */
  readonly reason?: string
  /** The instance it is about. */
  readonly instance?: string
  /** One line for people. */
  readonly message: string
}

/** Who is told of a change: whoever wrote it, or one that reads what others wrote. */
export interface Told {
  readonly actor: string
  readonly wrote: boolean
}

type Change = Omit<RingEvent, "ring" | "rev" | "actor">

/** What a new document changes, as one event for each. */
export function changes(
  before: RingDocument | null,
  after: RingDocument,
  { actor, wrote }: Told,
): RingEvent[] {
  const known = new Map(before?.keys.map((key) => [key.id, key]))
  const stones = new Set(before?.tombstones.map(({ id, status }) => id + status))
  const found = [
    ...after.keys.flatMap((key) => keyChange(known.get(key.id), key) ?? []),
    ...after.tombstones.filter(({ id, status }) => !stones.has(id + status)).map(burial),
    ...rootChanges(before, after),
  ]
  const { ring, rev } = after
  return found.map((change) => ({
    ...change,
    level: wrote ? change.level : change.type === "key.revoked" ? "info" : "debug",
    ring,
    rev,
    actor,
  }))
}

function keyChange(was: RingEntry | undefined, key: RingEntry): Change | null {
  const { id: kid, epoch } = key
  const starts = new Date(key.notBefore).toISOString()
  const about = { kid, epoch, level: "info" } as const
  if (!was) return { ...about, type: "key.published", message: `key ${kid} seals from ${starts}` }
  if (was.postponed < key.postponed) {
    const message = `key ${kid} waits until ${starts}: not every instance has it`
    return { ...about, level: "warn", type: "key.postponed", message }
  }
  if (was.notBefore === key.notBefore && was.notAfter === key.notAfter) return null
  const ends = new Date(key.notAfter).toISOString()
  const message = `key ${kid} seals from ${starts}, its successor from ${ends}`
  return { ...about, type: "key.rescheduled", message }
}

function burial({ id: kid, epoch, status, reason }: Tombstone): Change {
  const about = { kid, epoch, reason, message: `key ${kid} is ${status}: ${reason}` }
  return status === "revoked"
    ? { ...about, level: "warn", type: "key.revoked" }
    : { ...about, level: "info", type: "key.destroyed" }
}

function rootChanges(before: RingDocument | null, after: RingDocument): Change[] {
  if (!before) return []
  const names = (doc: RingDocument): string => doc.roots.map(({ root }) => root).join(",")
  if (names(before) === names(after)) return []
  const message = `root changed, sessions kept: the ring is wrapped under ${names(after)} now`
  return [{ type: "root.changed", level: "info", message }]
}
