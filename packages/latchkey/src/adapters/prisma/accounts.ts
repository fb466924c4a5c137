import type { Adapter, AdapterAccount } from "../../contracts/adapter.ts"
import { isExactly, plain, type Row, textOf } from "./model.ts"
import type { PrismaRoom } from "./room.ts"
import { userOf } from "./users.ts"

type AccountMethods =
  | "getUserByAccount"
  | "linkAccount"
  | "unlinkAccount"
  | "getAccount"
  | "listAccountsByUserId"
  | "updateAccount"

type Key = Pick<AdapterAccount, "provider" | "providerAccountId">

const withoutId = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== "id"))

const isSo = (row: Row, fields: Row): boolean =>
  Object.entries(fields).every(([name, value]) => (row[name] ?? null) === value)

const accountOf = (row: Row): AdapterAccount =>
  ({ ...withoutId(plain(row)), userId: textOf(row["userId"]) ?? "" }) as AdapterAccount

const keyOf = ({ provider, providerAccountId }: Key): Record<string, string> => ({
  provider,
  providerAccountId,
})

export function accountMethods({ models }: PrismaRoom): Required<Pick<Adapter, AccountMethods>> {
  const { account: accounts } = models
  return {
    async getUserByAccount(account) {
      const row = await accounts.find(keyOf(account), { include: { user: true } })
      return row?.["user"] ? userOf(row["user"] as Row) : null
    },
    // The row's own id is the store's: one that a provider adds is not it.
    linkAccount: async (account) => accountOf(await accounts.create(withoutId(account))),
    async unlinkAccount(account) {
      const row = await accounts.find(keyOf(account))
      return row && (await accounts.delete(keyOf(account))) > 0 ? accountOf(row) : undefined
    },
    async getAccount(providerAccountId, provider) {
      const row = await accounts.find({ provider, providerAccountId })
      return row && accountOf(row)
    },
    async listAccountsByUserId(userId) {
      const rows = await accounts.list({ userId })
      return rows.filter((row) => isExactly(row, { userId })).map(accountOf)
    },
    async updateAccount({ provider, providerAccountId, ...fields }, expected = {}) {
      const key = { provider, providerAccountId }
      const row = await accounts.find(key)
      const [still, given] = [withoutId(expected), withoutId(fields)].map((part) =>
        accounts.data(part),
      ) as [Row, Row]
      // To the letter, whatever the database takes for the same; and then once more, in the statement that writes.
      if (!row || !isSo(row, still)) return null
      if (isSo(row, given)) return accountOf(row)
      if ((await accounts.set({ ...still, ...key }, given)) === 0) return null
      const after = await accounts.find(key)
      return after && accountOf(after)
    },
  }
}
