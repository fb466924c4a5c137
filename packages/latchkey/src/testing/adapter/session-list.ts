import { matches, ok, race, same } from "./assert.ts"
import { type ConformanceContext, newSession, storedUser, unique } from "./conformance-case.ts"
import { hostile } from "./strings.ts"
import type { ConformanceCase } from "./conformance-case.ts"
import type { AdapterSession } from "../../contracts/adapter.ts"

const group = "session-list"

/** SHA-256 of the token, base64url: what others may know of a session. */
async function publicId({ sessionToken }: AdapterSession): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sessionToken))
  const text = btoa(String.fromCharCode(...new Uint8Array(digest)))
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

/** So many stored sessions of one user. */
async function stored(
  context: ConformanceContext,
  userId: string,
  count: number,
): Promise<[id: string, session: AdapterSession][]> {
  const all: [string, AdapterSession][] = []
  for (let n = 0; n < count; n++) {
    const session = newSession(context, userId, { expires: context.in(3600 + n) })
    await context.adapter.createSession(session)
    all.push([await publicId(session), session])
  }
  return all
}

const sorted = (ids: readonly string[]): string => ids.toSorted().join()

export const sessionListCases: readonly ConformanceCase[] = [
  {
    id: "C90",
    group,
    title: "a user's sessions are listed by what signs nobody in, and nobody else's",
    async run(context) {
      const { adapter } = context
      const [user, other] = [await storedUser(context), await storedUser(context)]
      const mine = await stored(context, user.id, 3)
      await stored(context, other.id, 1)
      const listed = await adapter.listSessionsByUserId(user.id)
      same(sorted(listed.map(({ id }) => id)), sorted(mine.map(([id]) => id)), "the ids")
      for (const [id, { sessionToken, expires }] of mine) {
        const found = listed.find((one) => one.id === id)
        matches(found, { expires }, "a session")
        ok(!JSON.stringify(listed).includes(sessionToken), "the token is not answered")
        same(await adapter.getSessionAndUser(id), null, "the session of its id")
      }
      for (const nobody of [unique(), `${user.id} `, "", ...hostile])
        same((await adapter.listSessionsByUserId(nobody)).length, 0, JSON.stringify(nobody))
    },
  },
  {
    id: "C91",
    group,
    title: "one session, all but one, or all of a user's sessions are ended, and of nobody else",
    async run(context) {
      const { adapter } = context
      const [user, other] = [await storedUser(context), await storedUser(context)]
      const [one, two, three, four] = await stored(context, user.id, 4)
      const [foreign] = await stored(context, other.id, 1)
      ok(one && two && three && four && foreign, "the sessions are there")
      const end = async (which?: object): Promise<string> =>
        sorted(await adapter.deleteSessionsByUserId(user.id, which))
      for (const id of [foreign[0], unique(), one[1].sessionToken, ...hostile])
        same(await end({ only: id }), "", `only ${JSON.stringify(id)}`)
      same(await end({ only: one[0] }), one[0], "only the first")
      same(await end({ only: one[0] }), "", "only the first, again")
      same(await end({ except: two[0] }), sorted([three[0], four[0]]), "all but the second")
      ok(await adapter.getSessionAndUser(two[1].sessionToken), "the second is there")
      same(await end(), two[0], "all")
      for (const [, { sessionToken }] of [one, two, three, four])
        same(await adapter.getSessionAndUser(sessionToken), null, "an ended session")
      ok(await adapter.getSessionAndUser(foreign[1].sessionToken), "the other's session is there")
      ok(await adapter.getUser(user.id), "the user is there")
    },
  },
  {
    id: "C92",
    group,
    raced: true,
    title: "of many who end a user's sessions at once, each session is ended by one",
    async run(context) {
      const { adapter, races } = context
      const user = await storedUser(context)
      const mine = await stored(context, user.id, 4)
      const answers = await race(races, () => adapter.deleteSessionsByUserId(user.id))
      same(answers.length, races, "calls that answered without an error")
      same(sorted(answers.flat()), sorted(mine.map(([id]) => id)), "sessions ended")
      same((await adapter.listSessionsByUserId(user.id)).length, 0, "sessions that are left")
    },
  },
  {
    id: "C93",
    group,
    raced: true,
    title: "a session that is renewed while it is ended stays ended",
    async run(context) {
      const { adapter, races } = context
      const user = await storedUser(context)
      const mine = await stored(context, user.id, 2)
      await race(races, (n) => {
        const [, { sessionToken }] = mine[n % mine.length]!
        return n === Math.floor(races / 2)
          ? adapter.deleteSessionsByUserId(user.id)
          : adapter.updateSession({ sessionToken, expires: context.in(7200) })
      })
      for (const [, { sessionToken }] of mine)
        same(await adapter.getSessionAndUser(sessionToken), null, "a session that was ended")
    },
  },
]
