import type { Adapter } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { quoteName } from "../../databases/ddl.ts"
import { readDate, writeDate } from "./rows.ts"
import { insert, type Store, take } from "./store.ts"
import { columnOf } from "./table.ts"

type TokenMethods = "createVerificationToken" | "useVerificationToken" | "increment"

export function tokenMethods(
  store: () => MaybePromise<Store>,
): Required<Pick<Adapter, TokenMethods>> {
  return {
    async createVerificationToken({ identifier, token, expires }) {
      const values = { identifier, token, expires }
      await insert(await store(), "verificationTokens", { values, keys: ["identifier", "token"] })
      return { identifier, token, expires: new Date(expires) }
    },
    async useVerificationToken({ identifier, token }) {
      // In one step, by identifier AND token: looking first would let two callers in (ADV-AJ01, ADV-AJ08).
      const row = await take(await store(), "verificationTokens", { identifier, token })
      const expires = readDate(row?.["expires"])
      return expires && { identifier, token, expires }
    },
    async increment({ key, by, expires }) {
      const db = await store()
      const { name, columns } = db.tables.counters
      assertKey(db, "counters", key)
      const now = Date.now()
      const count = await counted(db, { key, by, expires: writeDate(expires), now })
      // A counter that starts clears away those that are over, or every key ever tried would stay.
      if (count === by)
        await db.write(`DELETE FROM ${name} WHERE ${columns.get("expires")!.name} <= ?`, [now])
      return count
    },
  }
}

/** @throws TypeError for a key that would be stored as another */
export function assertKey(db: Store, table: "counters" | "leases", key: string): void {
  if (!columnOf(db.tables[table], "key").form.holds(key))
    throw new TypeError("The database can't hold this key as it is.")
}

interface Count {
  readonly key: string
  readonly by: number
  readonly expires: number
  readonly now: number
}

/** A counter that lives is counted on, one that is over starts anew. */
async function counted(db: Store, { key, by, expires, now }: Count): Promise<number> {
  const { counters } = db.tables
  const quoted = (column: string): string => columnOf(counters, column).name
  const [k, n, end] = [quoted("key"), quoted("count"), quoted("expires")]
  const insertion = `INSERT INTO ${counters.name} (${k}, ${n}, ${end}) VALUES (?, ?, ?)`
  if (db.kind === "mysql") {
    // Assignments are made from left to right: the end decides about the count first.
    const sql = `${insertion} ON DUPLICATE KEY UPDATE
      ${n} = IF(${end} <= ?, VALUES(${n}), ${n} + VALUES(${n})), ${end} = IF(${end} <= ?, VALUES(${end}), ${end})`
    const [row] = await db.atomically(async (within) => {
      await within.write(sql, [key, by, expires, now, now])
      return within.rows(`SELECT ${n} AS counted FROM ${counters.name} WHERE ${k} = ?`, [key])
    })
    return Number(row?.["counted"])
  }
  const old = (column: string): string => `old.${column}`
  const sql = `${insertion.replace(counters.name, `${counters.name} AS old`)} ON CONFLICT (${k}) DO UPDATE SET
    ${n} = CASE WHEN ${old(end)} <= ? THEN excluded.${n} ELSE ${old(n)} + excluded.${n} END,
    ${end} = CASE WHEN ${old(end)} <= ? THEN excluded.${end} ELSE ${old(end)} END
    RETURNING ${n} AS ${quoteName(db.kind, "counted")}`
  const [row] = await db.rows(sql, [key, by, expires, now, now])
  return Number(row?.["counted"])
}
