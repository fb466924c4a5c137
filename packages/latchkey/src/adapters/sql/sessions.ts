import type {
  Adapter,
  AdapterSession,
  AdapterSessionName,
  AdapterUser,
} from "../../contracts/adapter.ts"
import type { Row } from "../../databases/database.ts"
import { readDate, readUser, text } from "./rows.ts"
import { formsOf, publicSessionId, sessionTokenKeys, storedSessionToken } from "./session-token.ts"
import { insert, remove, select, selectOne, type Store, take, update } from "./store.ts"
import { columnOf, where } from "./table.ts"

type SessionMethods =
  | "createSession"
  | "getSessionAndUser"
  | "updateSession"
  | "deleteSession"
  | "listSessionsByUserId"
  | "deleteSessionsByUserId"

/** The session as its owner knows it, with the plain token. Null where its end can't be read: fail closed. */
function readSession(row: Row, sessionToken: string): AdapterSession | null {
  const expires = readDate(row["expires"])
  const userId = text(row["userId"])
  return expires && userId !== null ? { sessionToken, userId, expires } : null
}

export function sessionMethods(
  store: () => Promise<Store>,
): Required<Pick<Adapter, SessionMethods>> {
  return {
    async createSession({ sessionToken, userId, expires }) {
      const db = await store()
      assertStorable(db, sessionToken)
      const values = { sessionToken: storedSessionToken(sessionToken), userId, expires }
      await insert(db, "sessions", { values, keys: ["userId"] })
      return { sessionToken, userId, expires: new Date(expires) }
    },
    getSessionAndUser: async (sessionToken) => getSessionAndUser(await store(), sessionToken),
    async updateSession({ sessionToken, userId, expires }) {
      const db = await store()
      const at = { sessionToken: sessionTokenKeys(sessionToken) }
      if (!isStorable(db, sessionToken)) return null
      const set = {
        sessionToken: storedSessionToken(sessionToken),
        ...(userId === undefined ? {} : { userId }),
        ...(expires === undefined ? {} : { expires }),
      }
      await update(db, "sessions", { set, at: where(db.tables.sessions, at) })
      const row = await selectOne(db, "sessions", at)
      return row && readSession(row, sessionToken)
    },
    async deleteSession(sessionToken) {
      const db = await store()
      if (!isStorable(db, sessionToken)) return null
      const row = await take(db, "sessions", { sessionToken: sessionTokenKeys(sessionToken) })
      return row && readSession(row, sessionToken)
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

/** A token that no text of the database could be is of no session, though its hash could be stored. */
const isStorable = ({ tables }: Store, sessionToken: string): boolean =>
  columnOf(tables.sessions, "sessionToken").form.holds(sessionToken)

function assertStorable(db: Store, sessionToken: string): void {
  if (!isStorable(db, sessionToken))
    throw new TypeError("The database can't hold this key as it is.")
}

function nameOf(row: Row): AdapterSessionName | null {
  const expires = readDate(row["expires"])
  const stored = text(row["sessionToken"])
  return expires && stored !== null ? { id: publicSessionId(stored), expires } : null
}

/** The one query of every request with a session; put together once per store, so that it is prepared once. */
const queries = new WeakMap<Store["tables"], string>()

function sessionQuery({ tables }: Store): string {
  const known = queries.get(tables)
  if (known !== undefined) return known
  const { sessions, users } = tables
  const token = columnOf(sessions, "sessionToken")
  const user = columnOf(sessions, "userId")
  const end = columnOf(sessions, "expires")
  const sql = `SELECT s.${token.name} AS stored, s.${user.name} AS owner,
    ${end.form.read(`s.${end.name}`)} AS expires, ${users.selection(undefined, "u")}
    FROM ${sessions.name} s JOIN ${users.name} u ON u.${columnOf(users, "id").name} = s.${user.name}
    WHERE ${token.form.among(`s.${token.name}`, ["", ""]).sql}`
  queries.set(tables, sql)
  return sql
}

async function getSessionAndUser(
  db: Store,
  sessionToken: string,
): Promise<{ session: AdapterSession; user: AdapterUser } | null> {
  if (!isStorable(db, sessionToken)) return null
  const { form, name } = columnOf(db.tables.sessions, "sessionToken")
  const keys = sessionTokenKeys(sessionToken)
  const rows = await db.rows(sessionQuery(db), form.among(name, keys).values)
  const row = rows.find(({ stored }) => keys.includes(text(stored) ?? ""))
  const session = row && readSession({ ...row, userId: row["owner"] }, sessionToken)
  if (!row || !session) return null
  const user = readUser(row)
  // What a collation took for the same is another user.
  if (user.id !== session.userId) return null
  if (text(row["stored"]) !== keys[0]) await upgrade(db, sessionToken)
  return { session, user }
}

/** Replaces a plain token that another adapter stored by its hash. */
async function upgrade(db: Store, sessionToken: string): Promise<void> {
  const set = { sessionToken: storedSessionToken(sessionToken) }
  await update(db, "sessions", { set, at: where(db.tables.sessions, { sessionToken }) })
}
