import type {
  Adapter,
  AdapterAccount,
  AdapterAuthenticator,
  AdapterSession,
  AdapterUser,
  FullAdapter,
  VerificationToken,
} from "../contracts/adapter.ts"
import { memoryRecords } from "../records/memory.ts"
import { memoryRevocations } from "../revocations/memory.ts"
import { crypto as primitives } from "../crypto/index.ts"
import { copy } from "./copy.ts"
import { whole } from "./whole.ts"
import { createGate } from "../databases/gate.ts"
import type { Gate } from "../databases/gate.ts"

interface Counter {
  readonly count: number
  readonly expires: number
}

interface Lease {
  readonly holder: string
  readonly until: number
}

/** Rows are replaced, never changed, so that a shallow copy of the maps is a snapshot. */
interface Tables {
  users: Map<string, AdapterUser>
  accounts: Map<string, AdapterAccount>
  sessions: Map<string, AdapterSession>
  tokens: Map<string, VerificationToken>
  authenticators: Map<string, AdapterAuthenticator>
  counters: Map<string, Counter>
  leases: Map<string, Lease>
}

/** Two values as one key, without a separator that either could hold. */
const pair = (first: string, second: string): string => JSON.stringify([first, second])

const accountKey = (account: Pick<AdapterAccount, "provider" | "providerAccountId">): string =>
  pair(account.provider, account.providerAccountId)

/** A partial's keys that were given; `undefined` is "not given". */
const given = <T extends object>(part: T): Partial<T> =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Partial<T>

function insert<T>(rows: Map<string, T>, key: string, row: T, what: string): T {
  if (rows.has(key)) throw new Error(`${what} exists already`)
  rows.set(key, copy(row))
  return copy(row)
}

function take<T>(rows: Map<string, T>, key: string): T | null {
  const row = rows.get(key)
  rows.delete(key)
  return row ?? null
}

const read = <T>(rows: Map<string, T>, key: string): T | null => copy(rows.get(key) ?? null)

function userByEmail(tables: Tables, email: string): AdapterUser | null {
  for (const user of tables.users.values()) if (user.email === email) return copy(user)
  return null
}

function userMethods(tables: Tables): Adapter {
  const { users } = tables
  return {
    createUser(user) {
      const row = { ...user, id: user.id ?? crypto.randomUUID() }
      if (row.email != null && userByEmail(tables, row.email))
        throw new Error("email exists already")
      return insert(users, row.id, row, "user")
    },
    getUser: (id) => read(users, id),
    getUserByEmail: (email) => userByEmail(tables, email),
    getUserByAccount(account) {
      const found = tables.accounts.get(accountKey(account))
      return found ? read(users, found.userId) : null
    },
    updateUser(part) {
      const user = users.get(part.id)
      if (!user) throw new Error("no such user")
      const holder = part.email == null ? null : userByEmail(tables, part.email)
      if (holder && holder.id !== part.id) throw new Error("email exists already")
      const row = copy({ ...user, ...given(part) })
      users.set(part.id, row)
      return copy(row)
    },
    deleteUser(id) {
      for (const rows of [tables.accounts, tables.sessions, tables.authenticators])
        for (const [key, row] of rows) if (row.userId === id) rows.delete(key)
      return take(users, id)
    },
  }
}

function accountMethods({ accounts, users }: Tables): Adapter {
  return {
    linkAccount(account) {
      if (!users.has(account.userId)) throw new Error("no such user")
      return insert(accounts, accountKey(account), account, "account")
    },
    unlinkAccount: (account) => take(accounts, accountKey(account)) ?? undefined,
    getAccount: (providerAccountId, provider) => read(accounts, pair(provider, providerAccountId)),
    listAccountsByUserId: (userId) =>
      [...accounts.values()].filter((row) => row.userId === userId).map(copy),
    updateAccount(part, expected = {}) {
      const account = accounts.get(accountKey(part))
      const isSame = ([name, value]: [string, unknown]): boolean =>
        (account?.[name] ?? null) === (value ?? null)
      if (!account || !Object.entries(given(expected)).every(isSame)) return null
      const row = copy({ ...account, ...given(part) })
      for (const [name, value] of Object.entries(row)) if (value === null) delete row[name]
      accounts.set(accountKey(part), row)
      return copy(row)
    },
  }
}

function sessionMethods({ sessions, users }: Tables): Adapter {
  return {
    createSession(session) {
      if (!users.has(session.userId)) throw new Error("no such user")
      return insert(sessions, session.sessionToken, session, "session")
    },
    getSessionAndUser(sessionToken) {
      const session = sessions.get(sessionToken)
      const user = session && users.get(session.userId)
      // An unreadable date is no time at all: fail closed.
      if (!session || !user || Number.isNaN(session.expires.getTime())) return null
      return { session: copy(session), user: copy(user) }
    },
    updateSession(part) {
      const session = sessions.get(part.sessionToken)
      if (!session) return null
      if (part.userId != null && !users.has(part.userId)) throw new Error("no such user")
      const row = copy({ ...session, ...given(part) })
      sessions.set(part.sessionToken, row)
      return copy(row)
    },
    deleteSession: (sessionToken) => take(sessions, sessionToken),
    listSessionsByUserId: async (userId) =>
      Promise.all(
        [...sessions.values()]
          .filter((row) => row.userId === userId && !Number.isNaN(row.expires.getTime()))
          .map(async (row) => ({
            id: await publicId(row.sessionToken),
            expires: new Date(row.expires),
          })),
      ),
    async deleteSessionsByUserId(userId, { only, except } = {}) {
      const own = [...sessions.values()].filter((row) => row.userId === userId)
      const named = await Promise.all(
        own.map(async ({ sessionToken }) => [await publicId(sessionToken), sessionToken] as const),
      )
      return named.flatMap(([id, sessionToken]) => {
        const meant = (only === undefined || id === only) && id !== except
        return meant && take(sessions, sessionToken) ? [id] : []
      })
    },
  }
}

function tokenMethods({ tokens, counters }: Tables): Adapter {
  return {
    createVerificationToken: (token) =>
      insert(tokens, pair(token.identifier, token.token), token, "token"),
    useVerificationToken: ({ identifier, token }) => take(tokens, pair(identifier, token)),
    increment({ key, by, expires }) {
      // A counter without an end would start anew each time, and never throttle anyone.
      if (Number.isNaN(expires.getTime())) throw new TypeError("The date is not valid.")
      const now = Date.now()
      const counter = counters.get(key)
      const live = counter && counter.expires > now ? counter : null
      if (!live) for (const [name, old] of counters) if (old.expires <= now) counters.delete(name)
      const count = (live?.count ?? 0) + by
      counters.set(key, { count, expires: live?.expires ?? expires.getTime() })
      return count
    },
  }
}

function leaseMethods({ leases }: Tables): Adapter {
  return {
    takeLease({ key, holder, ttl }) {
      if (!Number.isSafeInteger(ttl)) throw new TypeError("A lease lives for whole milliseconds.")
      const now = Date.now()
      for (const [name, old] of leases) if (old.until <= now) leases.delete(name)
      const lease = leases.get(key)
      if (lease && lease.holder !== holder) return false
      leases.set(key, { holder, until: now + ttl })
      return true
    },
    releaseLease({ key, holder }) {
      if (leases.get(key)?.holder === holder) leases.delete(key)
    },
  }
}

function authenticatorMethods({ authenticators, users }: Tables): Adapter {
  return {
    getAuthenticator: (credentialID) => read(authenticators, credentialID),
    createAuthenticator(authenticator) {
      if (!users.has(authenticator.userId)) throw new Error("no such user")
      return insert(authenticators, authenticator.credentialID, authenticator, "authenticator")
    },
    listAuthenticatorsByUserId: (userId) =>
      [...authenticators.values()].filter((row) => row.userId === userId).map(copy),
    updateAuthenticatorCounter(credentialID, counter, expected) {
      const row = authenticators.get(credentialID)
      if (!row) throw new Error("no such authenticator")
      if (expected !== undefined && row.counter !== expected) throw new Error("the counter moved")
      authenticators.set(credentialID, { ...row, counter })
      return copy({ ...row, counter })
    },
    async updateAuthenticatorBackup(credentialID, credentialBackedUp) {
      const row = authenticators.get(credentialID)
      if (row) authenticators.set(credentialID, { ...row, credentialBackedUp })
    },
  }
}

/** What others may know of a session. */
const publicId = async (sessionToken: string): Promise<string> =>
  primitives.toBase64url(await primitives.sha256(primitives.toUtf8(sessionToken)))

const methods = (tables: Tables): Adapter => ({
  ...userMethods(tables),
  ...accountMethods(tables),
  ...sessionMethods(tables),
  ...tokenMethods(tables),
  ...authenticatorMethods(tables),
  ...leaseMethods(tables),
})

/** Each method waits for an open transaction, and answers a promise whether it returns or throws. */
function gated(adapter: Adapter, gate: Gate): FullAdapter {
  const wrapped = Object.entries(adapter).map(([name, method]) => [
    name,
    (...args: unknown[]) => gate.pass(() => (method as (...all: unknown[]) => unknown)(...args)),
  ])
  return Object.fromEntries(wrapped) as unknown as FullAdapter
}

/**
 * Keeps everything in the memory of this process: for tests, and for trying things out. It is gone when the
 * process ends, and each instance has its own. Create it once, outside of a handler.
 *
 * In `transaction`, use the adapter that `work` is given: the outer one waits until the transaction is over.
 *
 * @example
 * ```ts
 * const adapter = MemoryAdapter()
 * export const { handlers, auth } = NextAuth({ adapter, providers: [GitHub] })
 * ```
 */
export function MemoryAdapter(): FullAdapter {
  const tables: Tables = {
    users: new Map(),
    accounts: new Map(),
    sessions: new Map(),
    tokens: new Map(),
    authenticators: new Map(),
    counters: new Map(),
    leases: new Map(),
  }
  const gate = createGate()
  const inner = methods(tables)
  const revocations = memoryRevocations()
  const records = memoryRecords()
  const within: Adapter = {
    ...gated(inner, createGate()),
    revocations,
    records,
    transaction: (work) => work(within),
  }
  return whole({
    ...gated(inner, gate),
    revocations,
    records,
    transaction: (work) =>
      gate.hold(async () => {
        const before = Object.entries(tables).map(
          ([name, rows]) => [name as keyof Tables, new Map<string, unknown>(rows)] as const,
        )
        try {
          return await work(within)
        } catch (error) {
          for (const [name, rows] of before) restore(tables[name], rows)
          throw error
        }
      }),
  })
}

/** In place, since the methods hold on to the maps. */
function restore(rows: Map<string, unknown>, before: ReadonlyMap<string, unknown>): void {
  rows.clear()
  for (const [key, row] of before) rows.set(key, row)
}
