import type { SessionRecord, SessionRecords } from "../../src/contracts/session-records.ts"

/** A list of sessions in memory, which a test writes itself, and can take away. */
export interface ToldRecords extends SessionRecords {
  readonly rows: Map<string, SessionRecord>
  down: boolean
}

export function toldRecords(): ToldRecords {
  const rows = new Map<string, SessionRecord>()
  const records: ToldRecords = {
    name: "told",
    rows,
    down: false,
    async add(record) {
      up()
      if (!rows.has(record.id)) rows.set(record.id, record)
    },
    async touch({ id }) {
      up()
      return rows.has(id)
    },
    async list(user, now) {
      up()
      return [...rows.values()].filter((row) => row.user === user && row.expires > now)
    },
    async find(which, now) {
      up()
      return [...rows.values()].filter(
        (row) =>
          row.expires > now &&
          Object.entries(which).every(
            ([name, value]) => row[name as keyof SessionRecord] === value,
          ),
      )
    },
    async remove(user, { only, except } = {}) {
      up()
      const gone = [...rows.values()].filter(
        (row) => row.user === user && (only === undefined || row.id === only) && row.id !== except,
      )
      for (const { id } of gone) rows.delete(id)
      return gone.map(({ id }) => id)
    },
  }
  const up = (): void => {
    if (records.down) throw new Error("connection refused")
  }
  return records
}
