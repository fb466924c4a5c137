import type { Adapter, AdapterSession } from "../../contracts/adapter.ts"
import { equalStrings } from "../../crypto/index.ts"
import { HASH_MARK, sessionTokenKeys, storedSessionToken } from "../sql/session-token.ts"
import { isExactly, isStorable, type Row, textOf } from "./model.ts"
import type { PrismaRoom } from "./room.ts"
import { userOf } from "./users.ts"

type SessionMethods =
  | "createSession"
  | "getSessionAndUser"
  | "updateSession"
  | "deleteSession"
  | "listSessionsByUserId"
  | "deleteSessionsByUserId"

/** The session as its owner knows it, with the plain token. Null where its end can't be read: fail closed. */
function sessionOf(row: Row, sessionToken: string): AdapterSession | null {
  const { expires } = row
  if (!(expires instanceof Date) || Number.isNaN(expires.getTime())) return null
  return { sessionToken, userId: textOf(row["userId"]) ?? "", expires }
}

/** What others may call it: the hash, also of a plain token that another adapter stored. */
function publicIdOf(stored: string): string {
  const hash = stored.startsWith(HASH_MARK) ? stored : storedSessionToken(stored)
  return hash.slice(HASH_MARK.length)
}

export function sessionMethods({ models }: PrismaRoom): Required<Pick<Adapter, SessionMethods>> {
  const { session: sessions } = models
  /** By hash, or by the plain token that another adapter stored. */
  const find = async (sessionToken: string, more: object = {}): Promise<Row | null> => {
    if (!isStorable(sessionToken)) return null
    const stored = sessionTokenKeys(sessionToken)
    const rows = await sessions.list({ sessionToken: { in: [...new Set(stored)] } }, more)
    const isIt = (row: Row): boolean =>
      stored.some((one) => equalStrings(one, String(row["sessionToken"])))
    return rows.find(isIt) ?? null
  }
  const ofUser = async (userId: string): Promise<Row[]> =>
    (await sessions.list({ userId })).filter((row) => isExactly(row, { userId }))
  return {
    async createSession({ sessionToken, userId, expires }) {
      if (!isStorable(sessionToken)) throw new TypeError("The token can't be stored.")
      if (Number.isNaN(expires.getTime())) throw new TypeError("The date is not valid.")
      const [hash] = sessionTokenKeys(sessionToken)
      await sessions.create({ sessionToken: hash, userId, expires })
      return { sessionToken, userId, expires: new Date(expires) }
    },
    async getSessionAndUser(sessionToken) {
      const row = await find(sessionToken, { include: { user: true } })
      const session = row && sessionOf(row, sessionToken)
      if (!row?.["user"] || !session) return null
      const [hash, stored] = [storedSessionToken(sessionToken), row["sessionToken"]]
      // A plain token that another adapter stored is replaced by its hash.
      if (stored !== hash) await sessions.set({ sessionToken: stored }, { sessionToken: hash })
      return { session, user: userOf(row["user"] as Row) }
    },
    async updateSession({ sessionToken, userId, expires }) {
      const row = await find(sessionToken)
      if (!row) return null
      const [hash, stored] = [storedSessionToken(sessionToken), String(row["sessionToken"])]
      const given = { sessionToken: hash, userId, expires }
      // Another request may have replaced the plain token meanwhile.
      const where = { sessionToken: { in: [...new Set([hash, stored])] } }
      if ((await sessions.set(where, given)) === 0) return null
      const after = await sessions.find({ sessionToken: hash })
      return after && sessionOf(after, sessionToken)
    },
    async deleteSession(sessionToken) {
      const row = await find(sessionToken)
      if (!row) return null
      const stored = [...new Set([storedSessionToken(sessionToken), String(row["sessionToken"])])]
      const count = await sessions.delete({ sessionToken: { in: stored } })
      return count > 0 ? sessionOf(row, sessionToken) : null
    },
    async listSessionsByUserId(userId) {
      return (await ofUser(userId)).flatMap((row) => {
        const id = publicIdOf(String(row["sessionToken"]))
        const session = sessionOf(row, id)
        return session ? [{ id, expires: session.expires }] : []
      })
    },
    async deleteSessionsByUserId(userId, { only, except } = {}) {
      const ended: string[] = []
      for (const row of await ofUser(userId)) {
        const stored = String(row["sessionToken"])
        const id = publicIdOf(stored)
        if ((only !== undefined && id !== only) || id === except) continue
        const both = [...new Set([stored, HASH_MARK + id])]
        if ((await sessions.delete({ sessionToken: { in: both } })) > 0) ended.push(id)
      }
      return ended
    },
  }
}
