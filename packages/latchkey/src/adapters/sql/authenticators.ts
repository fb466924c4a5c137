import type { Adapter } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { readAuthenticator } from "./rows.ts"
import { insert, select, selectOne, type Store, update } from "./store.ts"
import { where } from "./table.ts"

type AuthenticatorMethods =
  | "getAuthenticator"
  | "createAuthenticator"
  | "listAuthenticatorsByUserId"
  | "updateAuthenticatorCounter"
  | "updateAuthenticatorBackup"

const KEYS = ["credentialID", "userId"] as const

export function authenticatorMethods(
  store: () => MaybePromise<Store>,
): Required<Pick<Adapter, AuthenticatorMethods>> {
  return {
    async getAuthenticator(credentialID) {
      const row = await selectOne(await store(), "authenticators", { credentialID })
      return row && readAuthenticator(row)
    },
    async createAuthenticator(authenticator) {
      const db = await store()
      await insert(db, "authenticators", { values: { ...authenticator }, keys: KEYS })
      const { credentialID } = authenticator
      return readAuthenticator((await selectOne(db, "authenticators", { credentialID })) ?? {})
    },
    listAuthenticatorsByUserId: async (userId) =>
      (await select(await store(), "authenticators", { userId })).map(readAuthenticator),
    updateAuthenticatorCounter: async (credentialID, counter, expected) =>
      (await store()).atomically(async (db) => {
        const { authenticators } = db.tables
        const at = { credentialID, ...(expected === undefined ? {} : { counter: expected }) }
        // Not by the count of the update: MySQL may count only what became different. The row is held until the end.
        const lock = db.kind === "sqlite" ? "" : " FOR UPDATE"
        const row = await selectOne(db, "authenticators", at, lock)
        if (!row) throw new Error("no such authenticator, or its counter moved")
        const set = { counter }
        const updated = await update(db, "authenticators", { set, at: where(authenticators, at) })
        // Where the client has no transactions, nothing was held.
        if (updated === 0 && db.kind !== "mysql") throw new Error("the counter moved")
        return { ...readAuthenticator(row), counter }
      }),
    async updateAuthenticatorBackup(credentialID, credentialBackedUp) {
      const db = await store()
      const at = where(db.tables.authenticators, { credentialID })
      await update(db, "authenticators", { set: { credentialBackedUp }, at })
    },
  }
}
