import type { SecurityEvent } from "../../contracts/security-events.ts"
import type { Delivery, Outbox } from "../outbox.ts"

interface Kept {
  readonly event: SecurityEvent
  readonly since: number
  attempts: number
  nextAt: number
  claimedBy: string | undefined
}

/**
 * Keeps events in this process. Where there is no room the newest gives way: who makes noise can't push out what shows
 * how he came in. Times are of a clock that nobody sets.
 */
export function memoryOutbox(room: number): Outbox {
  const all = new Map<string, Kept>()
  const mine = (id: string, by: string): Kept | undefined => {
    const kept = all.get(id)
    return kept?.claimedBy === by ? kept : undefined
  }
  return {
    shared: false,
    async keep(_, event) {
      if (all.has(event.id)) return true
      if (all.size >= room) return false
      const since = performance.now()
      all.set(event.id, { event, since, attempts: 0, nextAt: since, claimedBy: undefined })
      return true
    },
    // Who claims is in this process, and gives back what it has taken: no lease is needed.
    async claim(_, { by, limit }) {
      const now = performance.now()
      const taken: Delivery[] = []
      for (const kept of all.values()) {
        if (taken.length >= limit) break
        if (kept.claimedBy !== undefined || kept.nextAt > now) continue
        kept.claimedBy = by
        kept.attempts++
        taken.push({ event: kept.event, age: now - kept.since, attempts: kept.attempts })
      }
      return taken
    },
    async done(_, id, by) {
      if (mine(id, by)) all.delete(id)
    },
    async later(_, id, by, delay) {
      const kept = mine(id, by)
      if (!kept) return
      kept.claimedBy = undefined
      kept.nextAt = performance.now() + delay
    },
    async waiting() {
      const times = [...all.values()].map(({ nextAt }) => nextAt)
      const dueIn = times.reduce((least, at) => Math.min(least, at), Infinity) - performance.now()
      return { count: all.size, dueIn: Math.max(0, dueIn) }
    },
  }
}
