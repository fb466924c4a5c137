import type { SessionRecord, WantedSessions } from "../contracts/session-records.ts"

/** The order of a list: the same wherever it is kept, also of sign-ins in one millisecond. */
export function newestFirst(one: SessionRecord, other: SessionRecord): number {
  return other.created - one.created || (one.id < other.id ? -1 : 1)
}

/** Whether a record is of those that are looked for: to the letter, whatever the store takes for the same. */
export function wanted(record: SessionRecord, which: WantedSessions): boolean {
  if ("id" in which) return record.id === which.id
  if (record.provider !== which.provider) return false
  return "providerSession" in which
    ? record.providerSession === which.providerSession
    : record.providerAccountId === which.providerAccountId
}
