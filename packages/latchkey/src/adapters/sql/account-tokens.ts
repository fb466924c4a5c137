import type { SealedData } from "../../contracts/data.ts"
import { ACCOUNT_SECRETS, accountContext } from "../../keys/data/account-tokens.ts"
import { type Field, fieldOf, fieldsAfter } from "../../keys/data/table.ts"
import type { Store } from "./store.ts"

const SOME = ACCOUNT_SECRETS.map((field) => `${field} IS NOT NULL`).join(" OR ")

const field = (key: string): Field => fieldOf(key, ACCOUNT_SECRETS, 2)

/** The accounts' tokens of an opened store. */
export function accountTokensOf(store: () => Promise<Store>): SealedData {
  const order = ({ dialect }: Store): string =>
    `${dialect.exact("provider")}, ${dialect.exact("providerAccountId")}`
  const from = (db: Store, after: Field | null, than: ">" | ">="): [string, readonly string[]] =>
    after ? [`(${SOME}) AND (${order(db)}) ${than} (?, ?)`, after.parts] : [SOME, []]
  return {
    name: "accounts",
    context({ key }) {
      const { parts, column } = field(key)
      return accountContext({ provider: parts[0]!, providerAccountId: parts[1]! }, column as never)
    },
    async page(after, limit) {
      const db = await store()
      const start = after === null ? null : field(after)
      const [where, args] = from(db, start, ">=")
      // One more, since of the first all fields may lie behind us.
      const sql = `SELECT provider, providerAccountId, ${ACCOUNT_SECRETS.join(", ")}
        FROM ${db.tables.accounts} WHERE ${where} ORDER BY ${order(db)} LIMIT ?`
      const accounts = (await db.list({ sql, args: [...args, limit + 1] })).map((values) => ({
        parts: [String(values["provider"]), String(values["providerAccountId"])],
        values,
      }))
      return fieldsAfter(accounts, ACCOUNT_SECRETS, start).slice(0, limit)
    },
    async replace(key, before, after) {
      const db = await store()
      const { parts, column } = field(key)
      const sql = `UPDATE ${db.tables.accounts} SET ${column} = ?
        WHERE ${db.dialect.exact("provider")} = ? AND ${db.dialect.exact("providerAccountId")} = ?
        AND ${db.dialect.exact(column)} = ? RETURNING provider`
      return (await db.find({ sql, args: [after, ...parts, before] })) !== null
    },
    async count(after) {
      const db = await store()
      const start = after === null ? null : field(after)
      const [where, args] = from(db, start, ">")
      const each = ACCOUNT_SECRETS.map((column) => `count(${column})`).join(" + ")
      const sql = `SELECT ${each} AS n FROM ${db.tables.accounts} WHERE ${where}`
      return Number((await db.find({ sql, args }))?.["n"] ?? 0)
    },
    async has(prefix) {
      const db = await store()
      const any = ACCOUNT_SECRETS.map((column) => `substr(${column}, 1, ?) = ?`).join(" OR ")
      const args = ACCOUNT_SECRETS.flatMap(() => [prefix.length, prefix])
      const sql = `SELECT 1 FROM ${db.tables.accounts} WHERE ${any} LIMIT 1`
      return (await db.find({ sql, args })) !== null
    },
  }
}
