import type { Redemption, SessionRegister } from "../../contracts/register.ts"

/** The names of the columns and everything about times is the same everywhere; what differs is here. */
export interface RegisterDatabase {
  /** Short and safe to log. */
  readonly name: string
  /** Quoted or checked already. */
  readonly table: string
  /** Runs a statement with `?` for values, and answers how many rows it found to write. */
  write(sql: string, values: RegisterValue[]): Promise<number>
  /** Whether a query finds a row. */
  finds(sql: string, values: RegisterValue[]): Promise<boolean>
  /** `INSERT …` so that an id which is there already is left as it is. */
  insert(sql: string): string
  /** Makes the table and its index. */
  readonly ddl: readonly string[]
  isMissingTable(error: unknown): boolean
  /** What those get who make the same table at the same time. */
  isMadeByOthers?(error: unknown): boolean
}

export type RegisterValue = string | number

export interface SqlRegisterOptions {
  /** The table's name; it is made if missing. Default `auth_session_register`. */
  readonly table?: string
}

/** The table where no other is named. */
export const REGISTER_TABLE = "auth_session_register"

/** Milliseconds between two times that this process drops the rows of sessions that have ended. */
const PRUNE_INTERVAL = 600_000

/** Who may enter: see `SessionRegister.redeem`. A session that was never moved has 0 there. */
const MAY_ENTER = `id = ? AND expires > ? AND ((claims = ? AND moved < ?)
  OR (moved >= ? AND moved > ? AND (claims = ? OR former = ?)))`

function entering({ id, claims, revoked, now, grace }: Redemption): RegisterValue[] {
  return [id, now, claims, revoked, revoked, now - grace, claims, claims]
}

/** A register in a database. Each method is one statement, so it works through a pooler in any mode. */
export function sqlRegister(database: RegisterDatabase): SessionRegister {
  const db = withTable(database)
  const { table } = db
  let pruned = 0
  /** Rows that stay a while longer harm nobody, so a failure is not the sign-in's. */
  const prune = async (now: number): Promise<void> => {
    if (now - pruned < PRUNE_INTERVAL) return
    pruned = now
    await db.write(`DELETE FROM ${table} WHERE expires <= ?`, [now]).catch(() => {})
  }
  return {
    name: db.name,
    async add({ id, claims, expires }) {
      const insert = `INTO ${table} (id, claims, former, expires, moved, writes) VALUES (?, ?, '', ?, 0, 0)`
      await db.write(db.insert(insert), [id, claims, expires])
      await prune(Date.now())
    },
    async renew({ id, claims }, change) {
      // `writes` changes each time: some servers count only the rows that did.
      const sql = `UPDATE ${table} SET claims = ?, expires = ?, writes = writes + 1 WHERE id = ? AND claims = ?`
      return (await db.write(sql, [change.claims, change.expires, id, claims])) === 1
    },
    redeem: (asked) => db.finds(`SELECT id FROM ${table} WHERE ${MAY_ENTER}`, entering(asked)),
    async move(asked, change) {
      const { revoked, now } = asked
      // Never before the revocation that it answers, whatever this clock says. The first move counts.
      const moved = Math.max(now, revoked)
      const claims = change.claims === asked.claims ? [] : [change.claims, asked.claims]
      const sql = `UPDATE ${table} SET ${claims.length > 0 ? "claims = ?, former = ?, " : ""}expires = ?,
        writes = writes + 1, moved = CASE WHEN moved < ? THEN ? ELSE moved END WHERE ${MAY_ENTER}`
      const values = [...claims, change.expires, revoked, moved, ...entering(asked)]
      return (await db.write(sql, values)) === 1
    },
    async remove(id) {
      await db.write(`DELETE FROM ${table} WHERE id = ?`, [id])
    },
  }
}

/** Makes the table when the database says that there is none, which is not the same as a failed statement. */
function withTable(db: RegisterDatabase): RegisterDatabase {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (!db.isMissingTable(error)) throw error
      for (const statement of db.ddl) {
        await db.write(statement, []).catch((failure: unknown) => {
          if (!db.isMadeByOthers?.(failure)) throw failure
        })
      }
      return work()
    }
  }
  return {
    ...db,
    write: (sql, values) => guarded(() => db.write(sql, values)),
    finds: (sql, values) => guarded(() => db.finds(sql, values)),
  }
}
