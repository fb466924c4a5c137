import { readAccount, TOKEN_COLUMNS, writeValue } from "./rows.ts"
import type { Adapter } from "../../contracts/adapter.ts"
import type { Store } from "./store.ts"

type AccountMethods = "linkAccount" | "unlinkAccount" | "getAccount"

const COLUMNS = ["userId", "type", "provider", "providerAccountId", ...TOKEN_COLUMNS] as const

const where = ({ dialect }: Store): string =>
  `${dialect.exact("provider")} = ? AND ${dialect.exact("providerAccountId")} = ?`

const columns = ({ dialect }: Store): string => COLUMNS.map(dialect.quote).join(", ")

export function accountMethods(
  store: () => Promise<Store>,
): Required<Pick<Adapter, AccountMethods>> {
  return {
    async linkAccount(account) {
      const db = await store()
      const own = db.withId.has("accounts") ? [crypto.randomUUID()] : []
      // Only columns by our own list: a provider's extra fields name nothing in SQL (ADV-AJ17).
      const args = [...COLUMNS.map((column) => writeValue(account[column])), ...own]
      const names = [columns(db), ...own.map(() => "id")].join(", ")
      const sql = `INSERT INTO ${db.tables.accounts} (${names}) VALUES (${args.map(() => "?").join(", ")})
        RETURNING ${columns(db)}`
      const keys = [account.userId, account.provider, account.providerAccountId]
      return readAccount((await db.write({ sql, args, keys })) ?? {})
    },
    async unlinkAccount({ provider, providerAccountId }) {
      const db = await store()
      const sql = `DELETE FROM ${db.tables.accounts} WHERE ${where(db)} RETURNING ${columns(db)}`
      const row = await db.find({ sql, args: [provider, providerAccountId] })
      return row ? readAccount(row) : undefined
    },
    async getAccount(providerAccountId, provider) {
      const db = await store()
      const sql = `SELECT ${columns(db)} FROM ${db.tables.accounts} WHERE ${where(db)}`
      const row = await db.find({ sql, args: [provider, providerAccountId] })
      return row && readAccount(row)
    },
  }
}
