import type { Adapter, AdapterUser } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { Row, SqlValue } from "../../databases/database.ts"
import { givenOwn, readOwn } from "./own-columns.ts"
import { readUser } from "./rows.ts"
import { insertion, remove, selectOne, type Store, take, update } from "./store.ts"
import { columnOf, type Table, type Values, where } from "./table.ts"

type UserMethods =
  | "createUser"
  | "getUser"
  | "getUserByEmail"
  | "getUserByAccount"
  | "updateUser"
  | "deleteUser"

const COLUMNS = ["id", "name", "email", "emailVerified", "image"] as const
const KEYS = ["id", "email"] as const

/** A user with the columns that are the application's own. */
export const userOf = ({ own }: Pick<Table<"users">, "own">, row: Row): AdapterUser =>
  own.size === 0 ? readUser(row) : { ...readOwn(own, row), ...readUser(row) }

const readOrNull = ({ tables }: Store, row: Row | null | undefined): AdapterUser | null =>
  row ? userOf(tables.users, row) : null

/** What is stored of a user: of what is not given, nothing. */
const valuesOf = ({ own }: Table<"users">, user: Partial<AdapterUser>): Values => ({
  ...givenOwn(own, user),
  ...Object.fromEntries(
    COLUMNS.filter((column) => user[column] !== undefined).map((column) => [
      column,
      // An empty address or name is one; no date is none.
      column === "emailVerified" ? user.emailVerified || null : user[column],
    ]),
  ),
})

export function userMethods(
  store: () => MaybePromise<Store>,
): Required<Pick<Adapter, UserMethods>> {
  return {
    createUser: async (user) => createUser(await store(), user),
    async getUser(id) {
      const db = await store()
      return readOrNull(db, await selectOne(db, "users", { id }))
    },
    async getUserByEmail(email) {
      const db = await store()
      return readOrNull(db, await selectOne(db, "users", { email }))
    },
    async getUserByAccount({ provider, providerAccountId }) {
      const db = await store()
      const { tables, rows } = db
      const found = where(tables.accounts, { provider, providerAccountId })
      if (!found) return null
      const owner = columnOf(tables.accounts, "userId").name
      const id = columnOf(tables.users, "id").name
      const sql = `SELECT ${tables.users.selection()} FROM ${tables.users.name}
        WHERE ${id} IN (SELECT ${owner} FROM ${tables.accounts.name} WHERE ${found.sql})`
      return readOrNull(db, (await rows(sql, found.values))[0])
    },
    async updateUser(user) {
      const db = await store()
      const { id, ...set } = valuesOf(db.tables.users, user)
      assertKeys(db.tables.users, set)
      const at = where(db.tables.users, { id })
      if (Object.keys(set).length > 0) await update(db, "users", { set, at })
      const row = await selectOne(db, "users", { id })
      if (!row) throw new Error("no such user")
      return userOf(db.tables.users, row)
    },
    deleteUser: async (id) =>
      // One by one, since a table that another adapter made may not cascade, or the connection not enforce it.
      (await store()).atomically(async (db) => {
        for (const key of ["sessions", "accounts", "authenticators"] as const)
          if (db.tables[key].exists) await remove(db, key, { userId: id })
        return readOrNull(db, await take(db, "users", { id }))
      }),
  }
}

async function createUser(db: Store, user: AdapterUser): Promise<AdapterUser> {
  const table = db.tables.users
  const values = { ...valuesOf(table, user), id: idFor(table, user.id) }
  const { sql, args } = insertion(db.kind, table, { values, keys: KEYS })
  if (db.kind !== "mysql") {
    const [row] = await db.rows(`${sql} RETURNING ${table.selection()}`, args)
    return userOf(table, row ?? {})
  }
  return db.atomically(async (within) => {
    await within.write(sql, args)
    const [counted] = values.id === undefined ? await within.rows(LAST_ID, []) : []
    const row = await selectOne(within, "users", { id: values.id ?? counted?.["id"] })
    return userOf(table, row ?? {})
  })
}

const LAST_ID = "SELECT LAST_INSERT_ID() AS id"

/** The given id where the column can have it; else one that it can, or none where the database counts. */
function idFor(table: Table<"users">, given: string | undefined): SqlValue | undefined {
  if (table.ownId === "database") return undefined
  // A schema that makes ids itself wants its own.
  const made = table.defaults("insert")["id"]
  if (made != null) return made as SqlValue
  const { form } = columnOf(table, "id")
  // What is no text that the column could hold is refused later; what is no UUID is replaced by one.
  return given !== undefined && (form.holds(given) || table.ownId !== "random")
    ? given
    : crypto.randomUUID()
}

function assertKeys(table: Table, set: Values): void {
  for (const key of KEYS) {
    const value = set[key]
    if (typeof value === "string" && !columnOf(table, key).form.holds(value))
      throw new TypeError("The database can't hold this key as it is.")
  }
}
