import { attempt, ok, race, refuses, same } from "./assert.ts"
import { newAccount, newSession, newUser, unique } from "./conformance-case.ts"
import type { ConformanceCase } from "./conformance-case.ts"

const group = "transaction"

class Planned extends Error {}

export const transactionCases: readonly ConformanceCase[] = [
  {
    id: "C70",
    group,
    title: "what a transaction writes is kept, seen by itself, and its answer is passed on",
    async run({ adapter }) {
      const account = newAccount("")
      const user = await adapter.transaction(async (within) => {
        const created = await within.createUser?.(newUser())
        ok(created, "createUser answers")
        ok(await within.getUser?.(created.id), "the user is seen within")
        await within.linkAccount?.({ ...account, userId: created.id })
        return created
      })
      ok(await adapter.getUser(user.id), "the user is there")
      same((await adapter.getUserByAccount(account))?.id, user.id, "the user of the account")
    },
  },
  {
    id: "C71",
    group,
    title: "a transaction that throws leaves nothing behind, and its error is passed on",
    async run(context) {
      const { adapter, in: at } = context
      const before = await adapter.createUser(newUser())
      const session = newSession(context, before.id)
      await adapter.createSession(session)
      const token = { identifier: unique(), token: unique(), expires: at(900) }
      await adapter.createVerificationToken(token)
      const user = newUser()
      let error: unknown
      try {
        await adapter.transaction(async (within) => {
          await within.createUser?.(user)
          await within.updateUser?.({ id: before.id, name: "Changed" })
          await within.deleteSession?.(session.sessionToken)
          ok(await within.useVerificationToken?.(token), "the token is there within")
          throw new Planned()
        })
      } catch (thrown) {
        error = thrown
      }
      ok(error instanceof Planned, "the error is the one that was thrown")
      same(await adapter.getUserByEmail(user.email), null, "the user who was created")
      same((await adapter.getUser(before.id))?.name, before.name, "the name that was changed")
      ok(await adapter.getSessionAndUser(session.sessionToken), "the session is there again")
      ok(await adapter.useVerificationToken(token), "the token is there again")
    },
  },
  {
    id: "C72",
    group,
    title: "a write that the store refuses undoes the whole",
    async run({ adapter }) {
      const taken = await adapter.createUser(newUser())
      const user = newUser()
      await refuses(
        () =>
          adapter.transaction(async (within) => {
            await within.createUser?.(user)
            await within.createUser?.(newUser({ email: taken.email }))
          }),
        "the transaction",
      )
      same(await adapter.getUserByEmail(user.email), null, "the first user")
    },
  },
  {
    id: "C73",
    group,
    title: "what others write meanwhile is not undone with it, nor seen before its time",
    async run({ adapter }) {
      const outside = newUser()
      const inside = newUser()
      let other: Promise<unknown> = Promise.resolve()
      await attempt(() =>
        adapter.transaction(async (within) => {
          await within.createUser?.(inside)
          other = Promise.all([
            adapter.createUser(outside),
            (async () => same(await adapter.getUserByEmail(inside.email), null, "seen outside"))(),
          ])
          other.catch(() => {})
          await new Promise((resolve) => setTimeout(resolve, 20))
          throw new Planned()
        }),
      )
      await other
      ok(await adapter.getUserByEmail(outside.email), "the other's user is there")
      same(await adapter.getUserByEmail(inside.email), null, "the transaction's user")
    },
  },
  {
    id: "C74",
    group,
    raced: true,
    title: "of many transactions at once, those that fail leave nothing, and the others all",
    async run({ adapter, races }) {
      const rows = Array.from({ length: races }, () => [newUser(), newAccount("")] as const)
      const done = await race(races, (n) =>
        adapter.transaction(async (within) => {
          const [user, account] = rows[n]!
          const created = await within.createUser?.(user)
          await within.linkAccount?.({ ...account, userId: created?.id ?? "" })
          if (n % 2) throw new Planned()
          return n
        }),
      )
      same(done.length, Math.ceil(races / 2), "transactions that were kept")
      for (const [n, [user, account]] of rows.entries()) {
        const kept = n % 2 === 0
        same((await adapter.getUserByEmail(user.email)) !== null, kept, `user ${n}`)
        same((await adapter.getUserByAccount(account)) !== null, kept, `account ${n}`)
      }
    },
  },
  {
    id: "C75",
    group,
    title: "a token that is used in a transaction that fails can be used again, once",
    async run({ adapter, in: at }) {
      const token = { identifier: unique(), token: unique(), expires: at(900) }
      await adapter.createVerificationToken({ ...token })
      await attempt(() =>
        adapter.transaction(async (within) => {
          ok(await within.useVerificationToken?.(token), "it is used within")
          throw new Planned()
        }),
      )
      ok(await adapter.useVerificationToken(token), "it is there again")
      same(await adapter.useVerificationToken(token), null, "once")
    },
  },
]
