/** What becomes of a process that stops between any two commands, and goes on when another has done its work. */
import { Redis } from "ioredis"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { RedisAdapter, type RedisAdapterMethods } from "../../src/adapters/redis.ts"
import type { AdapterAccount, AdapterUser } from "../../src/contracts/adapter.ts"
import { redisServer } from "../stores/servers.ts"
import { person } from "./redis-methods.ts"

const prefix = `lk_stall_${process.pid}_${Date.now().toString(36)}`
/** More commands than any method needs. */
const MAX = 40

describe.skipIf(!redisServer.reachable)("a process that stops for a while", () => {
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

  /** Does `slow` up to each of its commands in turn, then `quick` to its end, then the rest of `slow`. */
  async function everyStop(
    prepare: () => Promise<void>,
    slow: (stopping: RedisAdapterMethods) => Promise<unknown>,
    quick: () => Promise<unknown>,
    check: () => Promise<void>,
  ): Promise<void> {
    for (let n = 0, over = false; !over; n++) {
      expect(n).toBeLessThan(MAX)
      await prepare()
      let left = n
      let stopped = (): void => {}
      let goOn = (): void => {}
      const stops = new Promise<void>((resolve) => (stopped = resolve))
      const gate = new Promise<void>((resolve) => (goOn = resolve))
      const client = {
        async call(name: string, ...args: string[]): Promise<unknown> {
          if (name === "CONFIG") return []
          if (left-- === 0) {
            stopped()
            await gate
          }
          return redis.call(name, ...args)
        },
        duplicate: () => redis.duplicate(),
      }
      const work = slow(RedisAdapter(client, { prefix })).catch(() => {})
      over = await Promise.race([stops.then(() => false), work.then(() => true)])
      await quick().catch(() => {})
      goOn()
      await work
      await check()
    }
  }

  /** Whoever has an address is found by it, and nobody else can get it; one that nobody has is free. */
  async function expectOneOwner(email: string, users: readonly AdapterUser[]): Promise<void> {
    const found = await Promise.all(users.map(({ id }) => adapter.getUser(id)))
    const owners = found.filter((user) => user?.email === email)
    expect(owners.length).toBeLessThanOrEqual(1)
    expect((await adapter.getUserByEmail(email))?.id).toBe(owners[0]?.id)
    const again = adapter.createUser({ ...person(), email })
    if (owners[0]) await expect(again).rejects.toThrow(/exists/)
    else await again
  }

  it("while it changes an address that somebody else takes", async () => {
    let one: AdapterUser
    let other: AdapterUser
    let email: string
    await everyStop(
      async () => {
        one = await adapter.createUser(person())
        email = person().email
        other = { ...person(), email }
      },
      async (stopping) => stopping.updateUser({ id: one.id, email }),
      async () => adapter.createUser(other),
      async () => {
        await expectOneOwner(email, [one, other])
        await expectOneOwner(one.email, [one, other])
      },
    )
  })

  it("while it changes an address that goes back meanwhile", async () => {
    let user: AdapterUser
    let [first, second]: string[] = []
    await everyStop(
      async () => {
        ;[first, second] = [person().email, person().email]
        user = await adapter.createUser({ ...person(), email: first })
      },
      async (stopping) => stopping.updateUser({ id: user.id, email: second! }),
      async () => {
        await adapter.updateUser({ id: user.id, email: second! })
        await adapter.updateUser({ id: user.id, email: first! })
      },
      async () => {
        await expectOneOwner(first!, [user])
        await expectOneOwner(second!, [user])
      },
    )
  })

  it("while it makes a user whose address is taken, or who is deleted", async () => {
    let [one, other]: AdapterUser[] = []
    await everyStop(
      async () => {
        one = person()
        other = { ...person(), email: one.email }
      },
      async (stopping) => stopping.createUser(one!),
      async () => adapter.createUser(other!),
      () => expectOneOwner(one!.email, [one!, other!]),
    )
    await everyStop(
      async () => void (one = await adapter.createUser(person())),
      async (stopping) => stopping.deleteUser(one!.id),
      async () => adapter.createUser({ ...person(), email: one!.email }),
      async () => {
        expect(await adapter.getUser(one!.id)).toBeNull()
        const next = await adapter.getUserByEmail(one!.email)
        await expectOneOwner(one!.email, next ? [next] : [])
      },
    )
  })

  it("while it links what is unlinked, or the other way round", async () => {
    let user: AdapterUser
    let account: AdapterAccount
    const prepare = async (): Promise<void> => {
      user = await adapter.createUser(person())
      const providerAccountId = crypto.randomUUID()
      account = { userId: user.id, type: "oidc", provider: "example", providerAccountId }
    }
    const link = async (by: RedisAdapterMethods): Promise<unknown> => by.linkAccount(account)
    const unlink = async (by: RedisAdapterMethods): Promise<unknown> => by.unlinkAccount(account)
    const check = async (): Promise<void> => {
      const found = await adapter.getAccount(account.providerAccountId, account.provider)
      expect(await adapter.listAccountsByUserId(user.id)).toEqual(found ? [found] : [])
    }
    await everyStop(prepare, link, () => unlink(adapter), check)
    await everyStop(
      async () => {
        await prepare()
        await link(adapter)
      },
      link,
      () => unlink(adapter),
      check,
    )
    await everyStop(
      prepare,
      link,
      async () => adapter.deleteUser(user.id),
      async () => expect(await redis.keys(`${prefix}*${account.providerAccountId}*`)).toEqual([]),
    )
    await everyStop(
      async () => {
        await prepare()
        await link(adapter)
      },
      unlink,
      () => link(adapter),
      check,
    )
    await everyStop(
      async () => {
        await prepare()
        await link(adapter)
      },
      unlink,
      async () => {
        await unlink(adapter)
        await link(adapter)
      },
      check,
    )
  })

  it("while it begins a session that is ended with all others, or whose user goes", async () => {
    let user: AdapterUser
    let sessionToken: string
    const begin = async (by: RedisAdapterMethods): Promise<unknown> =>
      by.createSession({ sessionToken, userId: user.id, expires: new Date(Date.now() + 60_000) })
    const prepare = async (): Promise<void> => {
      user = await adapter.createUser(person())
      sessionToken = crypto.randomUUID()
    }
    await everyStop(
      prepare,
      begin,
      async () => adapter.deleteSessionsByUserId(user.id),
      async () => {
        const alive = await adapter.getSessionAndUser(sessionToken)
        expect(await adapter.listSessionsByUserId(user.id)).toHaveLength(alive ? 1 : 0)
      },
    )
    await everyStop(
      prepare,
      begin,
      async () => adapter.deleteUser(user.id),
      async () => {
        expect(await adapter.getSessionAndUser(sessionToken)).toBeNull()
        expect(await redis.keys(`${prefix}*${user.id}*`)).toEqual([])
      },
    )
  })

  it("leaves no record of a session behind when the user is deleted", async () => {
    const user = await adapter.createUser(person())
    const before = new Set(await redis.keys(`${prefix}:db:session:*`))
    const sessionToken = crypto.randomUUID()
    await adapter.createSession({
      sessionToken,
      userId: user.id,
      expires: new Date(Date.now() + 60_000),
    })
    const made = (await redis.keys(`${prefix}:db:session:*`)).filter((key) => !before.has(key))
    expect(made).toHaveLength(1)
    await adapter.deleteUser(user.id)
    expect(await redis.exists(made[0]!)).toBe(0)
  })
})
