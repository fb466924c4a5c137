import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../adapters/memory.ts"
import { adapterConformance } from "./index.ts"
import type { Adapter, FullAdapter, AdapterSession, AdapterUser } from "../contracts/adapter.ts"
import type { AdapterConformanceOptions, ConformanceRunner } from "./index.ts"

interface Outcome {
  readonly passed: string[]
  readonly failed: string[]
  readonly skipped: string[]
}

/** Runs the suite under a runner of a few lines, and answers the ids by outcome. */
async function outcome(
  adapter: () => Adapter,
  options: Partial<AdapterConformanceOptions> = {},
): Promise<Outcome> {
  const cases: [name: string, body: () => Promise<void>][] = []
  const result: Outcome = { passed: [], failed: [], skipped: [] }
  const idOf = (name: string): string => name.slice(0, 3)
  const register: ConformanceRunner["it"] = (name, body) => cases.push([name, body])
  const test: ConformanceRunner = {
    describe: (_, body) => body(),
    it: Object.assign(register, { skip: (name: string) => result.skipped.push(idOf(name)) }),
  }
  // C63 waits for a second; it has a test of its own.
  adapterConformance({ adapter, test, skip: ["C63"], ...options })
  for (const [name, body] of cases)
    await body().then(
      () => result.passed.push(idOf(name)),
      () => result.failed.push(idOf(name)),
    )
  return result
}

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const fold = (text: string): string => text.toLowerCase()

/** Each is right but for one thing; `caught` are the cases that must notice. */
const broken: Record<string, { caught: string[]; make: (good: FullAdapter) => Adapter }> = {
  "consumes in two steps": {
    caught: ["C43", "C44"],
    make(good) {
      const rows = new Map<string, Date>()
      const key = (row: { identifier: string; token: string }) =>
        JSON.stringify([row.identifier, row.token])
      return {
        ...good,
        createVerificationToken(row) {
          if (rows.has(key(row))) throw new Error("exists")
          rows.set(key(row), new Date(row.expires))
          return { ...row, expires: new Date(row.expires) }
        },
        async useVerificationToken({ identifier, token }) {
          const expires = rows.get(key({ identifier, token }))
          await later()
          rows.delete(key({ identifier, token }))
          return expires ? { identifier, token, expires } : null
        },
      }
    },
  },
  "looks tokens up by identifier only (ADV-AJ08)": {
    caught: ["C42"],
    make: (good) => tokensBy(good, "identifier"),
  },
  "looks tokens up by token only (ADV-AJ01)": {
    caught: ["C41"],
    make: (good) => tokensBy(good, "token"),
  },
  "never consumes": {
    caught: ["C40", "C45"],
    make: (good) => ({
      ...good,
      async useVerificationToken(key) {
        const row = await good.useVerificationToken(key)
        if (row) await good.createVerificationToken(row)
        return row
      },
    }),
  },
  "folds the case of addresses": {
    caught: ["C04"],
    make: (good) => ({
      ...good,
      createUser: (user) => good.createUser({ ...user, email: fold(user.email) }),
      getUserByEmail: (email) => good.getUserByEmail(fold(email)),
    }),
  },
  "trims session tokens": {
    caught: ["C32"],
    make: (good) => ({
      ...good,
      getSessionAndUser: (token) => good.getSessionAndUser(token.trim()),
    }),
  },
  "cuts account ids at U+0000": {
    caught: ["C22"],
    make: (good) => ({
      ...good,
      getAccount: (id, provider) => good.getAccount(id.split("\0")[0] ?? "", provider),
    }),
  },
  "takes a lease in two steps": {
    caught: ["C66"],
    make(good) {
      const held = new Map<string, string>()
      return {
        ...good,
        async takeLease({ key, holder }) {
          const other = held.get(key)
          await later()
          if (other !== undefined && other !== holder) return false
          held.set(key, holder)
          return true
        },
      }
    },
  },
  "gives back anybody's lease": {
    caught: ["C64", "C65"],
    make(good) {
      const held = new Map<string, string>()
      return {
        ...good,
        async takeLease(lease) {
          const taken = await good.takeLease(lease)
          if (taken) held.set(lease.key, lease.holder)
          return taken
        },
        releaseLease: ({ key }) => good.releaseLease({ key, holder: held.get(key) ?? "" }),
      }
    },
  },
  "changes an account whatever is expected": {
    caught: ["C82", "C83"],
    make: (good) => ({ ...good, updateAccount: (account) => good.updateAccount(account) }),
  },
  "compares an account, and changes it later": {
    caught: ["C83"],
    make: (good) => ({
      ...good,
      async updateAccount(account, expected) {
        const { provider, providerAccountId } = account
        if (expected && !(await good.updateAccount({ provider, providerAccountId }, expected)))
          return null
        await later()
        return good.updateAccount(account)
      },
    }),
  },
  "lists the tokens of sessions": {
    caught: ["C90"],
    make(good) {
      const sessions: AdapterSession[] = []
      return {
        ...good,
        createSession(session) {
          sessions.push(session)
          return good.createSession(session)
        },
        listSessionsByUserId: (userId) =>
          sessions
            .filter((one) => one.userId === userId)
            .map(({ sessionToken, expires }) => ({ id: sessionToken, expires })),
      }
    },
  },
  "ends all sessions, whichever is meant": {
    caught: ["C91"],
    make: (good) => ({
      ...good,
      deleteSessionsByUserId: (userId) => good.deleteSessionsByUserId(userId),
    }),
  },
  "answers the sessions that others have ended": {
    caught: ["C92"],
    make: (good) => ({
      ...good,
      async deleteSessionsByUserId(userId, which) {
        const named = await good.listSessionsByUserId(userId)
        await later()
        await good.deleteSessionsByUserId(userId, which)
        return named.map(({ id }) => id)
      },
    }),
  },
  "keeps what a transaction that fails has written": {
    caught: ["C71", "C74", "C75"],
    make: (good) => ({ ...good, transaction: (work) => work(good) }),
  },
  "compares a passkey's counter, and sets it later": {
    caught: ["C56"],
    make: (good) => ({
      ...good,
      async updateAuthenticatorCounter(id, counter, expected) {
        const row = await good.getAuthenticator(id)
        if (row && expected !== undefined && row.counter !== expected) throw new Error("moved")
        return good.updateAuthenticatorCounter(id, counter)
      },
    }),
  },
  "says of each passkey that it is backed up": {
    caught: ["C57"],
    make: (good) => ({
      ...good,
      updateAuthenticatorBackup: (id) => good.updateAuthenticatorBackup(id, true),
    }),
  },
  "normalises Unicode in credential ids": {
    caught: ["C54"],
    make: (good) => ({
      ...good,
      getAuthenticator: (id) => good.getAuthenticator(id.normalize("NFKC")),
    }),
  },
  "keeps the objects it is given": {
    caught: ["C11"],
    make(good) {
      const users = new Map<string, AdapterUser>()
      return {
        ...good,
        async createUser(user) {
          await good.createUser(user)
          users.set(user.id, user)
          return user
        },
        getUser: (id) => users.get(id) ?? null,
      }
    },
  },
  "answers the sessions it keeps": {
    caught: ["C37"],
    make(good) {
      const ends = new Map<string, Date>()
      return {
        ...good,
        createSession(session) {
          ends.set(session.sessionToken, session.expires)
          return good.createSession(session)
        },
        async getSessionAndUser(token) {
          const found = await good.getSessionAndUser(token)
          const expires = ends.get(token)
          return found && expires ? { ...found, session: { ...found.session, expires } } : found
        },
      }
    },
  },
  "forgets the milliseconds": {
    caught: ["C30", "C33"],
    make: (good) => ({
      ...good,
      createSession: (session) =>
        good.createSession({ ...session, expires: seconds(session.expires) }),
    }),
  },
  "looks for the address before it writes": {
    caught: ["C08", "C09"],
    make: (good) => ({
      ...good,
      async createUser(user) {
        if (await good.getUserByEmail(user.email)) throw new Error("exists")
        await later()
        // As in a table without a unique index: stored, whether another one is there by now or not.
        await quietly(() => good.createUser(user))
        return user
      },
      async updateUser(user) {
        await quietly(() => good.updateUser(user))
        return (await good.getUser(user.id)) ?? fail()
      },
    }),
  },
  "lets an account move to whoever links it": {
    caught: ["C24"],
    make: (good) => ({
      ...good,
      async linkAccount(account) {
        await good.unlinkAccount(account)
        await good.linkAccount(account)
        return account
      },
    }),
  },
  "looks for the account before it links it": {
    caught: ["C25"],
    make: (good) => ({
      ...good,
      async linkAccount(account) {
        if (await good.getUserByAccount(account)) fail()
        await later()
        await quietly(() => good.linkAccount(account))
        return account
      },
    }),
  },
  "counts in two steps": {
    caught: ["C61"],
    make(good) {
      const counts = new Map<string, { count: number; end: number }>()
      return {
        ...good,
        async increment({ key, by, expires }) {
          const found = counts.get(key)
          await later()
          const live =
            found && found.end > Date.now() ? found : { count: 0, end: expires.getTime() }
          counts.set(key, { ...live, count: live.count + by })
          return live.count + by
        },
      }
    },
  },
  "leaves the sessions of deleted users": {
    caught: ["C12"],
    make(good) {
      const kept = new Map<string, { session: AdapterSession; user: AdapterUser }>()
      return {
        ...good,
        async getSessionAndUser(token) {
          const found = (await good.getSessionAndUser(token)) ?? kept.get(token) ?? null
          return found
        },
        async createSession(session) {
          const created = await good.createSession(session)
          const found = await good.getSessionAndUser(session.sessionToken)
          if (found) kept.set(session.sessionToken, found)
          return created
        },
        async deleteSession(token) {
          kept.delete(token)
          await good.deleteSession(token)
          return null
        },
      }
    },
  },
  "brings a deleted session back when it is updated": {
    caught: ["C34"],
    make: (good) => ({
      ...good,
      async updateSession(session) {
        const updated = await good.updateSession(session)
        return updated ?? (session.userId ? good.createSession(session as AdapterSession) : null)
      },
    }),
  },
  "throws for what is missing": {
    caught: ["C03", "C31"],
    make: (good) => ({
      ...good,
      getUser: async (id) => (await good.getUser(id)) ?? fail(),
      getSessionAndUser: async (token) => (await good.getSessionAndUser(token)) ?? fail(),
    }),
  },
  "overwrites what an update doesn't give": {
    caught: ["C06"],
    make: (good) => ({
      ...good,
      updateUser: (user) => good.updateUser({ name: null, image: null, ...user }),
    }),
  },
  "doesn't roll back": {
    caught: ["C71", "C72"],
    make: (good) => ({ ...good, transaction: (work) => work(good) }),
  },
  "needs this": {
    caught: ["C01", "C03"],
    make: (good) => ({
      ...good,
      getUser(this: Adapter, id: string) {
        if (this === undefined) throw new TypeError("this is undefined")
        return good.getUser(id)
      },
    }),
  },
}

function fail(): never {
  throw new Error("not found")
}

async function quietly(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch {
    // As in a table without a unique index, nobody is told.
  }
}

const seconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000 - 1000)

/** Consumes by one half of the key alone. */
function tokensBy(good: FullAdapter, half: "identifier" | "token"): Adapter {
  const rows: { identifier: string; token: string; expires: Date }[] = []
  return {
    ...good,
    createVerificationToken(row) {
      if (rows.some((one) => one.identifier === row.identifier && one.token === row.token)) fail()
      rows.push({ ...row, expires: new Date(row.expires) })
      return { ...row, expires: new Date(row.expires) }
    },
    useVerificationToken(key) {
      const at = rows.findIndex((row) => row[half] === key[half])
      return at < 0 ? null : (rows.splice(at, 1)[0] ?? null)
    },
  }
}

describe("the conformance suite", () => {
  it("passes a good adapter, each case under an id of its own", async () => {
    const { passed, failed, skipped } = await outcome(() => MemoryAdapter())
    expect(failed).toEqual([])
    expect(skipped).toEqual(["C63"])
    const ids = passed.filter((id) => id !== "C00")
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(55)
  })

  it.each(Object.entries(broken))("catches an adapter that %s", async (_, { caught, make }) => {
    const { failed, passed } = await outcome(() => make(MemoryAdapter()))
    for (const id of caught) expect(failed).toContain(id)
    // The finding is about one thing, not an adapter that falls apart.
    expect(failed.length).toBeLessThan(passed.length / 2)
  })

  it("catches a counter that is put off by those who keep trying", async () => {
    const make = (): Adapter => {
      const counts = new Map<string, { count: number; end: number }>()
      return {
        ...MemoryAdapter(),
        increment({ key, by, expires }) {
          const found = counts.get(key)
          const count = (found && found.end > Date.now() ? found.count : 0) + by
          counts.set(key, { count, end: expires.getTime() })
          return count
        },
      }
    }
    expect((await outcome(make, { skip: [] })).failed).toEqual(["C63"])
  })

  it("names the methods that are missing, unless their group is skipped", async () => {
    const make = (): Adapter => {
      const { increment: _i, transaction: _t, ...adapter } = MemoryAdapter()
      return adapter
    }
    expect((await outcome(make)).failed).toContain("C00")
    const { failed, skipped } = await outcome(make, { skip: ["increment", "transaction"] })
    expect(failed).toEqual([])
    expect(skipped).toContain("C73")
  })

  it("sees methods of a class instance as missing, since they would be lost in a copy", async () => {
    class Store {
      getUser(): null {
        return null
      }
    }
    expect((await outcome(() => new Store() as Adapter)).passed).toEqual([])
  })

  it("lets a store round times to seconds where it says so", async () => {
    const make = (): Adapter => {
      const good = MemoryAdapter()
      const whole = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000)
      return {
        ...good,
        createSession: (session) =>
          good.createSession({ ...session, expires: whole(session.expires) }),
      }
    }
    expect((await outcome(make, { precision: "second" })).failed).toEqual([])
  })

  it("looks past the adapter where it can: a row that should be gone", async () => {
    const rows = { session: () => ({ sessionToken: "still here" }) }
    const { failed } = await outcome(() => MemoryAdapter(), { db: () => rows })
    expect(failed).toEqual(["C12", "C34"])
  })

  it("closes what it opened, also after a failure", async () => {
    let open = 0
    const make = (): Adapter => (open++, {})
    await outcome(make, { close: () => void open-- })
    expect(open).toBe(0)
  })
})
