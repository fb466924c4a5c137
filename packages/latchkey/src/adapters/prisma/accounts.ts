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
      if (!(await accounts.find(key))) return null
      const still = accounts.data(withoutId(expected))
      const changed = await accounts.set({ ...still, ...key }, withoutId(fields))
      const row = changed > 0 ? await accounts.find(key) : null
      return row && accountOf(row)
    },
  }
}
