import type { Adapter, AdapterUser } from "../../contracts/adapter.ts"
import type { Row, SqlValue } from "../../databases/database.ts"
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

const readOrNull = (row: Row | null): AdapterUser | null => row && readUser(row)

/** What is stored of a user: of what is not given, nothing. */
const valuesOf = (user: Partial<AdapterUser>): Values =>
  Object.fromEntries(
    COLUMNS.filter((column) => user[column] !== undefined).map((column) => [
      column,
      // An empty address or name is one; no date is none.
      column === "emailVerified" ? user.emailVerified || null : user[column],
    ]),
  )

export function userMethods(store: () => Promise<Store>): Required<Pick<Adapter, UserMethods>> {
  return {
    createUser: async (user) => createUser(await store(), user),
    getUser: async (id) => readOrNull(await selectOne(await store(), "users", { id })),
    getUserByEmail: async (email) => readOrNull(await selectOne(await store(), "users", { email })),
    async getUserByAccount({ provider, providerAccountId }) {
      const { tables, rows } = await store()
      const found = where(tables.accounts, { provider, providerAccountId })
      if (!found) return null
      const owner = columnOf(tables.accounts, "userId").name
      const id = columnOf(tables.users, "id").name
      const sql = `SELECT ${tables.users.selection()} FROM ${tables.users.name}
        WHERE ${id} IN (SELECT ${owner} FROM ${tables.accounts.name} WHERE ${found.sql})`
      return readOrNull((await rows(sql, found.values))[0] ?? null)
    },
    async updateUser(user) {
      const db = await store()
      const { id, ...set } = valuesOf(user)
      assertKeys(db.tables.users, set)
      const at = where(db.tables.users, { id })
      if (Object.keys(set).length > 0) await update(db, "users", { set, at })
      const row = await selectOne(db, "users", { id })
      if (!row) throw new Error("no such user")
      return readUser(row)
    },
    deleteUser: async (id) =>
      // One by one, since a table that another adapter made may not cascade, or the connection not enforce it.
      (await store()).atomically(async (db) => {
        for (const key of ["sessions", "accounts", "authenticators"] as const)
          if (db.tables[key].exists) await remove(db, key, { userId: id })
        return readOrNull(await take(db, "users", { id }))
      }),
  }
}

async function createUser(db: Store, user: AdapterUser): Promise<AdapterUser> {
  const table = db.tables.users
  const values = { ...valuesOf(user), id: idFor(table, user.id) }
  const { sql, args } = insertion(db.kind, table, { values, keys: KEYS })
  if (db.kind !== "mysql") {
    const [row] = await db.rows(`${sql} RETURNING ${table.selection()}`, args)
    return readUser(row ?? {})
  }
  return db.atomically(async (within) => {
    await within.write(sql, args)
    const [counted] = values.id === undefined ? await within.rows(LAST_ID, []) : []
    const row = await selectOne(within, "users", { id: values.id ?? counted?.["id"] })
    return readUser(row ?? {})
  })
}

const LAST_ID = "SELECT LAST_INSERT_ID() AS id"

/** The given id where the column can have it; else one that it can, or none where the database counts. */
function idFor(table: Table<"users">, given: string | undefined): SqlValue | undefined {
  if (table.ownId === "database") return undefined
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
