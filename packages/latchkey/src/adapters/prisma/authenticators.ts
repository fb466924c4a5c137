import type { Adapter, AdapterAuthenticator } from "../../contracts/adapter.ts"
import { isExactly, type PrismaModel, plain, type Row, textOf } from "./model.ts"

type AuthenticatorMethods =
  | "getAuthenticator"
  | "createAuthenticator"
  | "listAuthenticatorsByUserId"
  | "updateAuthenticatorCounter"
  | "updateAuthenticatorBackup"

function authenticatorOf(row: Row): AdapterAuthenticator {
  const found = plain<AdapterAuthenticator>(row)
  return { ...found, userId: textOf(row["userId"]) ?? "", transports: found.transports ?? null }
}

export function authenticatorMethods(
  authenticators: PrismaModel,
): Required<Pick<Adapter, AuthenticatorMethods>> {
  return {
    async getAuthenticator(credentialID) {
      const row = await authenticators.find({ credentialID })
      return row && authenticatorOf(row)
    },
    createAuthenticator: async (authenticator) =>
      authenticatorOf(await authenticators.create(authenticator)),
    async listAuthenticatorsByUserId(userId) {
      const rows = await authenticators.list({ userId })
      return rows.filter((row) => isExactly(row, { userId })).map(authenticatorOf)
    },
    async updateAuthenticatorCounter(credentialID, counter, expected) {
      if (!(await authenticators.find({ credentialID }))) throw new Error("no such authenticator")
      const still = expected === undefined ? {} : { counter: expected }
      if ((await authenticators.set({ credentialID, ...still }, { counter })) === 0)
        throw new Error("the counter moved")
      return authenticatorOf((await authenticators.find({ credentialID }))!)
    },
    updateAuthenticatorBackup: (credentialID, credentialBackedUp) =>
      authenticators.set({ credentialID }, { credentialBackedUp }),
  }
}
