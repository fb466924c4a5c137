/** Our Redis adapter by Upstash's client, and over what Auth.js's adapter for it has stored. */
import { Redis } from "ioredis"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { RedisAdapter, type RedisAdapterMethods } from "../../../src/adapters/redis.ts"
import type { Adapter, AdapterAccount, AdapterUser } from "../../../src/contracts/adapter.ts"
import type { UpstashRedisClient } from "../../../src/databases/redis.ts"
import { adapterConformance } from "../../../src/testing/index.ts"
import { recordStoreConformance } from "../../../src/testing/record-store-conformance.ts"
import { revocationStoreConformance } from "../../../src/testing/revocation-store-conformance.ts"
import { methodsOf, person, publicId } from "../../adapters/redis-methods.ts"
import { roundsOr } from "../../stores/rounds.ts"
import { redisServer } from "../../stores/servers.ts"
import { folder } from "./subjects.ts"

const { rounds, ...SLOW } = roundsOr(1)

const from = <Module>(file: string): Promise<Module> =>
  import(/* @vite-ignore */ join(folder, file)) as Promise<Module>
const { Redis: Upstash } = await from<{
  Redis: new (options: object) => UpstashRedisClient
}>("node_modules/@upstash/redis/nodejs.mjs")
const { startUpstash } = await from<{
  startUpstash(
    redis: string,
    prefix: string,
  ): Promise<{ url: string; token: string; close(): Promise<void> }>
}>("servers/upstash.ts")
const { UpstashRedisAdapter } = await from<{
  UpstashRedisAdapter(
    client: UpstashRedisClient,
    options: { baseKeyPrefix: string },
  ): Required<Adapter>
}>("node_modules/@auth/upstash-redis-adapter/index.js")

const prefix = `lk_upstash_${process.pid}_${Date.now().toString(36)}:`

describe.skipIf(!redisServer.reachable)("Upstash", () => {
  let client: UpstashRedisClient
  let server: Awaited<ReturnType<typeof startUpstash>>
  let redis: Redis
  beforeAll(async () => {
    server = await startUpstash(redisServer.url, prefix)
    client = new Upstash({ url: server.url, token: server.token, enableTelemetry: false })
    redis = new Redis(redisServer.url)
  })
  afterAll(async () => {
    await server?.close()
    redis?.disconnect()
  })

  describe("by its own client", () => {
    const adapter = (): RedisAdapterMethods =>
      RedisAdapter(client, { prefix: `${prefix}own`, timeout: 60_000 })
    const slowly = (title: string, body: () => Promise<void>): unknown => it(title, SLOW, body)
    adapterConformance({
      adapter,
      test: { describe, it: slowly },
      skip: ["transaction"],
      rounds,
    })
    methodsOf(adapter)
    recordStoreConformance({ store: () => adapter().records, test: { describe, it } })
    revocationStoreConformance({ store: () => adapter().revocations, test: { describe, it } })
  })

  describe("what Auth.js's adapter stored", () => {
    let base: string
    let theirs: Required<Adapter>
    let ours: RedisAdapterMethods
    beforeEach(() => {
      vi.spyOn(console, "warn").mockImplementation(() => {})
      base = `${prefix}${crypto.randomUUID()}:`
      theirs = UpstashRedisAdapter(client, { baseKeyPrefix: base })
      ours = RedisAdapter(redis, { prefix: `${base}new`, upstash: { baseKeyPrefix: base } })
    })
    const accountOf = ({ id }: AdapterUser): AdapterAccount => ({
      userId: id,
      type: "oidc",
      provider: "example",
      providerAccountId: crypto.randomUUID(),
      access_token: "at",
    })
    const sessionOf = async ({ id }: AdapterUser): Promise<string> => {
      const sessionToken = crypto.randomUUID()
      await theirs.createSession({
        sessionToken,
        userId: id,
        expires: new Date(Date.now() + 60_000),
      })
      return sessionToken
    }
    const left = async (): Promise<string[]> =>
      (await redis.keys(`${base}user:*`)).filter((key) => !key.includes(":by-user-id:"))

    it("signed-in people stay so, and the plain token is gone from the store", async () => {
      const emailVerified = new Date(1_700_000_000_000)
      const user = await theirs.createUser({
        ...person(),
        emailVerified,
        role: "admin",
      } as AdapterUser)
      const account = accountOf(user)
      await theirs.linkAccount(account)
      const token = await sessionOf(user)
      const found = await Promise.all([1, 2, 3, 4, 5].map(() => ours.getSessionAndUser(token)))
      for (const one of found)
        expect(one).toMatchObject({ session: { sessionToken: token }, user: { id: user.id } })
      expect(found[0]!.user).toEqual({ ...user, emailVerified })
      expect(await ours.getUserByEmail(user.email)).toMatchObject({ id: user.id })
      expect(await ours.getUserByAccount(account)).toMatchObject({ id: user.id })
      expect(await ours.getAccount(account.providerAccountId, "example")).toEqual(account)
      expect(await left()).toEqual([])
      expect((await redis.keys(`${base}*`)).join(" ")).not.toContain(token)
      expect(await ours.getSessionAndUser(token)).not.toBeNull()
      expect(await ours.listSessionsByUserId(user.id)).toMatchObject([
        { id: await publicId(token) },
      ])
    })

    it("addresses and accounts are taken, whether they were used since or not", async () => {
      const user = await theirs.createUser(person())
      const account = accountOf(user)
      await theirs.linkAccount(account)
      const other = await ours.createUser(person())
      await expect(ours.createUser({ ...person(), email: user.email })).rejects.toThrow(/exists/)
      await expect(ours.updateUser({ id: other.id, email: user.email })).rejects.toThrow(/exists/)
      await expect(ours.linkAccount({ ...account, userId: other.id })).rejects.toThrow(/exists/)
      const name = "Countess"
      expect(await ours.updateUser({ id: user.id, name })).toMatchObject({
        id: user.id,
        name,
        email: user.email,
      })
    })

    it("an ending of all sessions ends those that were not seen since, too", async () => {
      const user = await theirs.createUser(person())
      const [seen, unseen, late] = [
        await sessionOf(user),
        await sessionOf(user),
        await sessionOf(user),
      ]
      await ours.getSessionAndUser(seen)
      await ours.deleteSessionsByUserId(user.id, { except: await publicId(seen) })
      expect(await ours.getSessionAndUser(unseen)).toBeNull()
      expect(
        await ours.updateSession({ sessionToken: late, expires: new Date(Date.now() + 9_000) }),
      ).toBeNull()
      expect(await ours.getSessionAndUser(seen)).not.toBeNull()
    })

    it("a sign-out, an unlinking and a deleted user leave nothing behind that counts", async () => {
      const user = await theirs.createUser(person())
      const [first, second] = [accountOf(user), accountOf(user)]
      await theirs.linkAccount(first)
      await theirs.linkAccount(second)
      const [out, forgotten] = [await sessionOf(user), await sessionOf(user)]
      await ours.deleteSession(out)
      expect(await ours.getSessionAndUser(out)).toBeNull()
      await ours.unlinkAccount(second)
      expect(await ours.getUserByAccount(second)).toBeNull()
      await ours.deleteUser(user.id)
      expect(await ours.getUser(user.id)).toBeNull()
      expect(await ours.getUserByEmail(user.email)).toBeNull()
      expect(await ours.getUserByAccount(first)).toBeNull()
      expect(await ours.getSessionAndUser(forgotten)).toBeNull()
    })

    it("a mailed link is used once, of fifty at once, and a name that only looks the same is none", async () => {
      const expires = new Date(Date.now() + 60_000)
      await theirs.createVerificationToken({ identifier: "a:b", token: "c", expires })
      expect(await ours.useVerificationToken({ identifier: "a", token: "b:c" })).toBeNull()
      const uses = await Promise.all(
        Array.from({ length: 50 }, () =>
          ours.useVerificationToken({ identifier: "a:b", token: "c" }),
        ),
      )
      expect(uses.filter(Boolean)).toEqual([{ identifier: "a:b", token: "c", expires }])
    })

    it("keys that are something else are nobody", async () => {
      const user = await theirs.createUser(person())
      await theirs.linkAccount(accountOf(user))
      const token = await sessionOf(user)
      for (const name of [
        `email:${user.email}`,
        `session:${token}`,
        `account:by-user-id:${user.id}`,
      ])
        expect(await ours.getUser(name)).toBeNull()
      for (const name of [`by-user-id:${user.id}`, "", "__proto__"]) {
        expect(await ours.getSessionAndUser(name)).toBeNull()
        await ours.deleteSession(name)
      }
      await redis.set(`${base}user:broken`, "{")
      await redis.set(`${base}user:list`, "[]")
      await redis.set(`${base}user:other`, '{"id":"another"}')
      for (const id of ["broken", "list", "other"]) expect(await ours.getUser(id)).toBeNull()
      expect(await ours.getSessionAndUser(token)).not.toBeNull()
    })
  })
})
