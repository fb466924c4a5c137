import type { Adapter, AdapterSessionName } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { Row } from "../../databases/database.ts"
import { findSession, isStorable, readSession } from "./find-session.ts"
import { givenOwn } from "./own-columns.ts"
import { readDate, text } from "./rows.ts"
import { formsOf, publicSessionId, sessionTokenKeys, storedSessionToken } from "./session-token.ts"
import { insert, remove, select, selectOne, type Store, take, update } from "./store.ts"
import { where } from "./table.ts"

type SessionMethods =
  | "createSession"
  | "getSessionAndUser"
  | "updateSession"
  | "deleteSession"
  | "listSessionsByUserId"
  | "deleteSessionsByUserId"

export function sessionMethods(
  store: () => MaybePromise<Store>,
): Required<Pick<Adapter, SessionMethods>> {
  return {
    async createSession(session) {
      const { sessionToken, userId, expires } = session
      const db = await store()
      assertStorable(db, sessionToken)
      const own = givenOwn(db.tables.sessions.own, session)
      const values = { ...own, sessionToken: storedSessionToken(sessionToken), userId, expires }
      await insert(db, "sessions", { values, keys: ["userId"] })
      return { ...own, sessionToken, userId, expires: new Date(expires) }
    },
    getSessionAndUser(sessionToken) {
      const db = store()
      return db instanceof Promise
        ? db.then((ready) => findSession(ready, sessionToken))
        : findSession(db, sessionToken)
    },
    async updateSession(session) {
      const { sessionToken, userId, expires } = session
      const db = await store()
      const at = { sessionToken: sessionTokenKeys(sessionToken) }
      if (!isStorable(db, sessionToken)) return null
      const set = {
        ...givenOwn(db.tables.sessions.own, session),
        sessionToken: storedSessionToken(sessionToken),
        ...(userId === undefined ? {} : { userId }),
        ...(expires === undefined ? {} : { expires }),
      }
      await update(db, "sessions", { set, at: where(db.tables.sessions, at) })
      const row = await selectOne(db, "sessions", at)
      return row && readSession(db.tables.sessions, row, sessionToken)
    },
    async deleteSession(sessionToken) {
      const db = await store()
      if (!isStorable(db, sessionToken)) return null
      const row = await take(db, "sessions", { sessionToken: sessionTokenKeys(sessionToken) })
      return row && readSession(db.tables.sessions, row, sessionToken)
    },
    async listSessionsByUserId(userId) {
      const rows = await select(await store(), "sessions", { userId })
      return rows.flatMap((row) => nameOf(row) ?? [])
    },
    deleteSessionsByUserId: async (userId, which = {}) =>
      (await store()).atomically(async (db) => {
        const ended: string[] = []
        for (const row of await select(db, "sessions", { userId })) {
          const stored = text(row["sessionToken"]) ?? ""
          const id = publicSessionId(stored)
          if (which.only !== undefined && id !== which.only) continue
          if (id === which.except) continue
          const deleted = await remove(db, "sessions", { sessionToken: formsOf(stored), userId })
          if (deleted > 0) ended.push(id)
        }
        return ended
      }),
  }
}

function assertStorable(db: Store, sessionToken: string): void {
  if (!isStorable(db, sessionToken))
    throw new TypeError("The database can't hold this key as it is.")
}

function nameOf(row: Row): AdapterSessionName | null {
  const expires = readDate(row["expires"])
  const stored = text(row["sessionToken"])
  return expires && stored !== null ? { id: publicSessionId(stored), expires } : null
}
