import { readDate, writeDate } from "./rows.ts"
import type { Adapter } from "../../contracts/adapter.ts"
import type { Store } from "./store.ts"

type TokenMethods = "createVerificationToken" | "useVerificationToken" | "increment"

export function tokenMethods(store: () => Promise<Store>): Required<Pick<Adapter, TokenMethods>> {
  return {
    async createVerificationToken({ identifier, token, expires }) {
      const db = await store()
      const sql = `INSERT INTO ${db.tables.verificationTokens} (identifier, token, expires)
        VALUES (?, ?, ?)`
      await db.write({
        sql,
        args: [identifier, token, writeDate(expires)],
        keys: [identifier, token],
      })
      return { identifier, token, expires: new Date(expires) }
    },
    async useVerificationToken({ identifier, token }) {
      const db = await store()
      const { exact } = db.dialect
      // One statement, by identifier AND token: looking first would let two callers in (ADV-AJ01, ADV-AJ08).
      const sql = `DELETE FROM ${db.tables.verificationTokens}
        WHERE ${exact("identifier")} = ? AND ${exact("token")} = ? RETURNING expires`
      const row = await db.find({ sql, args: [identifier, token] })
      const expires = readDate(row?.["expires"])
      return expires && { identifier, token, expires }
    },
    async increment({ key, by, expires }) {
      const db = await store()
      const table = db.tables.counters
      const now = Date.now()
      const sql = `INSERT INTO ${table} (key, count, expires) VALUES (?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN ${table}.expires <= ? THEN excluded.count
            ELSE ${table}.count + excluded.count END,
          expires = CASE WHEN ${table}.expires <= ? THEN excluded.expires ELSE ${table}.expires END
        RETURNING count`
      const args = [key, by, writeDate(expires), now, now]
      const count = Number((await db.write({ sql, args, keys: [key] }))?.["count"])
      // A counter that starts clears away those that are over, or every key ever tried would stay.
      if (count === by)
        await db.write({ sql: `DELETE FROM ${table} WHERE expires <= ?`, args: [now] })
      return count
    },
  }
}
