import { absent, attempt, matches, ok, race, refuses, same } from "./assert.ts"
import { newAccount, storedUser, unique } from "./conformance-case.ts"
import { comparesExactly, hostile } from "./strings.ts"
import type { Adapter, AdapterAccount } from "../../contracts/adapter.ts"
import type { ConformanceCase } from "./conformance-case.ts"

const group = "accounts"

type Key = Pick<AdapterAccount, "provider" | "providerAccountId">

/** The account as the adapter answers it. One without `getAccount` tells only whose it is, and nothing of its tokens. */
async function read(
  adapter: Adapter,
  { provider, providerAccountId }: Key,
): Promise<Partial<AdapterAccount> | null> {
  if (adapter.getAccount) return adapter.getAccount(providerAccountId, provider)
  const owner = await adapter.getUserByAccount?.({ provider, providerAccountId })
  return owner ? { userId: owner.id, provider, providerAccountId } : null
}

/** What of an account {@link read} must answer. */
const readable = (adapter: Adapter, account: AdapterAccount): Partial<AdapterAccount> => {
  const { userId, provider, providerAccountId } = account
  return adapter.getAccount ? account : { userId, provider, providerAccountId }
}

export const accountCases: readonly ConformanceCase[] = [
  {
    id: "C20",
    group,
    title: "a linked account is found, with its tokens, and leads to its user",
    async run(context) {
      const { adapter, db } = context
      const user = await storedUser(context)
      const account = newAccount(user.id, {
        access_token: `at ${"x".repeat(4000)}`,
        refresh_token: "rt",
        id_token: "a.b.c",
        expires_at: 1_900_000_000,
        token_type: "bearer",
        scope: "openid email",
        session_state: "",
      })
      await adapter.linkAccount(account)
      const { provider, providerAccountId } = account
      matches(await read(adapter, account), readable(adapter, account), "the account")
      matches(await adapter.getUserByAccount({ provider, providerAccountId }), user, "its user")
      if (db.account) ok(await db.account(account), "the row is in the store")
    },
  },
  {
    id: "C21",
    group,
    title: "provider and account id count together",
    async run(context) {
      const { adapter } = context
      const [user, other] = [await storedUser(context), await storedUser(context)]
      const one = newAccount(user.id, { provider: "a", providerAccountId: `${unique()}` })
      const two = { ...one, userId: other.id, provider: "b" }
      await adapter.linkAccount(one)
      absent(await adapter.getUserByAccount(two), "the same id at another provider")
      absent(await read(adapter, { ...one, provider: "b" }), "the account of another provider")
      const swapped = { provider: one.providerAccountId, providerAccountId: one.provider }
      absent(await read(adapter, swapped), "both swapped")
      await adapter.linkAccount(two)
      matches(await adapter.getUserByAccount(one), { id: user.id }, "the first provider's user")
      matches(await adapter.getUserByAccount(two), { id: other.id }, "the second provider's user")
    },
  },
  {
    id: "C22",
    group,
    title: "account ids are compared exactly",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      await comparesExactly(`${unique()}-ae1`, {
        store: (providerAccountId) =>
          adapter.linkAccount(newAccount(user.id, { providerAccountId })),
        async find(providerAccountId) {
          const key = { provider: "example", providerAccountId }
          const account = await read(adapter, key)
          const owner = await adapter.getUserByAccount(key)
          same(owner?.id, account?.userId, "the user of the account")
          return account?.providerAccountId
        },
      })
    },
  },
  {
    id: "C23",
    group,
    title: "provider ids are compared exactly",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const providerAccountId = unique()
      await comparesExactly(`${unique()}-ae1`, {
        store: (provider) =>
          adapter.linkAccount(newAccount(user.id, { provider, providerAccountId })),
        find: async (provider) => (await read(adapter, { provider, providerAccountId }))?.provider,
      })
    },
  },
  {
    id: "C24",
    group,
    title: "an account belongs to one user",
    async run(context) {
      const { adapter } = context
      const [user, other] = [await storedUser(context), await storedUser(context)]
      const account = newAccount(user.id)
      await adapter.linkAccount(account)
      await refuses(() => adapter.linkAccount({ ...account, userId: other.id }), "a second owner")
      matches(await adapter.getUserByAccount(account), { id: user.id }, "the owner")
    },
  },
  {
    id: "C25",
    group,
    raced: true,
    title: "of many who link one account at once, one does",
    async run(context) {
      const { adapter, races } = context
      const users = [await storedUser(context), await storedUser(context)] as const
      const account = newAccount("")
      const winners = await race(races, async (n) => {
        const userId = (n % 2 ? users[1] : users[0]).id
        await adapter.linkAccount({ ...account, userId })
        return userId
      })
      same(winners.length, 1, "accounts linked")
      matches(await adapter.getUserByAccount(account), { id: winners[0] }, "the owner")
    },
  },
  {
    id: "C26",
    group,
    title: "unlinkAccount removes that account, and an unknown one without error",
    async run(context) {
      const { adapter, db } = context
      const user = await storedUser(context)
      const [account, other] = [newAccount(user.id), newAccount(user.id)]
      await adapter.linkAccount(account)
      await adapter.linkAccount(other)
      const { provider, providerAccountId } = account
      await adapter.unlinkAccount({ provider, providerAccountId: unique() })
      await adapter.unlinkAccount({ provider: unique(), providerAccountId })
      ok(await adapter.getUserByAccount(account), "unlinking another account leaves it")
      await adapter.unlinkAccount({ provider, providerAccountId })
      absent(await adapter.getUserByAccount(account), "its user")
      absent(await read(adapter, account), "the account")
      if (db.account) absent(await db.account(account), "the row")
      ok(await adapter.getUserByAccount(other), "the user's other account is there")
      ok(await adapter.getUser(user.id), "the user is there")
    },
  },
  {
    id: "C27",
    group,
    title: "fields that a provider adds break nothing",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const extra = Object.fromEntries(
        [...hostile, "userid", "not_before_policy", "isAdmin"].map((name) => [
          name,
          { deep: [name] },
        ]),
      )
      const account = newAccount(user.id)
      const linked = await attempt(() => adapter.linkAccount({ ...extra, ...account }))
      ok(linked.done, "linkAccount throws")
      matches(await read(adapter, account), readable(adapter, account), "the account")
      same(({} as Record<string, unknown>)["deep"], undefined, "Object.prototype")
    },
  },
  {
    id: "C28",
    group,
    title: "text that means something to a query is only text (ADV-AJ17)",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      for (const text of hostile) {
        const fields = { provider: text, providerAccountId: `${unique()}${text}`, scope: text }
        const account = newAccount(user.id, { ...fields, access_token: text, id_token: text })
        await adapter.linkAccount(account)
        const found = await read(adapter, account)
        matches(found, readable(adapter, account), JSON.stringify(text))
      }
    },
  },
  {
    id: "C29",
    group,
    title: "what goes in and what comes out are copies",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const account = newAccount(user.id, { access_token: "at" })
      const kept = { ...account }
      const linked = await adapter.linkAccount(account)
      const mallory = { userId: "mallory", access_token: "stolen" }
      Object.assign(account, mallory)
      Object.assign(linked ?? {}, mallory)
      Object.assign((await read(adapter, kept)) ?? {}, mallory)
      matches(await read(adapter, kept), readable(adapter, kept), "the account after all that")
    },
  },
]
