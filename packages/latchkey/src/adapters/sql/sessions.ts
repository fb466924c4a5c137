import { readDate, readUser, writeDate } from "./rows.ts"
import { sessionTokenKeys, storedSessionToken } from "./session-token.ts"
import { userColumns } from "./users.ts"
import type { Adapter, AdapterSession } from "../../contracts/adapter.ts"
import type { Row, SqlValue } from "./driver.ts"
import type { Store } from "./store.ts"

type SessionMethods = "createSession" | "getSessionAndUser" | "updateSession" | "deleteSession"

/** The session as its owner knows it, with the plain token. Null where its end can't be read: fail closed. */
function readSession(row: Row, sessionToken: string): AdapterSession | null {
  const expires = readDate(row["expires"])
  return expires && { sessionToken, userId: String(row["userId"]), expires }
}

/** By hash, or by the plain token that another adapter stored. Takes two arguments. */
const where = ({ dialect }: Store, column: string): string => `${dialect.exact(column)} IN (?, ?)`

const keysOf = (sessionToken: string): readonly SqlValue[] => [
  ...sessionTokenKeys(sessionToken),
  sessionToken,
]

export function sessionMethods(
  store: () => Promise<Store>,
): Required<Pick<Adapter, SessionMethods>> {
  return {
    async createSession({ sessionToken, userId, expires }) {
      const db = await store()
      const own = db.withId.has("sessions") ? [crypto.randomUUID()] : []
      const args = [storedSessionToken(sessionToken), userId, writeDate(expires), ...own]
      const names = ["sessionToken", "userId", "expires", ...own.map(() => "id")].join(", ")
      const sql = `INSERT INTO ${db.tables.sessions} (${names}) VALUES (${args.map(() => "?").join(", ")})`
      await db.write({ sql, args, keys: [sessionToken, userId] })
      return { sessionToken, userId, expires: new Date(expires) }
    },
    async getSessionAndUser(sessionToken) {
      const db = await store()
      const sql = `SELECT s.sessionToken AS stored, s.userId AS userId, s.expires AS expires,
        ${userColumns(db, "u")} FROM ${db.tables.sessions} s
        JOIN ${db.tables.users} u ON u.id = s.userId WHERE ${where(db, "s.sessionToken")}`
      const [hash, plain] = sessionTokenKeys(sessionToken)
      const row = await db.find({ sql, args: [hash, plain], keys: keysOf(sessionToken) })
      const session = row && readSession(row, sessionToken)
      if (!row || !session) return null
      if (row["stored"] !== hash) await upgrade(db, sessionToken)
      return { session, user: readUser(row) }
    },
    async updateSession({ sessionToken, userId, expires }) {
      const db = await store()
      const [hash, plain] = sessionTokenKeys(sessionToken)
      const given: [string, SqlValue][] = [["sessionToken", hash]]
      if (userId !== undefined) given.push(["userId", userId])
      if (expires !== undefined) given.push(["expires", writeDate(expires)])
      const sql = `UPDATE ${db.tables.sessions} SET ${given.map(([name]) => `${name} = ?`).join(", ")}
        WHERE ${where(db, "sessionToken")} RETURNING userId, expires`
      const args = [...given.map(([, value]) => value), hash, plain]
      const row = await db.find({ sql, args, keys: keysOf(sessionToken) })
      return row && readSession(row, sessionToken)
    },
    async deleteSession(sessionToken) {
      const db = await store()
      const sql = `DELETE FROM ${db.tables.sessions} WHERE ${where(db, "sessionToken")}
        RETURNING userId, expires`
      const args = sessionTokenKeys(sessionToken)
      const row = await db.find({ sql, args, keys: keysOf(sessionToken) })
      return row && readSession(row, sessionToken)
    },
  }
}

/** Replaces a plain token that another adapter stored by its hash. */
async function upgrade(db: Store, sessionToken: string): Promise<void> {
  const sql = `UPDATE ${db.tables.sessions} SET sessionToken = ?
    WHERE ${db.dialect.exact("sessionToken")} = ?`
  await db.write({ sql, args: [storedSessionToken(sessionToken), sessionToken] })
}
