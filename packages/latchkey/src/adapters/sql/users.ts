import { readUser, writeDate, writeValue } from "./rows.ts"
import type { Adapter, AdapterUser } from "../../contracts/adapter.ts"
import type { SqlValue } from "./driver.ts"
import type { Store } from "./store.ts"

type UserMethods =
  | "createUser"
  | "getUser"
  | "getUserByEmail"
  | "getUserByAccount"
  | "updateUser"
  | "deleteUser"

const COLUMNS = ["id", "name", "email", "emailVerified", "image"] as const

/** The column list of a user, of the table known as `from`. */
export const userColumns = ({ dialect }: Store, from: string): string =>
  COLUMNS.map((column) => `${from}.${dialect.quote(column)} AS ${dialect.quote(column)}`).join(", ")

const value = (user: Partial<AdapterUser>, column: (typeof COLUMNS)[number]): SqlValue =>
  column === "emailVerified"
    ? user.emailVerified
      ? writeDate(user.emailVerified)
      : null
    : writeValue(user[column])

const readOrNull = async (row: ReturnType<Store["find"]>): Promise<AdapterUser | null> => {
  const found = await row
  return found && readUser(found)
}

export function userMethods(store: () => Promise<Store>): Required<Pick<Adapter, UserMethods>> {
  const select = (db: Store, where: string): string =>
    `SELECT ${userColumns(db, "u")} FROM ${db.tables.users} u WHERE ${db.dialect.exact(where)} = ?`
  return {
    async createUser(user) {
      const db = await store()
      const row = { ...user, id: user.id ?? crypto.randomUUID() }
      const args = COLUMNS.map((column) => value(row, column))
      const names = COLUMNS.map(db.dialect.quote).join(", ")
      const sql = `INSERT INTO ${db.tables.users} (${names}) VALUES (?, ?, ?, ?, ?) RETURNING ${names}`
      return readUser((await db.write({ sql, args, keys: [row.id, row.email] })) ?? {})
    },
    async getUser(id) {
      const db = await store()
      return readOrNull(db.find({ sql: select(db, "u.id"), args: [id] }))
    },
    async getUserByEmail(email) {
      const db = await store()
      return readOrNull(db.find({ sql: select(db, "u.email"), args: [email] }))
    },
    async getUserByAccount({ provider, providerAccountId }) {
      const db = await store()
      const { exact } = db.dialect
      const sql = `SELECT ${userColumns(db, "u")} FROM ${db.tables.accounts} a
        JOIN ${db.tables.users} u ON u.id = a.userId
        WHERE ${exact("a.provider")} = ? AND ${exact("a.providerAccountId")} = ?`
      return readOrNull(db.find({ sql, args: [provider, providerAccountId] }))
    },
    async updateUser(user) {
      const db = await store()
      const { quote, exact } = db.dialect
      // The id stands for itself, so that there is something to set where nothing else was given.
      const set = COLUMNS.filter((column) => user[column] !== undefined)
      const sql = `UPDATE ${db.tables.users} SET ${set.map((name) => `${quote(name)} = ?`).join(", ")}
        WHERE ${exact("id")} = ? RETURNING ${COLUMNS.map(quote).join(", ")}`
      const args = [...set.map((column) => value(user, column)), user.id]
      const row = await db.write({ sql, args, keys: [user.id, user.email ?? null] })
      if (!row) throw new Error("no such user")
      return readUser(row)
    },
    async deleteUser(id) {
      // One by one, since a table that another adapter made may not cascade, or the connection not enforce it.
      return (await store()).transaction(async (db) => {
        const { sessions, accounts, authenticators, users } = db.tables
        for (const table of [sessions, accounts, authenticators])
          await db.list({
            sql: `DELETE FROM ${table} WHERE ${db.dialect.exact("userId")} = ?`,
            args: [id],
          })
        const names = COLUMNS.map(db.dialect.quote).join(", ")
        const sql = `DELETE FROM ${users} WHERE ${db.dialect.exact("id")} = ? RETURNING ${names}`
        return readOrNull(db.find({ sql, args: [id] }))
      })
    },
  }
}
