import { readAuthenticator, writeValue } from "./rows.ts"
import type { Adapter } from "../../contracts/adapter.ts"
import type { Store } from "./store.ts"

type AuthenticatorMethods =
  | "getAuthenticator"
  | "createAuthenticator"
  | "listAuthenticatorsByUserId"
  | "updateAuthenticatorCounter"

const COLUMNS = [
  "credentialID",
  "userId",
  "providerAccountId",
  "credentialPublicKey",
  "counter",
  "credentialDeviceType",
  "credentialBackedUp",
  "transports",
] as const

export function authenticatorMethods(
  store: () => Promise<Store>,
): Required<Pick<Adapter, AuthenticatorMethods>> {
  const columns = COLUMNS.join(", ")
  return {
    async getAuthenticator(credentialID) {
      const db = await store()
      const sql = `SELECT ${columns} FROM ${db.tables.authenticators}
        WHERE ${db.dialect.exact("credentialID")} = ?`
      const row = await db.find({ sql, args: [credentialID] })
      return row && readAuthenticator(row)
    },
    async createAuthenticator(authenticator) {
      const db = await store()
      const args = COLUMNS.map((column) => writeValue(authenticator[column]))
      const sql = `INSERT INTO ${db.tables.authenticators} (${columns})
        VALUES (${args.map(() => "?").join(", ")}) RETURNING ${columns}`
      const keys = [authenticator.credentialID, authenticator.userId]
      return readAuthenticator((await db.write({ sql, args, keys })) ?? {})
    },
    async listAuthenticatorsByUserId(userId) {
      const db = await store()
      const sql = `SELECT ${columns} FROM ${db.tables.authenticators}
        WHERE ${db.dialect.exact("userId")} = ?`
      return (await db.list({ sql, args: [userId] })).map(readAuthenticator)
    },
    async updateAuthenticatorCounter(credentialID, newCounter, expected) {
      const db = await store()
      const still = expected === undefined ? "" : "AND counter = ?"
      const sql = `UPDATE ${db.tables.authenticators} SET counter = ?
        WHERE ${db.dialect.exact("credentialID")} = ? ${still} RETURNING ${columns}`
      const args = [newCounter, credentialID, ...(expected === undefined ? [] : [expected])]
      const row = await db.find({ sql, args, keys: [credentialID] })
      if (!row) throw new Error("no such authenticator, or its counter moved")
      return readAuthenticator(row)
    },
  }
}
