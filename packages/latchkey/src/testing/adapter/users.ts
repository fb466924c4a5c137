import { absent, attempt, matches, ok, race, refuses, same } from "./assert.ts"
import {
  newAccount,
  newAuthenticator,
  newSession,
  newUser,
  storedUser,
  unique,
} from "./conformance-case.ts"
import { comparesExactly, hostile } from "./strings.ts"
import type { Adapter, AdapterUser } from "../../contracts/adapter.ts"
import type { ConformanceCase } from "./conformance-case.ts"

const group = "users"

export const userCases: readonly ConformanceCase[] = [
  {
    id: "C01",
    group,
    title: "a created user is answered and found by id and by address, dates included",
    async run(context) {
      const { adapter, db } = context
      const given = newUser({ emailVerified: context.in(-60) })
      const { id: _id, ...fields } = given
      const created = await adapter.createUser(given)
      ok(typeof created.id === "string" && created.id !== "", "the user has an id")
      matches(created, fields, "what createUser answers")
      matches(await adapter.getUser(created.id), { ...fields, id: created.id }, "getUser")
      matches(
        await adapter.getUserByEmail(given.email),
        { ...fields, id: created.id },
        "by address",
      )
      if (db.user) ok(await db.user(created.id), "the row is in the store")
    },
  },
  {
    id: "C02",
    group,
    title: "name, picture and verification may be unknown",
    async run(context) {
      const user = await storedUser(context, { name: null, image: null, emailVerified: null })
      const fields = { name: null, image: null, emailVerified: null }
      matches(await context.adapter.getUser(user.id), fields, "getUser")
    },
  },
  {
    id: "C03",
    group,
    title: "an unknown user is null, and no error",
    async run({ adapter }) {
      for (const text of [unique(), "", ...hostile]) {
        same(await adapter.getUser(text), null, `getUser(${JSON.stringify(text)})`)
        same(await adapter.getUserByEmail(text), null, `getUserByEmail(${JSON.stringify(text)})`)
        const account = { provider: text, providerAccountId: text }
        same(await adapter.getUserByAccount(account), null, `by account ${JSON.stringify(text)}`)
      }
    },
  },
  {
    id: "C04",
    group,
    title: "addresses are compared exactly",
    run: ({ adapter }) =>
      comparesExactly(`${unique()}@example.com-ae1`, {
        store: (email) => adapter.createUser(newUser({ email })),
        find: async (email) => (await adapter.getUserByEmail(email))?.email,
      }),
  },
  {
    id: "C05",
    group,
    title: "ids are compared exactly",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context, { id: `${unique()}-ae1` })
      const others = [
        `${user.id} `,
        `${user.id}\0`,
        ` ${user.id}`,
        `${user.id}%`,
        `${user.id}\ud800`,
      ]
      const upper = user.id.toUpperCase()
      for (const id of upper === user.id ? others : [...others, upper])
        absent(await adapter.getUser(id), `getUser(${JSON.stringify(id)})`)
    },
  },
  {
    id: "C06",
    group,
    title: "updateUser changes what is given and nothing else",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const other = await storedUser(context)
      const verified = context.in(-1)
      const first = await adapter.updateUser({ id: user.id, emailVerified: verified })
      matches(first, { ...user, emailVerified: verified }, "after a date")
      await adapter.updateUser({ id: user.id, name: null })
      const after = { ...user, name: null, emailVerified: verified }
      matches(await adapter.getUser(user.id), after, "after null")
      matches(await adapter.updateUser({ id: user.id }), after, "after nothing")
      matches(await adapter.getUser(other.id), other, "another user")
    },
  },
  {
    id: "C07",
    group,
    title: "updateUser of an unknown user is an error, and creates none",
    async run({ adapter }) {
      const id = unique()
      await refuses(() => adapter.updateUser({ id, name: "Nobody" }), "updateUser")
      same(await adapter.getUser(id), null, "getUser")
    },
  },
  {
    id: "C08",
    group,
    title: "an address belongs to one user",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const other = await storedUser(context)
      await refuses(() => adapter.createUser(newUser({ email: user.email })), "createUser")
      await refuses(() => adapter.updateUser({ id: other.id, email: user.email }), "updateUser")
      matches(await adapter.getUserByEmail(user.email), user, "the first user")
      matches(await adapter.getUser(other.id), other, "the other user")
    },
  },
  {
    id: "C09",
    group,
    raced: true,
    title: "of many who create one address at once, one does",
    async run({ adapter, races }) {
      const email = `${unique()}@example.com`
      const winners = await race(races, () => adapter.createUser(newUser({ email })))
      same(winners.length, 1, "users created")
      matches(
        await adapter.getUserByEmail(email),
        { id: winners[0]?.id },
        "the user of the address",
      )
    },
  },
  {
    id: "C10",
    group,
    title: "text that means something to a query is only text (ADV-AJ17)",
    async run(context) {
      const { adapter } = context
      const bystander = await storedUser(context)
      for (const text of hostile) {
        const fields = { name: text, email: `${unique()}${text}`, image: text }
        const user = await storedUser(context, { ...fields, id: `${unique()}${text}` })
        matches(await adapter.getUser(user.id), fields, JSON.stringify(text))
        matches(await adapter.getUserByEmail(fields.email), fields, JSON.stringify(text))
        await adapter.updateUser({ id: user.id, name: `${text}${text}` })
        matches(await adapter.getUser(user.id), { name: `${text}${text}` }, JSON.stringify(text))
      }
      matches(await adapter.getUser(bystander.id), bystander, "another user")
    },
  },
  {
    id: "C11",
    group,
    title: "what goes in and what comes out are copies",
    async run(context) {
      const { adapter } = context
      const given = newUser({ emailVerified: context.in(-60) })
      const emailVerified = new Date(given.emailVerified ?? 0)
      const fields = { name: given.name, email: given.email, emailVerified }
      const spoil = (user: AdapterUser | null): void => {
        ok(user, "the user is there")
        user.emailVerified?.setTime(0)
        Object.assign(user, { name: "Mallory", email: "mallory@example.com", emailVerified: null })
      }
      const created = await adapter.createUser(given)
      const { id } = created
      spoil(given)
      spoil(created)
      spoil(await adapter.getUser(id))
      spoil(await adapter.getUserByEmail(fields.email))
      spoil(await adapter.updateUser({ id }))
      matches(await adapter.getUser(id), fields, "getUser after all that")
      same(await adapter.getUserByEmail("mallory@example.com"), null, "a user who never was")
    },
  },
  {
    id: "C12",
    group,
    title: "deleteUser takes accounts, sessions and passkeys with it, and nobody else's",
    async run(context) {
      const { adapter, db } = context
      const passkeys: Adapter = adapter
      const people = [await storedUser(context), await storedUser(context)] as const
      const rows = people.map((user) => ({
        user,
        account: newAccount(user.id),
        session: newSession(context, user.id),
        authenticator: newAuthenticator(user.id),
      }))
      for (const { account, session, authenticator } of rows) {
        await adapter.linkAccount(account)
        await adapter.createSession(session)
        await passkeys.createAuthenticator?.(authenticator)
      }
      await adapter.deleteUser(people[0].id)
      for (const [n, { user, account, session, authenticator }] of rows.entries()) {
        const { sessionToken } = session
        const found: Record<string, unknown> = {
          "the user": await adapter.getUser(user.id),
          "the user by address": await adapter.getUserByEmail(user.email),
          "the user by account": await adapter.getUserByAccount(account),
          "the session": await adapter.getSessionAndUser(sessionToken),
        }
        if (passkeys.createAuthenticator)
          found["the passkey"] = await adapter.getAuthenticator(authenticator.credentialID)
        if (db.account) found["the row of the account"] = await db.account(account)
        if (db.session) found["the row of the session"] = await db.session(sessionToken)
        for (const [what, value] of Object.entries(found))
          if (n === 0) absent(value, `${what} of who was deleted`)
          else ok(value, `${what} of someone else is there`)
      }
    },
  },
  {
    id: "C13",
    group,
    title: "deleting an unknown user is no error",
    async run(context) {
      const user = await storedUser(context)
      const unknown = await attempt(() => context.adapter.deleteUser(unique()))
      ok(unknown.done, "deleteUser of nobody throws")
      ok(await context.adapter.getUser(user.id), "someone else is there")
    },
  },
]
