import type {
  Adapter,
  AdapterAccount,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from "../../contracts/adapter.ts"
import { nameable } from "./names.ts"
import type { RedisPlace } from "./place.ts"
import { UPDATE } from "./scripts.ts"

/** What this room has a method for. */
export type RedisMethods = Required<Omit<Adapter, "transaction" | "records" | "revocations">>

type Key = Pick<AdapterAccount, "provider" | "providerAccountId">

/** Times as that adapter writes them. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** A user's field: sessions of theirs that were not seen since the change count as ended. */
const ENDED = "#ended"

/** The documents of `@auth/upstash-redis-adapter`, whose keys join texts without a mark: each must say whose it is. */
class UpstashDocuments {
  readonly #place: RedisPlace
  readonly #base: string

  constructor(place: RedisPlace, base: string) {
    this.#place = place
    this.#base = `${base}user:`
  }

  async read<T extends object>(name: string, is: Partial<T>): Promise<T | null> {
    if (!nameable(name)) return null
    const row = documentOf<T>(await this.#place.command("GET", this.#base + name))
    return row && isOf(row, is) ? row : null
  }

  /** What a pointer from one key to another says, without the prefix of both. */
  async follow(name: string): Promise<string | null> {
    const to = nameable(name) ? await this.#place.command("GET", this.#base + name) : null
    if (to == null) return null
    return String(to).startsWith(this.#base) ? String(to).slice(this.#base.length) : String(to)
  }

  /** Whether it was there: of many who ask at once one is told so. */
  async drop(name: string): Promise<boolean> {
    return Number(await this.#place.command("DEL", this.#base + name)) === 1
  }
}

function documentOf<T extends object>(reply: unknown): T | null {
  let value = reply
  try {
    // Upstash's client has read it already.
    if (typeof reply === "string") value = JSON.parse(reply)
  } catch {
    return null
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    typeof field === "string" && TIME.test(field) ? new Date(field) : (field as unknown),
  ])
  return Object.fromEntries(fields) as T
}

const isOf = <T extends object>(row: T, is: Partial<T>): boolean =>
  Object.entries(is).every(([name, value]) => row[name as keyof T] === value)

/** Does what may have been done already by another instance. */
async function unlessDone(work: Promise<unknown>, done: () => Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(await done())) throw error
  }
}

/** The moves of one thing each from that adapter's keys to ours, where it is there. */
function lifts(own: RedisMethods, place: RedisPlace, documents: UpstashDocuments) {
  const user = async (id: string): Promise<AdapterUser | null> => {
    const row = await documents.read<AdapterUser>(id, { id })
    if (!row) return null
    await unlessDone(Promise.resolve(own.createUser(row)), async () => own.getUser(id))
    await documents.drop(id)
    if (row.email) await documents.drop(`email:${row.email}`)
    return own.getUser(id)
  }
  const userOf = async (id: unknown): Promise<AdapterUser | null> =>
    typeof id === "string" ? ((await own.getUser(id)) ?? user(id)) : null
  const account = async ({ provider, providerAccountId }: Key): Promise<boolean> => {
    const name = `account:${provider}:${providerAccountId}`
    const is = { provider, providerAccountId }
    const row = await documents.read<AdapterAccount>(name, is)
    if (!row || !(await userOf(row.userId))) return false
    const { id: _, ...kept } = row
    await unlessDone(Promise.resolve(own.linkAccount(kept as AdapterAccount)), async () =>
      own.getAccount(providerAccountId, provider),
    )
    await documents.drop(name)
    return true
  }
  const session = async (sessionToken: string): Promise<boolean> => {
    const name = `session:${sessionToken}`
    const row = await documents.read<AdapterSession>(name, { sessionToken })
    if (!row || !(row.expires instanceof Date) || !(await userOf(row.userId))) return false
    const { userId, expires } = row
    const hasEnded = async (): Promise<boolean> =>
      (await place.command("HGET", place.names.user(userId), ENDED)) !== null
    if (!(await hasEnded())) {
      await unlessDone(
        Promise.resolve(own.createSession({ sessionToken, userId, expires })),
        async () => own.getSessionAndUser(sessionToken),
      )
    }
    await documents.drop(name)
    // Asked again: all may have been ended in between.
    if (!(await hasEnded())) return true
    await own.deleteSession(sessionToken)
    return false
  }
  /** What it knows of a user: one account and one session, the last. */
  const known = async (userId: string): Promise<void> => {
    await userOf(userId)
    const to = await documents.follow(`account:by-user-id:${userId}`)
    const row = to === null ? null : await documents.read<AdapterAccount>(to, { userId })
    if (row) await account(row)
    const last = await documents.follow(`session:by-user-id:${userId}`)
    if (last?.startsWith("session:")) await session(last.slice("session:".length))
  }
  return { user, account, session, known }
}

/**
 * The adapter over data that `@auth/upstash-redis-adapter` wrote. What is asked for and not there is looked for under
 * that adapter's keys, and moved: after that, that adapter no longer finds it.
 *
 * It keeps no list of a user's sessions. So when all of them are ended, those that were not seen since the change count
 * as ended too.
 */
export function withUpstashData(own: RedisMethods, place: RedisPlace, base: string): RedisMethods {
  const documents = new UpstashDocuments(place, base)
  const lift = lifts(own, place, documents)
  const getUser = async (id: string): Promise<AdapterUser | null> =>
    (await own.getUser(id)) ?? lift.user(id)
  const getUserByEmail = async (email: string): Promise<AdapterUser | null> => {
    const found = await own.getUserByEmail(email)
    if (found) return found
    const id = await documents.follow(`email:${email}`)
    const user = id === null ? null : await getUser(id)
    return user?.email === email ? user : null
  }
  return {
    ...own,
    getUser,
    getUserByEmail,
    async createUser(user) {
      if (user.email) await getUserByEmail(user.email)
      return own.createUser(user)
    },
    async updateUser(user) {
      await getUser(user.id)
      if (user.email) await getUserByEmail(user.email)
      return own.updateUser(user)
    },
    async deleteUser(id) {
      await lift.known(id)
      const user = await own.deleteUser(id)
      await documents.drop(`account:by-user-id:${id}`)
      await documents.drop(`session:by-user-id:${id}`)
      return user as AdapterUser | null
    },
    getUserByAccount: async (account) =>
      (await own.getUserByAccount(account)) ??
      ((await lift.account(account)) ? own.getUserByAccount(account) : null),
    getAccount: async (providerAccountId, provider) =>
      (await own.getAccount(providerAccountId, provider)) ??
      ((await lift.account({ provider, providerAccountId }))
        ? own.getAccount(providerAccountId, provider)
        : null),
    async linkAccount(account) {
      await lift.account(account)
      return own.linkAccount(account) as Promise<AdapterAccount>
    },
    async unlinkAccount(account) {
      await lift.account(account)
      return own.unlinkAccount(account) as Promise<AdapterAccount | undefined>
    },
    async updateAccount(account, expected) {
      await lift.account(account)
      return own.updateAccount(account, expected)
    },
    async listAccountsByUserId(userId) {
      await lift.known(userId)
      return own.listAccountsByUserId(userId)
    },
    getSessionAndUser: async (token) =>
      (await own.getSessionAndUser(token)) ??
      ((await lift.session(token)) ? own.getSessionAndUser(token) : null),
    updateSession: async (session) =>
      (await own.updateSession(session)) ??
      ((await lift.session(session.sessionToken)) ? own.updateSession(session) : null),
    async deleteSession(token) {
      await lift.session(token)
      return own.deleteSession(token) as Promise<AdapterSession | null>
    },
    async listSessionsByUserId(userId) {
      await lift.known(userId)
      return own.listSessionsByUserId(userId)
    },
    async deleteSessionsByUserId(userId, which = {}) {
      await lift.known(userId)
      if (which.only === undefined && nameable(userId))
        await place.run(UPDATE, [place.names.user(userId)], ["", ENDED, "1"])
      return own.deleteSessionsByUserId(userId, which)
    },
    async useVerificationToken({ identifier, token }) {
      const found = await own.useVerificationToken({ identifier, token })
      if (found) return found
      const name = `token:${identifier}:${token}`
      const row = await documents.read<VerificationToken>(name, { identifier, token })
      if (!(row?.expires instanceof Date) || !(await documents.drop(name))) return null
      return { identifier, token, expires: row.expires }
    },
  }
}
