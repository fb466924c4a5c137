import { describe, expect, it } from "vitest"
import type { RedisAdapterMethods } from "../../src/adapters/redis.ts"
import type { AdapterUser } from "../../src/contracts/adapter.ts"

const RACES = 50
const HOUR = 3_600_000

export const person = (): AdapterUser => ({
  id: crypto.randomUUID(),
  name: "Ada",
  email: `${crypto.randomUUID()}@example.com`,
  emailVerified: null,
})

const all = <T>(work: (n: number) => PromiseLike<T> | T): Promise<T[]> =>
  Promise.all(Array.from({ length: RACES }, async (_, n) => work(n)))

/** What the suite does not ask: sessions by name, accounts by user, leases, and what lies in the store. */
export function methodsOf(adapter: () => RedisAdapterMethods): void {
  const session = async (userId: string, expires = Date.now() + HOUR): Promise<string> => {
    const sessionToken = crypto.randomUUID()
    await adapter().createSession({ sessionToken, userId, expires: new Date(expires) })
    return sessionToken
  }

  describe("more methods", () => {
    it("fields of the application come back, with their dates", async () => {
      const extra = { role: "admin", born: new Date(0), tags: ["a", { b: null }], "": 1 }
      const hostile = JSON.parse(
        '{"__proto__":{"isAdmin":true},"constructor":"x","#rev":"9"}',
      ) as object
      const user = await adapter().createUser({ ...person(), ...extra, ...hostile })
      const found = (await adapter().getUser(user.id)) as AdapterUser & Record<string, unknown>
      expect(found).toMatchObject(extra)
      expect(Object.hasOwn(found, "#rev")).toBe(false)
      expect(found["isAdmin"]).toBeUndefined()
      expect(Object.getPrototypeOf(found)).toBe(Object.prototype)
    })

    it("a user whose address is unknown has none, and so may others", async () => {
      const none = { email: null as never }
      const [one, other] = await all(() => adapter().createUser({ ...person(), ...none }))
      expect((await adapter().getUser(one!.id))?.email).toBeNull()
      expect(one!.id).not.toBe(other!.id)
      await adapter().updateUser({ id: one!.id, email: `${one!.id}@example.com` })
      expect((await adapter().getUserByEmail(`${one!.id}@example.com`))?.id).toBe(one!.id)
    })

    it("fifty who change their address to one: it becomes one's, and nobody loses theirs", async () => {
      const users = await all(() => adapter().createUser(person()))
      const { email } = person()
      const done = await Promise.allSettled(
        users.map(({ id }) => adapter().updateUser({ id, email })),
      )
      const winners = done.filter(({ status }) => status === "fulfilled")
      expect(winners).toHaveLength(1)
      const owner = (await adapter().getUserByEmail(email))!
      for (const user of users) {
        const now = (await adapter().getUser(user.id))!
        expect(now.email).toBe(user.id === owner.id ? email : user.email)
        const byOld = await adapter().getUserByEmail(user.email)
        expect(byOld?.id).toBe(user.id === owner.id ? undefined : user.id)
      }
    })

    it("one whose address goes back and forth fifty times at once has exactly one in the end", async () => {
      const user = await adapter().createUser(person())
      const emails = [user.email, person().email, person().email]
      await Promise.allSettled(
        Array.from({ length: RACES }, (_, n) =>
          adapter().updateUser({ id: user.id, email: emails[n % 3]! }),
        ),
      )
      const { email: last } = (await adapter().getUser(user.id))!
      for (const email of emails) {
        const found = await adapter().getUserByEmail(email)
        expect(found?.id).toBe(email === last ? user.id : undefined)
        if (email === last)
          await expect(adapter().createUser({ ...person(), email })).rejects.toThrow(/exists/)
        else await adapter().createUser({ ...person(), email })
      }
    })

    it("lists accounts, and changes one only as it is expected", async () => {
      const user = await adapter().createUser(person())
      const key = { provider: "example", providerAccountId: crypto.randomUUID() }
      await adapter().linkAccount({
        ...key,
        userId: user.id,
        type: "oidc",
        access_token: "0",
        scope: "a",
      })
      await adapter().linkAccount({ ...key, provider: "other", userId: user.id, type: "oidc" })
      const providers = (await adapter().listAccountsByUserId(user.id)).map(
        ({ provider }) => provider,
      )
      expect(providers.toSorted()).toEqual(["example", "other"])
      expect(await adapter().listAccountsByUserId(crypto.randomUUID())).toEqual([])
      const done = await all((n) =>
        adapter().updateAccount({ ...key, access_token: `${n + 1}` }, { access_token: "0" }),
      )
      expect(done.filter(Boolean)).toHaveLength(1)
      const after = await adapter().getAccount(key.providerAccountId, key.provider)
      expect(after).toMatchObject({ access_token: done.find(Boolean)!.access_token, scope: "a" })
      await adapter().updateAccount({ ...key, access_token: null as never })
      const emptied = await adapter().getAccount(key.providerAccountId, key.provider)
      expect(emptied!.access_token ?? null).toBeNull()
      expect(
        await adapter().updateAccount({ ...key, scope: "b" }, { access_token: null as never }),
      ).toMatchObject({ scope: "b" })
      expect(await adapter().updateAccount({ ...key, provider: "nobody" })).toBeNull()
    })

    it("lists sessions by their public ids, and ends those that are meant, each once", async () => {
      const user = await adapter().createUser(person())
      const other = await adapter().createUser(person())
      const theirs = await session(other.id)
      const tokens = [await session(user.id), await session(user.id), await session(user.id)]
      const ids = await Promise.all(tokens.map(publicId))
      const listed = await adapter().listSessionsByUserId(user.id)
      expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
      for (const { expires } of listed) expect(expires.getTime()).toBeGreaterThan(Date.now())
      expect(await adapter().deleteSessionsByUserId(other.id, { only: ids[0]! })).toEqual([])
      expect(await adapter().deleteSessionsByUserId(user.id, { only: ids[0]! })).toEqual([ids[0]])
      expect(await adapter().getSessionAndUser(tokens[0]!)).toBeNull()
      const ended = await all(() => adapter().deleteSessionsByUserId(user.id, { except: ids[1]! }))
      expect(ended.flat()).toEqual([ids[2]])
      expect(await adapter().getSessionAndUser(tokens[1]!)).not.toBeNull()
      expect(await adapter().deleteSessionsByUserId(user.id)).toEqual([ids[1]])
      expect(await adapter().listSessionsByUserId(user.id)).toEqual([])
      expect(await adapter().getSessionAndUser(theirs)).not.toBeNull()
      // A public id is no token.
      expect(await adapter().getSessionAndUser(await publicId(theirs))).toBeNull()
    })

    it("a session that begins while all are ended is ended, or listed", async () => {
      const user = await adapter().createUser(person())
      const begun: string[] = []
      await all(async (n) => {
        if (n % 5 === 0) await adapter().deleteSessionsByUserId(user.id)
        else begun.push(await session(user.id))
      })
      const alive = []
      for (const token of begun)
        if (await adapter().getSessionAndUser(token)) alive.push(await publicId(token))
      const listed = (await adapter().listSessionsByUserId(user.id)).map(({ id }) => id)
      expect(listed.toSorted()).toEqual(alive.toSorted())
    })

    it("what is added while the user is deleted is gone with them", async () => {
      const user = await adapter().createUser(person())
      const tokens = Array.from({ length: RACES }, () => crypto.randomUUID())
      const keys = tokens.map((providerAccountId) => ({ provider: "example", providerAccountId }))
      await Promise.allSettled([
        ...tokens.map(async (sessionToken, n) => {
          await adapter().createSession({
            sessionToken,
            userId: user.id,
            expires: new Date(Date.now() + HOUR),
          })
          await adapter().linkAccount({ ...keys[n]!, userId: user.id, type: "oidc" })
        }),
        new Promise((resolve) => setTimeout(resolve, 3)).then(() => adapter().deleteUser(user.id)),
      ])
      for (const token of tokens) expect(await adapter().getSessionAndUser(token)).toBeNull()
      for (const key of keys) {
        expect(await adapter().getUserByAccount(key)).toBeNull()
        expect(await adapter().getAccount(key.providerAccountId, key.provider)).toBeNull()
      }
      expect(await adapter().listSessionsByUserId(user.id)).toEqual([])
    })

    it("a session goes by itself, and its name in the list with it", async () => {
      const user = await adapter().createUser(person())
      const token = await session(user.id, Date.now() + 1_500)
      expect(await adapter().getSessionAndUser(token)).not.toBeNull()
      expect(await adapter().listSessionsByUserId(user.id)).toHaveLength(1)
      await adapter().updateSession({ sessionToken: token, expires: new Date(Date.now() + 4_000) })
      await new Promise((resolve) => setTimeout(resolve, 1_550))
      expect(await adapter().getSessionAndUser(token)).not.toBeNull()
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      expect(await adapter().getSessionAndUser(token)).toBeNull()
      expect(await adapter().listSessionsByUserId(user.id)).toEqual([])
    })

    it("a session that changes hands is in the list of whose it is", async () => {
      const [one, other] = [
        await adapter().createUser(person()),
        await adapter().createUser(person()),
      ]
      const sessionToken = await session(one.id)
      await adapter().getSessionAndUser(sessionToken)
      await adapter().updateSession({ sessionToken, userId: other.id })
      expect((await adapter().getSessionAndUser(sessionToken))?.user.id).toBe(other.id)
      expect(await adapter().listSessionsByUserId(one.id)).toEqual([])
      expect(await adapter().listSessionsByUserId(other.id)).toHaveLength(1)
      await adapter().deleteUser(one.id)
      expect(await adapter().getSessionAndUser(sessionToken)).not.toBeNull()
    })

    it("of fifty who want a lease one gets it; it is let go, taken again, and over by itself", async () => {
      const key = crypto.randomUUID()
      const got = await all((n) => adapter().takeLease({ key, holder: `${n}`, ttl: 5_000 }))
      expect(got.filter(Boolean)).toHaveLength(1)
      const holder = `${got.indexOf(true)}`
      await adapter().releaseLease({ key, holder: "somebody else" })
      expect(await adapter().takeLease({ key, holder: "somebody else", ttl: 5_000 })).toBe(false)
      expect(await adapter().takeLease({ key, holder, ttl: 5_000 })).toBe(true)
      await adapter().releaseLease({ key, holder })
      expect(await adapter().takeLease({ key, holder: "next", ttl: 100 })).toBe(true)
      await new Promise((resolve) => setTimeout(resolve, 150))
      expect(await adapter().takeLease({ key, holder: "last", ttl: 1_000 })).toBe(true)
    })

    it("a date that is none is refused, not kept as something else", async () => {
      const user = await adapter().createUser(person())
      const expires = new Date(Number.NaN)
      const { sessionToken } = { sessionToken: crypto.randomUUID() }
      await expect(
        adapter().createSession({ sessionToken, userId: user.id, expires }),
      ).rejects.toThrow()
      await expect(adapter().increment({ key: "k", by: 1, expires })).rejects.toThrow()
      await expect(
        adapter().createVerificationToken({ identifier: "a", token: "b", expires }),
      ).rejects.toThrow()
      expect(await adapter().getSessionAndUser(sessionToken)).toBeNull()
    })
  })
}

export async function publicId(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))
  return Buffer.from(digest).toString("base64url")
}
