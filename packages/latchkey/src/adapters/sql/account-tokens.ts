import type { SealedData } from "../../contracts/data.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { SqlValue } from "../../databases/database.ts"
import {
  ACCOUNT_SECRETS,
  type AccountSecret,
  accountContext,
} from "../../keys/data/account-tokens.ts"
import { type Field, fieldOf, fieldsAfter } from "../../keys/data/table.ts"
import { text } from "./rows.ts"
import { type Store, update } from "./store.ts"
import { columnOf, where } from "./table.ts"

const field = (key: string): Field => fieldOf(key, ACCOUNT_SECRETS, 2)

/** The accounts' tokens of an opened store. */
export function accountTokensOf(store: () => MaybePromise<Store>): SealedData {
  return {
    name: "accounts",
    context({ key }) {
      const { parts, column } = field(key)
      return accountContext({ provider: parts[0]!, providerAccountId: parts[1]! }, column as never)
    },
    page: async (after, limit) => page(await store(), after === null ? null : field(after), limit),
    async replace(key, before, after) {
      const db = await store()
      const { parts, column } = field(key)
      const key_ = { provider: parts[0], providerAccountId: parts[1] }
      const at = where(db.tables.accounts, { ...key_, [column]: before })
      return (await update(db, "accounts", { set: { [column]: after }, at })) > 0
    },
    async count(after) {
      const db = await store()
      const [from, values] = rest(db, after === null ? null : field(after), ">")
      const each = namesOf(db).map((name) => `count(${name})`)
      const sql = `SELECT ${each.join(" + ")} AS n FROM ${db.tables.accounts.name} WHERE ${from}`
      return Number((await db.rows(sql, values))[0]?.["n"] ?? 0)
    },
    async has(prefix) {
      const db = await store()
      const any = namesOf(db).map((name) => `substr(${name}, 1, ${prefix.length}) = ?`)
      const sql = `SELECT 1 FROM ${db.tables.accounts.name} WHERE ${any.join(" OR ")} LIMIT 1`
      return (
        (
          await db.rows(
            sql,
            any.map(() => prefix),
          )
        ).length > 0
      )
    },
  }
}

/** The columns of tokens that the table has, quoted. */
const namesOf = ({ tables: { accounts } }: Store): string[] =>
  ACCOUNT_SECRETS.flatMap((secret: AccountSecret) => accounts.columns.get(secret)?.name ?? [])

/** The columns that accounts are ordered by: byte by byte, so that the order is one. */
function order({ kind, tables: { accounts } }: Store): [provider: string, id: string] {
  const ordered = (column: string): string => {
    const { name } = columnOf(accounts, column)
    if (kind === "mysql") return `CAST(CONVERT(${name} USING utf8mb4) AS BINARY)`
    return kind === "postgres" ? `${name}::text COLLATE "C"` : `${name} COLLATE BINARY`
  }
  return [ordered("provider"), ordered("providerAccountId")]
}

function rest(db: Store, after: Field | null, than: ">" | ">="): [string, readonly SqlValue[]] {
  const some = namesOf(db)
    .map((name) => `${name} IS NOT NULL`)
    .join(" OR ")
  if (!after) return [some, []]
  const mark = { sqlite: "?", postgres: "?", mysql: "CAST(CONVERT(? USING utf8mb4) AS BINARY)" }[
    db.kind
  ]
  const [provider, id] = order(db)
  const [first, second] = after.parts as [string, string]
  const sql = `(${some}) AND (${provider} > ${mark} OR (${provider} = ${mark} AND ${id} ${than} ${mark}))`
  return [sql, [first, first, second]]
}

async function page(db: Store, start: Field | null, limit: number) {
  const { accounts } = db.tables
  const [from, values] = rest(db, start, ">=")
  const keys = ["provider", "providerAccountId"] as const
  // One more, since of the first all fields may lie behind us.
  const sql = `SELECT ${accounts.selection([...keys, ...ACCOUNT_SECRETS])} FROM ${accounts.name}
    WHERE ${from} ORDER BY ${order(db).join(", ")} LIMIT ${Math.trunc(limit) + 1}`
  const rows = (await db.rows(sql, values)).map((row) => ({
    parts: keys.map((key) => text(row[key]) ?? ""),
    values: Object.fromEntries(ACCOUNT_SECRETS.map((secret) => [secret, text(row[secret])])),
  }))
  return fieldsAfter(rows, ACCOUNT_SECRETS, start).slice(0, limit)
}
