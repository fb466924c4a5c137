import type { Adapter, AdapterAccount } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { Row } from "../../databases/database.ts"
import { givenOwn, readOwn } from "./own-columns.ts"
import { readAccount, TOKEN_COLUMNS } from "./rows.ts"
import { insertion, select, selectOne, type Store, take, update } from "./store.ts"
import { joined, type Table, unchanged, type Values, where } from "./table.ts"

type AccountMethods =
  | "linkAccount"
  | "unlinkAccount"
  | "getAccount"
  | "listAccountsByUserId"
  | "updateAccount"

const KEYS = ["provider", "providerAccountId"] as const
const COLUMNS = ["userId", "type", ...KEYS, ...TOKEN_COLUMNS] as const

/** Only columns that the table is known to have: a provider's extra fields name nothing in SQL (ADV-AJ17). */
function valuesOf(table: Table, account: Partial<AdapterAccount>): Values {
  const given = COLUMNS.filter((column) => account[column] !== undefined)
  const ours = given.filter((column) => table.columns.has(column))
  return {
    ...givenOwn(table.own, account),
    ...Object.fromEntries(ours.map((column) => [column, account[column]])),
  }
}

/** An account with the columns that are the application's own, of which an empty one is none. */
function accountOf({ tables: { accounts } }: Store, row: Row): AdapterAccount {
  const own = Object.entries(readOwn(accounts.own, row)).filter(([, value]) => value !== null)
  return { ...(Object.fromEntries(own) as Partial<AdapterAccount>), ...readAccount(row) }
}

export function accountMethods(
  store: () => MaybePromise<Store>,
): Required<Pick<Adapter, AccountMethods>> {
  return {
    async linkAccount(account) {
      const db = await store()
      const { accounts } = db.tables
      const values = valuesOf(accounts, account)
      const { sql, args } = insertion(db.kind, accounts, { values, keys: ["userId", ...KEYS] })
      if (db.kind !== "mysql") {
        const [row] = await db.rows(`${sql} RETURNING ${accounts.selection()}`, args)
        return accountOf(db, row ?? {})
      }
      await db.write(sql, args)
      return accountOf(db, (await selectOne(db, "accounts", keyOf(account))) ?? {})
    },
    async unlinkAccount(account) {
      const db = await store()
      const row = await take(db, "accounts", keyOf(account))
      return row ? accountOf(db, row) : undefined
    },
    async getAccount(providerAccountId, provider) {
      const db = await store()
      const row = await selectOne(db, "accounts", { provider, providerAccountId })
      return row && accountOf(db, row)
    },
    async listAccountsByUserId(userId) {
      const db = await store()
      return (await select(db, "accounts", { userId })).map((row) => accountOf(db, row))
    },
    async updateAccount(account, expected) {
      const db = await store()
      if (!expected) return updateAccount(db, account)
      return db.atomically((within) => updateAccount(within, account, expected))
    },
  }
}

const keyOf = ({ provider, providerAccountId }: Pick<AdapterAccount, (typeof KEYS)[number]>) => ({
  provider,
  providerAccountId,
})

async function updateAccount(
  db: Store,
  account: Pick<AdapterAccount, (typeof KEYS)[number]> & Partial<AdapterAccount>,
  expected?: Partial<AdapterAccount>,
): Promise<AdapterAccount | null> {
  const { accounts } = db.tables
  const { provider: _, providerAccountId: __, ...set } = valuesOf(accounts, account)
  const key = where(accounts, keyOf(account))
  const same = unchanged(accounts, expected ? valuesOf(accounts, expected) : {})
  if (!key || !same) return null
  const at = joined([key, same])
  // Not by the count of the update: MySQL may count only what became different. The row is held until the end.
  if (expected && db.kind !== "sqlite") {
    const sql = `SELECT 1 FROM ${accounts.name} WHERE ${at.sql} FOR UPDATE`
    if ((await db.rows(sql, at.values)).length === 0) return null
  }
  if (Object.keys(set).length > 0) {
    const updated = await update(db, "accounts", { set, at })
    if (expected && updated === 0 && db.kind !== "mysql") return null
  }
  const row = await selectOne(db, "accounts", keyOf(account))
  return row && accountOf(db, row)
}
