import type { Adapter, AdapterAccount } from "../../contracts/adapter.ts"
import { fieldOf, fieldsOf, recordOf } from "./fields.ts"
import { nameable, pairOf } from "./names.ts"
import { disownOne, listOwned, own, type Owned, readOwned } from "./owned.ts"
import type { RedisPlace } from "./place.ts"
import { UPDATE_IF } from "./scripts.ts"
import { readUser } from "./users.ts"

type AccountMethods =
  | "getUserByAccount"
  | "linkAccount"
  | "unlinkAccount"
  | "getAccount"
  | "listAccountsByUserId"
  | "updateAccount"

type Key = Pick<AdapterAccount, "provider" | "providerAccountId">

export function accountMethods(place: RedisPlace): Required<Pick<Adapter, AccountMethods>> {
  const { command, run, names } = place
  const ownedOf = ({ provider, providerAccountId }: Key): Owned => {
    const member = pairOf(provider, providerAccountId)
    return { set: "accounts", member, key: names.account(member) }
  }
  const isNameable = ({ provider, providerAccountId }: Key): boolean =>
    nameable(provider, providerAccountId)
  return {
    async getUserByAccount(account) {
      if (!isNameable(account)) return null
      const row = recordOf<AdapterAccount>(await command("HGETALL", ownedOf(account).key))
      return typeof row?.userId === "string" ? readUser(place, row.userId) : null
    },
    async linkAccount(account) {
      await own(place, ownedOf(account), account)
      return recordOf<AdapterAccount>(fieldsOf(account))
    },
    async unlinkAccount(account) {
      if (!isNameable(account)) return undefined
      return (await disownOne<AdapterAccount>(place, ownedOf(account))) ?? undefined
    },
    async getAccount(providerAccountId, provider) {
      const account = { provider, providerAccountId }
      return isNameable(account) ? readOwned(place, ownedOf(account).key) : null
    },
    listAccountsByUserId: (userId) =>
      listOwned<AdapterAccount>(place, userId, { set: "accounts", keyOf: names.account }),
    async updateAccount(account, expected = {}) {
      if (!isNameable(account)) return null
      const entries = (part: object): [string, unknown][] =>
        Object.entries(part).filter(([name, value]) => value !== undefined && !IDENTITY.has(name))
      // A field that is not there and one that is null are the same.
      const given = entries(account).map(([name, value]) => [name, empty(value) ?? fieldOf(value)])
      const known = entries(expected).map(([name, value]) => [name, empty(value) ?? fieldOf(value)])
      if ([...given, ...known].some(([, value]) => value === undefined))
        throw new TypeError("A field of the account can't be stored.")
      const args = [String(known.length), ...known.flat(), ...given.flat()] as string[]
      return recordOf<AdapterAccount>(await run(UPDATE_IF, [ownedOf(account).key], args))
    },
  }
}

/** What names an account is never changed. */
const IDENTITY: ReadonlySet<string> = new Set(["provider", "providerAccountId"])

const empty = (value: unknown): "" | undefined => (value === null ? "" : undefined)
