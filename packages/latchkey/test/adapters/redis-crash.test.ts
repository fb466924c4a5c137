/** What is left when a process dies between any two commands: nothing that stands in anybody's way, nor lets anyone in. */
import { Redis } from "ioredis"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { RedisAdapter, type RedisAdapterMethods } from "../../src/adapters/redis.ts"
import type { AdapterAccount, AdapterUser } from "../../src/contracts/adapter.ts"
import type { RedisClient } from "../../src/databases/redis.ts"
import { redisServer } from "../stores/servers.ts"

const prefix = `lk_crash_${process.pid}_${Date.now().toString(36)}`
/** More commands than any method needs. */
const MAX = 40

describe.skipIf(!redisServer.reachable)("a process that dies", () => {
  let redis: Redis
  let adapter: RedisAdapterMethods
  beforeAll(() => {
    redis = new Redis(redisServer.url)
    adapter = RedisAdapter(redis, { prefix })
  })
  afterAll(async () => {
    const keys = await redis.keys(`${prefix}*`)
    if (keys.length > 0) await redis.del(...keys)
    redis.disconnect()
  })

  /** The adapter of a process that dies after so many commands; `between` runs instead of the next. */
  function dying(after: number): { adapter: RedisAdapterMethods; alive: () => boolean } {
    let left = after
    const client: RedisClient = {
      call(name, ...args) {
        if (name === "CONFIG") return Promise.resolve([])
        if (left-- <= 0) return Promise.reject(new Error("dead"))
        return redis.call(name, ...args)
      },
      duplicate: () => redis.duplicate(),
    }
    return { adapter: RedisAdapter(client, { prefix }), alive: () => left >= 0 }
  }

  /** Calls `work` with a process that dies after its first command, after its second, and so on, until one lives. */
  async function everyDeath(
    work: (dying: RedisAdapterMethods, n: number) => Promise<unknown>,
    check: (died: boolean) => Promise<void>,
    prepare: () => Promise<void>,
  ): Promise<void> {
    for (let n = 0; n <= MAX; n++) {
      await prepare()
      const process = dying(n)
      const died = await work(process.adapter, n).then(
        () => false,
        () => true,
      )
      await check(died)
      if (!died) {
        expect(n).toBeGreaterThan(1)
        return
      }
    }
    throw new Error("it never lived")
  }

  const person = (): AdapterUser => ({
    id: crypto.randomUUID(),
    name: "Ada",
    email: `${crypto.randomUUID()}@example.com`,
    emailVerified: null,
  })
  const accountOf = (userId: string): AdapterAccount => ({
    userId,
    type: "oidc",
    provider: "example",
    providerAccountId: crypto.randomUUID(),
    access_token: "at",
  })

  it("while a user is made: the address is theirs, or free", async () => {
    let user: AdapterUser
    await everyDeath(
      async (dead) => dead.createUser(user),
      async (died) => {
        const found = await adapter.getUserByEmail(user.email)
        if (found) expect(found.id).toBe(user.id)
        else expect(died).toBe(true)
        const again = adapter.createUser({ ...user, id: crypto.randomUUID() })
        if (found) await expect(again).rejects.toThrow(/exists/)
        else expect(await adapter.getUserByEmail((await again).email)).toEqual(await again)
      },
      async () => void (user = person()),
    )
  })

  it("while an address is changed: each is one user's, and the new one is not blocked", async () => {
    let user: AdapterUser
    let email: string
    await everyDeath(
      async (dead) => dead.updateUser({ id: user.id, email }),
      async () => {
        const { email: current } = (await adapter.getUser(user.id))!
        const free = current === email ? user.email : email
        expect([user.email, email]).toContain(current)
        expect(await adapter.getUserByEmail(free)).toBeNull()
        const other = await adapter.createUser({ ...person(), email: free })
        expect((await adapter.getUserByEmail(free))?.id).toBe(other.id)
        expect((await adapter.getUserByEmail(current))?.id).toBe(user.id)
        await expect(adapter.updateUser({ id: user.id, email: free })).rejects.toThrow(/exists/)
      },
      async () => {
        user = await adapter.createUser(person())
        email = person().email
      },
    )
  })

  it("while an account is linked: it is linked, or can be, by anyone whose it is", async () => {
    let [one, other]: AdapterUser[] = []
    let account: AdapterAccount
    await everyDeath(
      async (dead) => dead.linkAccount(account),
      async () => {
        const owner = await adapter.getUserByAccount(account)
        const listed = await adapter.listAccountsByUserId(one!.id)
        expect(listed).toHaveLength(owner ? 1 : 0)
        const again = adapter.linkAccount({ ...account, userId: other!.id })
        if (owner) await expect(again).rejects.toThrow(/exists/)
        else expect((await again) && (await adapter.getUserByAccount(account))?.id).toBe(other!.id)
        await adapter.deleteUser(one!.id)
        await adapter.deleteUser(other!.id)
        expect(await adapter.getAccount(account.providerAccountId, account.provider)).toBeNull()
      },
      async () => {
        ;[one, other] = [await adapter.createUser(person()), await adapter.createUser(person())]
        account = accountOf(one.id)
      },
    )
  })

  it("while a user is deleted: nothing of theirs counts, and all is free again", async () => {
    let user: AdapterUser
    let account: AdapterAccount
    let sessionToken: string
    await everyDeath(
      async (dead) => dead.deleteUser(user.id),
      async (died) => {
        if (died && (await adapter.getUser(user.id))) return
        expect(await adapter.getUserByEmail(user.email)).toBeNull()
        expect(await adapter.getUserByAccount(account)).toBeNull()
        expect(await adapter.getAccount(account.providerAccountId, account.provider)).toBeNull()
        expect(await adapter.getSessionAndUser(sessionToken)).toBeNull()
        const next = await adapter.createUser({ ...person(), email: user.email })
        await adapter.linkAccount({ ...account, userId: next.id })
        expect((await adapter.getUserByAccount(account))?.id).toBe(next.id)
        // Once more, to the end: it takes what is left, and nothing of whoever came after.
        await adapter.deleteUser(user.id)
        expect((await adapter.getUserByAccount(account))?.id).toBe(next.id)
        expect((await adapter.getUserByEmail(user.email))?.id).toBe(next.id)
        const left = await redis.keys(`${prefix}*${user.id}*`)
        expect(left).toEqual([])
      },
      async () => {
        user = await adapter.createUser(person())
        account = accountOf(user.id)
        sessionToken = crypto.randomUUID()
        await adapter.linkAccount(account)
        await adapter.createSession({
          sessionToken,
          userId: user.id,
          expires: new Date(Date.now() + 60_000),
        })
      },
    )
  })

  it("while a session begins or ends: a half one is listed, or its token is nobody's", async () => {
    const user = await adapter.createUser(person())
    let sessionToken: string
    await everyDeath(
      async (dead) =>
        dead.createSession({
          sessionToken,
          userId: user.id,
          expires: new Date(Date.now() + 60_000),
        }),
      async (died) => {
        const listed = await adapter.listSessionsByUserId(user.id)
        if (!died) expect(listed).toHaveLength(1)
      },
      async () => void (sessionToken = crypto.randomUUID()),
    )
    await everyDeath(
      async (dead) => dead.deleteSessionsByUserId(user.id),
      async (died) => {
        if (!died) expect(await adapter.listSessionsByUserId(user.id)).toEqual([])
      },
      async () => {},
    )
  })
})
