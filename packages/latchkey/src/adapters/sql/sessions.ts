import type {
  Adapter,
  AdapterSession,
  AdapterSessionName,
  AdapterUser,
} from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { Row, SqlValue } from "../../databases/database.ts"
import { quoteName } from "../../databases/ddl.ts"
import { givenOwn, readOwn } from "./own-columns.ts"
import { readDate, text } from "./rows.ts"
import { formsOf, publicSessionId, sessionTokenKeys, storedSessionToken } from "./session-token.ts"
import { insert, remove, select, selectOne, type Store, take, update } from "./store.ts"
import { columnOf, type Table, where } from "./table.ts"
import { userOf } from "./users.ts"

type SessionMethods =
  | "createSession"
  | "getSessionAndUser"
  | "updateSession"
  | "deleteSession"
  | "listSessionsByUserId"
  | "deleteSessionsByUserId"

/**
 * The session as its owner knows it, with the plain token. Null where its end can't be read: fail closed.
 *
 * @param prefix - What stands before the columns' names in the row.
 */
function readSession(
  { own }: Pick<Table, "own">,
  row: Row,
  sessionToken: string,
  prefix = "",
): AdapterSession | null {
  const expires = readDate(row[`${prefix}expires`])
  const userId = text(row[`${prefix}userId`])
  if (!expires || userId === null) return null
  const session = { sessionToken, userId, expires }
  return own.size === 0 ? session : { ...readOwn(own, row, prefix), ...session }
}

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
        ? db.then((ready) => getSessionAndUser(ready, sessionToken))
        : getSessionAndUser(db, sessionToken)
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

/** Finds a session by what its token may be stored as. */
type SessionQuery = (keys: readonly string[]) => { sql: string; values: readonly SqlValue[] }

/** Before the session's columns in that query: a user may have columns of any name. */
const OF_SESSION = "session."
const STORED_TOKEN = `${OF_SESSION}sessionToken`
const SESSION = ["userId", "expires"] as const

/** The one query of every request with a session: put together once per store, so that it is prepared once. */
const queries = new WeakMap<Store["tables"], { one: SessionQuery; two: SessionQuery }>()

function sessionQueries(store: Store): { one: SessionQuery; two: SessionQuery } {
  const { tables } = store
  const known = queries.get(tables)
  if (known) return known
  const two = ["sessionToken", ...SESSION]
  const made = { one: sessionQuery(store, [""], SESSION), two: sessionQuery(store, ["", ""], two) }
  queries.set(tables, made)
  return made
}

function sessionQuery(
  { kind, tables }: Store,
  like: readonly string[],
  columns: readonly string[],
): SessionQuery {
  const { sessions, users } = tables
  const token = columnOf(sessions, "sessionToken")
  const user = columnOf(sessions, "userId")
  const condition = token.form.among(`s.${token.name}`, like)
  const selected = [...columns, ...sessions.own.keys()].map((column) => {
    const { name, form } = columnOf(sessions, column)
    return `${form.read(`s.${name}`)} AS ${quoteName(kind, OF_SESSION + column)}`
  })
  const sql = `SELECT ${selected.join(", ")}, ${users.selection(undefined, "u")}
    FROM ${sessions.name} s JOIN ${users.name} u ON u.${columnOf(users, "id").name} = s.${user.name}
    WHERE ${condition.sql}`
  const isTwice = condition.values.length > like.length
  return (keys) => ({ sql, values: isTwice ? [...keys, ...keys] : keys })
}

interface Found {
  readonly session: AdapterSession
  readonly user: AdapterUser
}

/** A session token, and what it may be stored as. */
interface Asked {
  readonly sessionToken: string
  readonly keys: readonly string[]
}

/**
 * By its hash: at once, without a promise, where the client answers so. No collation is wide enough to take somebody
 * else's hash for this one, so the row does not say again what it was found by.
 */
function getSessionAndUser(db: Store, sessionToken: string): MaybePromise<Found | null> {
  if (!isStorable(db, sessionToken)) return null
  const [hash, plain] = sessionTokenKeys(sessionToken)
  const asked = { sessionToken, keys: [hash] }
  const { sql, values } = sessionQueries(db).one(asked.keys)
  const rows = db.now?.(sql, values)
  if (!rows) return findLater(db, asked, plain)
  const found = foundIn(db, rows[0], sessionToken)
  return found || plain === hash ? found : findForeign(db, asked, plain)
}

async function findLater(db: Store, asked: Asked, plain: string): Promise<Found | null> {
  const { sql, values } = sessionQueries(db).one(asked.keys)
  const found = foundIn(db, (await db.rows(sql, values))[0], asked.sessionToken)
  return found || plain === asked.keys[0] ? found : findForeign(db, asked, plain)
}

/**
 * Once more, by its hash or by itself, which is how another adapter stored it: then that is replaced. By both, since
 * somebody else may have replaced it in between.
 */
async function findForeign(db: Store, by: Asked, plain: string): Promise<Found | null> {
  const asked = { sessionToken: by.sessionToken, keys: [...by.keys, plain] }
  const { sql, values } = sessionQueries(db).two(asked.keys)
  const rows = await db.rows(sql, values)
  // A collation may take another text for the same.
  const row = rows.find((each) => asked.keys.includes(text(each[STORED_TOKEN]) ?? ""))
  const foreign = foundIn(db, row, asked.sessionToken)
  if (foreign) await upgrade(db, asked.sessionToken)
  return foreign
}

function foundIn(db: Store, row: Row | undefined, sessionToken: string): Found | null {
  const session = row && readSession(db.tables.sessions, row, sessionToken, OF_SESSION)
  if (!row || !session) return null
  const user = userOf(db.tables.users, row)
  // What a collation took for the same is another user.
  return user.id === session.userId ? { session, user } : null
}

/** Replaces a plain token that another adapter stored by its hash. */
async function upgrade(db: Store, sessionToken: string): Promise<void> {
  const set = { sessionToken: storedSessionToken(sessionToken) }
  await update(db, "sessions", { set, at: where(db.tables.sessions, { sessionToken }) })
}
