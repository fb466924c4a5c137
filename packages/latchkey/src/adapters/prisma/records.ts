import type { SessionRecord, SessionRecords } from "../../contracts/session-records.ts"
import { newestFirst, wanted } from "../../records/shared.ts"
import { codeOf, DUPLICATE, type PrismaModel, plain, type Row } from "./model.ts"

const recordOf = (row: Row): SessionRecord => ({
  ...plain<SessionRecord>(row),
  amr: methodsOf(row["amr"]),
})

/** What somebody else wrote there is no method. */
function methodsOf(json: unknown): string[] {
  try {
    const parsed: unknown = JSON.parse(String(json))
    return Array.isArray(parsed) ? parsed.filter((one) => typeof one === "string") : []
  } catch {
    return []
  }
}

/** Sessions in the model `LatchkeySessionRecord`. */
export function prismaRecords(records: PrismaModel): SessionRecords {
  const living = async (where: object, now: number): Promise<SessionRecord[]> => {
    const rows = await records.list({ ...where, expires: { gt: records.value("expires", now) } })
    return rows.map(recordOf).sort(newestFirst)
  }
  return {
    name: "prisma:LatchkeySessionRecord",
    async add(record) {
      try {
        await records.create({ ...record, amr: JSON.stringify(record.amr) })
      } catch (error) {
        if (codeOf(error) !== DUPLICATE) throw error
      }
      await records.delete({ expires: { lte: records.value("expires", Date.now()) } })
    },
    async touch({ id, seen, expires, ip, userAgent }) {
      const earlier = (name: string, time: number): object => ({
        [name]: { lt: records.value(name, time) },
      })
      await records.set({ id, ...earlier("seen", seen) }, { seen })
      await records.set({ id, ...earlier("expires", expires) }, { expires })
      if (ip !== undefined || userAgent !== undefined) await records.set({ id }, { ip, userAgent })
      return (await records.find({ id })) !== null
    },
    list: async (user, now) =>
      (await living({ user }, now)).filter((record) => record.user === user),
    find: async (which, now) =>
      (await living(which, now)).filter((record) => wanted(record, which)),
    async remove(user, { only, except } = {}) {
      const removed: string[] = []
      for (const row of await records.list({ user })) {
        const { id } = row as { id: string }
        if (row["user"] !== user || (only !== undefined && id !== only) || id === except) continue
        if ((await records.delete({ id })) > 0) removed.push(id)
      }
      return removed
    },
  }
}
