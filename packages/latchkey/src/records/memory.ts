import type { SessionRecord, SessionRecords } from "../contracts/session-records.ts"
import { newestFirst, wanted } from "./shared.ts"

/**
 * Lists sessions in this process, for tests and for applications of one process that may forget the list at a restart.
 *
 * @example
 * ```ts
 * session: { strategy: "jwt", revocable: { store: memoryRevocations() }, records: memoryRecords() }
 * ```
 */
export function memoryRecords(): SessionRecords {
  const records = new Map<string, SessionRecord>()
  const alive = (now: number, is: (record: SessionRecord) => boolean): SessionRecord[] =>
    [...records.values()].filter((record) => record.expires > now && is(record)).sort(newestFirst)
  return {
    name: "memory",
    async add(record) {
      const now = Date.now()
      for (const { id, expires } of records.values()) if (expires <= now) records.delete(id)
      if (!records.has(record.id)) records.set(record.id, { ...record, amr: [...record.amr] })
    },
    async touch({ id, seen, expires, ...from }) {
      const known = records.get(id)
      if (!known) return false
      const times = {
        seen: Math.max(known.seen, seen),
        expires: Math.max(known.expires, expires),
      }
      records.set(id, { ...known, ...from, ...times })
      return true
    },
    list: async (user, now) => alive(now, (record) => record.user === user),
    find: async (which, now) => alive(now, (record) => wanted(record, which)),
    async remove(user, { only, except } = {}) {
      const gone = [...records.values()].filter(
        ({ id, user: of }) => of === user && id !== except && (only === undefined || id === only),
      )
      for (const { id } of gone) records.delete(id)
      return gone.map(({ id }) => id)
    },
  }
}
