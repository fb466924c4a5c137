import type { SessionRecord, SessionRecords } from "../../src/contracts/session-records.ts"
import { memoryRecords } from "../../src/records/memory.ts"

/** A list of sessions that can be taken away, and says what came to it. */
export interface FaultyRecords extends SessionRecords {
  readonly added: SessionRecord[]
  down: boolean
}

export function faultyRecords(): FaultyRecords {
  const inner = memoryRecords()
  const added: SessionRecord[] = []
  const up =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> =>
      records.down ? Promise.reject(new Error("connection refused")) : work(...args)
  const records: FaultyRecords = {
    name: "faulty",
    added,
    down: false,
    add: up(async (record) => {
      added.push(record)
      return inner.add(record)
    }),
    touch: up(inner.touch),
    list: up(inner.list),
    find: up(inner.find),
    remove: up(inner.remove),
  }
  return records
}
