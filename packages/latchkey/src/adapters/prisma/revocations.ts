import type { RevocationStore, SessionRevocation } from "../../contracts/revocations.ts"
import type { PrismaModel, Row } from "./model.ts"

/**
 * Milliseconds that are read once more: numbers are given out before rows are committed, so that a lower one can appear
 * after a higher one was read.
 */
const OVERLAP = 60_000
/** Milliseconds between two times that this process drops the rows that no living session needs. */
const PRUNE_INTERVAL = 600_000

function revocationOf(row: Row): SessionRevocation {
  const except = String(row["exceptId"])
  return {
    kind: row["kind"] === "user" ? "user" : "session",
    id: String(row["id"]),
    at: Number(row["beganUntil"]),
    ...(except === "" ? {} : { except }),
    until: Number(row["neededUntil"]),
  }
}

/** What has ended, in the model `LatchkeyRevocation`. */
export function prismaRevocations(
  revocations: PrismaModel,
  now: () => Promise<number>,
): RevocationStore {
  let pruned = 0
  /** Rows that stay a while longer harm nobody. */
  const prune = async (at: number): Promise<void> => {
    if (at - pruned < PRUNE_INTERVAL) return
    pruned = at
    const over = { neededUntil: { lte: revocations.value("neededUntil", at) } }
    await revocations.delete(over).catch(() => {})
  }
  return {
    name: "prisma:LatchkeyRevocation",
    async add({ kind, id, at, except, until }) {
      await revocations.create({
        kind,
        id,
        beganUntil: Math.floor(at),
        exceptId: except ?? "",
        neededUntil: Math.ceil(until),
        noted: Math.floor(await now()),
      })
      await prune(Date.now())
    },
    async since(cursor) {
      const alive = { neededUntil: { gt: revocations.value("neededUntil", Date.now()) } }
      const late = Math.floor(await now()) - OVERLAP
      const [n = 0, noted = 0] = cursor?.split(":").map(Number) ?? []
      // Where the last row is not there as it was, numbers may have begun anew: all is read, as by one who starts.
      const last = { n, noted: revocations.value("noted", noted) }
      const goesOn = n > 0 && (await revocations.list(last)).length > 0
      const news = goesOn
        ? { OR: [{ n: { gt: n } }, { noted: { gt: revocations.value("noted", late) } }] }
        : {}
      const rows = await revocations.list({ ...alive, ...news })
      const highest = rows.reduce<Row | undefined>(
        (most, row) => (Number(row["n"]) > Number(most?.["n"] ?? 0) ? row : most),
        undefined,
      )
      const moves = highest && (!goesOn || Number(highest["n"]) > n)
      return {
        revocations: rows.map(revocationOf),
        cursor: moves ? `${Number(highest["n"])}:${Number(highest["noted"])}` : `${n}:${noted}`,
      }
    },
  }
}
