import { attempt, matches, ok, race, same } from "./assert.ts"
import { newAccount, storedUser, unique } from "./conformance-case.ts"
import { hostile, lookalikes } from "./strings.ts"
import type { ConformanceCase } from "./conformance-case.ts"

const group = "account-changes"

export const accountChangeCases: readonly ConformanceCase[] = [
  {
    id: "C80",
    group,
    title: "a user's accounts are listed with their tokens, and nobody else's",
    async run(context) {
      const { adapter } = context
      const [user, other] = [await storedUser(context), await storedUser(context)]
      const mine = [newAccount(user.id, { access_token: "at" }), newAccount(user.id)]
      for (const account of [...mine, newAccount(other.id)]) await adapter.linkAccount(account)
      const listed = await adapter.listAccountsByUserId(user.id)
      same(listed.length, 2, "accounts listed")
      for (const account of mine) {
        const { providerAccountId } = account
        const found = listed.find((one) => one.providerAccountId === providerAccountId)
        matches(found, account, "an account")
      }
      for (const nobody of [unique(), `${user.id} `, "", ...hostile])
        same((await adapter.listAccountsByUserId(nobody)).length, 0, JSON.stringify(nobody))
    },
  },
  {
    id: "C81",
    group,
    title: "updateAccount sets what is given of one account, and empties what is null",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const account = newAccount(user.id, { access_token: "at", refresh_token: "rt", scope: "a" })
      const other = { ...account, provider: "another" }
      await adapter.linkAccount(account)
      await adapter.linkAccount(other)
      const { provider, providerAccountId } = account
      const key = { provider, providerAccountId }
      const tokens = { access_token: hostile.join(" "), expires_at: 1_900_000_000 }
      const change = { ...key, ...tokens, refresh_token: null, "'; --": "no column" }
      const changed = { ...account, ...tokens, refresh_token: null }
      matches(await adapter.updateAccount(change as never), changed, "what updateAccount answers")
      const read = async (which: typeof key): Promise<unknown> =>
        (await adapter.listAccountsByUserId(user.id)).find(
          (one) => one.provider === which.provider && one.providerAccountId === providerAccountId,
        )
      matches(await read(key), changed, "the account")
      matches(await read(other), other, "the other account")
      matches(await adapter.updateAccount(key), changed, "the account, where nothing is given")
      same(await adapter.updateAccount({ ...key, provider: unique() }), null, "an unknown account")
      same((await adapter.listAccountsByUserId(user.id)).length, 2, "accounts")
    },
  },
  {
    id: "C82",
    group,
    title: "with `expected`, an account is changed only where it still is so",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const account = newAccount(user.id, { refresh_token: "rt-1" })
      await adapter.linkAccount(account)
      const { provider, providerAccountId } = account
      const set = (refresh_token: string, expected: object): unknown =>
        adapter.updateAccount({ provider, providerAccountId, refresh_token }, expected)
      for (const expected of [
        { refresh_token: "rt-2" },
        { refresh_token: null },
        { refresh_token: "rt-1", access_token: "at" },
        { refresh_token: "RT-1" },
        { refresh_token: "rt-1 " },
      ])
        same(await set("stolen", expected), null, JSON.stringify(expected))
      ok(await set("rt-2", { refresh_token: "rt-1", access_token: null }), "the right one is taken")
      ok(await set("rt-2", { refresh_token: "rt-2" }), "what is so already is no conflict")
      const [found] = await adapter.listAccountsByUserId(user.id)
      matches(found, { ...account, refresh_token: "rt-2" }, "the account")
    },
  },
  {
    id: "C83",
    group,
    raced: true,
    title: "of many who change one account from the same state, one does",
    async run(context) {
      const { adapter, races } = context
      const user = await storedUser(context)
      const account = newAccount(user.id, { refresh_token: "rt-0" })
      await adapter.linkAccount(account)
      const { provider, providerAccountId } = account
      const answers = await race(races, (n) =>
        adapter.updateAccount(
          { provider, providerAccountId, refresh_token: `rt-${n + 1}` },
          { refresh_token: "rt-0" },
        ),
      )
      same(answers.length, races, "changes that answered without an error")
      const won = answers.filter((answer) => answer !== null)
      same(won.length, 1, "changes that were made")
      const [found] = await adapter.listAccountsByUserId(user.id)
      same(found?.refresh_token, won[0]?.refresh_token, "the token")
    },
  },
  {
    id: "C84",
    group,
    title: "an account that is changed is named exactly",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const account = newAccount(user.id, { providerAccountId: `${unique()}-ae1` })
      await adapter.linkAccount(account)
      for (const providerAccountId of lookalikes(account.providerAccountId)) {
        // What the store can't hold may be refused, too.
        const changed = await attempt(() =>
          adapter.updateAccount({ provider: "example", providerAccountId, access_token: "stolen" }),
        )
        same(changed.value ?? null, null, JSON.stringify(providerAccountId))
      }
      const [found] = await adapter.listAccountsByUserId(user.id)
      matches(found, account, "the account after all that")
    },
  },
]
