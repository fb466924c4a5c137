import { absent, attempt, matches, ok, race, refuses, same } from "./assert.ts"
import { newSession, storedUser, unique } from "./conformance-case.ts"
import { comparesExactly, hostile } from "./strings.ts"
import type { ConformanceCase } from "./conformance-case.ts"

const group = "sessions"

export const sessionCases: readonly ConformanceCase[] = [
  {
    id: "C30",
    group,
    title: "a session is found by its token, with its user and its exact end",
    async run(context) {
      const { adapter, db } = context
      const user = await storedUser(context)
      const session = newSession(context, user.id)
      matches(await adapter.createSession(session), session, "what createSession answers")
      const found = await adapter.getSessionAndUser(session.sessionToken)
      matches(found?.session, session, "the session")
      matches(found?.user, user, "the user")
      if (db.session) ok(await db.session(session.sessionToken), "the row is in the store")
    },
  },
  {
    id: "C31",
    group,
    title: "an unknown token is null, and no error",
    async run(context) {
      const { adapter } = context
      await adapter.createSession(newSession(context, (await storedUser(context)).id))
      for (const text of [unique(), "", ...hostile]) {
        const what = JSON.stringify(text)
        same(await adapter.getSessionAndUser(text), null, `getSessionAndUser(${what})`)
        absent(await adapter.updateSession({ sessionToken: text, expires: context.in(9) }), what)
        same(await adapter.getSessionAndUser(text), null, `${what} after updateSession`)
        ok((await attempt(() => adapter.deleteSession(text))).done, `deleteSession(${what}) throws`)
      }
    },
  },
  {
    id: "C32",
    group,
    title: "tokens are compared exactly",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      await comparesExactly(`${unique()}-ae1`, {
        store: (sessionToken) =>
          adapter.createSession(newSession(context, user.id, { sessionToken })),
        find: async (token) => (await adapter.getSessionAndUser(token))?.session.sessionToken,
      })
    },
  },
  {
    id: "C33",
    group,
    title: "updateSession changes what is given and nothing else",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const [session, other] = [newSession(context, user.id), newSession(context, user.id)]
      await adapter.createSession(session)
      await adapter.createSession(other)
      const { sessionToken } = session
      const expires = context.in(7200)
      const updated = await adapter.updateSession({ sessionToken, expires })
      if (updated) matches(updated, { ...session, expires }, "what updateSession answers")
      const found = await adapter.getSessionAndUser(sessionToken)
      matches(found?.session, { ...session, expires }, "the session")
      await adapter.updateSession({ sessionToken })
      const again = await adapter.getSessionAndUser(sessionToken)
      matches(again?.session, { ...session, expires }, "the session after nothing was given")
      matches((await adapter.getSessionAndUser(other.sessionToken))?.session, other, "another one")
    },
  },
  {
    id: "C34",
    group,
    title: "a deleted session is gone, and only that one; a late update doesn't bring it back",
    async run(context) {
      const { adapter, db } = context
      const user = await storedUser(context)
      const [session, other] = [newSession(context, user.id), newSession(context, user.id)]
      await adapter.createSession(session)
      await adapter.createSession(other)
      await adapter.deleteSession(session.sessionToken)
      same(await adapter.getSessionAndUser(session.sessionToken), null, "the deleted session")
      if (db.session) absent(await db.session(session.sessionToken), "its row")
      await attempt(() => adapter.updateSession({ ...session, expires: context.in(7200) }))
      same(await adapter.getSessionAndUser(session.sessionToken), null, "after an update")
      ok(await adapter.getSessionAndUser(other.sessionToken), "the other session is there")
      ok(await adapter.getUser(user.id), "the user is there")
    },
  },
  {
    id: "C35",
    group,
    title: "a token is of one session",
    async run(context) {
      const { adapter } = context
      const [user, other] = [await storedUser(context), await storedUser(context)]
      const session = newSession(context, user.id)
      await adapter.createSession(session)
      await refuses(() => adapter.createSession({ ...session, userId: other.id }), "a second user")
      const found = await adapter.getSessionAndUser(session.sessionToken)
      matches(found?.user, { id: user.id }, "the user")
    },
  },
  {
    id: "C36",
    group,
    title: "a session that is over never comes back as one that isn't",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      for (const expires of [context.in(-1), context.in(-86_400 * 365), new Date(0)]) {
        const session = newSession(context, user.id, { expires })
        await adapter.createSession(session)
        const found = await adapter.getSessionAndUser(session.sessionToken)
        if (found) matches(found.session, session, "the session")
      }
    },
  },
  {
    id: "C37",
    group,
    title: "what goes in and what comes out are copies",
    async run(context) {
      const { adapter } = context
      const user = await storedUser(context)
      const session = newSession(context, user.id)
      const kept = { ...session, expires: new Date(session.expires) }
      const created = await adapter.createSession(session)
      const read = (): ReturnType<typeof adapter.getSessionAndUser> =>
        adapter.getSessionAndUser(kept.sessionToken)
      const [found, ...others] = await Promise.all([read(), read(), read()])
      ok(found, "the session is there")
      for (const one of [session, created, found.session]) {
        one.expires.setTime(0)
        Object.assign(one, { userId: "mallory" })
      }
      Object.assign(found.user, { id: "mallory", name: "Mallory" })
      for (const again of [...others, await read()]) {
        matches(again?.session, kept, "the session after all that")
        matches(again?.user, user, "the user after all that")
      }
    },
  },
  {
    id: "C38",
    group,
    raced: true,
    title: "many sessions made, read and ended at once stay apart",
    async run(context) {
      const { adapter, races } = context
      const user = await storedUser(context)
      const sessions = Array.from({ length: races }, () => newSession(context, user.id))
      await race(races, (n) => adapter.createSession(sessions[n] ?? newSession(context, user.id)))
      await Promise.all(
        sessions.map(async ({ sessionToken }, n) => {
          if (n % 2) await adapter.deleteSession(sessionToken)
          const found = await adapter.getSessionAndUser(sessionToken)
          same(found?.session.sessionToken, n % 2 ? undefined : sessionToken, `session ${n}`)
        }),
      )
    },
  },
]
