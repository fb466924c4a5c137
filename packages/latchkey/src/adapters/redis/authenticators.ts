import type { Adapter, AdapterAuthenticator } from "../../contracts/adapter.ts"
import { fieldOf, fieldsOf, recordOf } from "./fields.ts"
import { memberOf, nameable } from "./names.ts"
import { listOwned, own, readOwned } from "./owned.ts"
import type { RedisPlace } from "./place.ts"
import { UPDATE_IF } from "./scripts.ts"

type AuthenticatorMethods =
  | "getAuthenticator"
  | "createAuthenticator"
  | "listAuthenticatorsByUserId"
  | "updateAuthenticatorCounter"
  | "updateAuthenticatorBackup"

export function authenticatorMethods(
  place: RedisPlace,
): Required<Pick<Adapter, AuthenticatorMethods>> {
  const { run, names } = place
  const set = "authenticators"
  return {
    async getAuthenticator(credentialID) {
      if (!nameable(credentialID)) return null
      return readOwned(place, names.authenticator(memberOf(credentialID)))
    },
    async createAuthenticator(authenticator) {
      const member = memberOf(authenticator.credentialID)
      await own(place, { set, member, key: names.authenticator(member) }, authenticator)
      return recordOf<AdapterAuthenticator>(fieldsOf(authenticator))!
    },
    listAuthenticatorsByUserId: (userId) =>
      listOwned<AdapterAuthenticator>(place, userId, { set, keyOf: names.authenticator }),
    async updateAuthenticatorCounter(credentialID, newCounter, expected) {
      const known = expected === undefined ? ["0"] : ["1", "counter", fieldOf(expected)!]
      const args = [...known, "counter", fieldOf(newCounter)!]
      const key = names.authenticator(memberOf(credentialID))
      const row = recordOf<AdapterAuthenticator>(await run(UPDATE_IF, [key], args))
      if (!row) throw new Error("no such authenticator, or its counter moved")
      return row
    },
    async updateAuthenticatorBackup(credentialID, backedUp) {
      const args = ["0", "credentialBackedUp", fieldOf(backedUp)!]
      await run(UPDATE_IF, [names.authenticator(memberOf(credentialID))], args)
    },
  }
}
