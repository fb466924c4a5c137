import type { Adapter } from "@auth/core/adapters"
import { joinOf, openDatabase } from "../../databases/open.ts"
import { authCoreContender } from "./auth-core.ts"

/** With the least that an adapter can be: the one query, prepared once. */
export const contender = authCoreContender("0.41.3, a bare SQL adapter", async (row) => {
  const opened = await openDatabase(row)
  if (!opened) return undefined
  const join = joinOf(opened)
  const dateOf = (value: unknown): Date => new Date(value as string)
  return {
    async getSessionAndUser(sessionToken: string) {
      const found = await join(sessionToken)
      const { id, name, email, image } = found as never as Record<string, string>
      const session = { sessionToken, userId: id!, expires: dateOf(found["expires"]) }
      return {
        session,
        user: { id: id!, name: name!, email: email!, image: image!, emailVerified: null },
      }
    },
    createUser: never,
    getUser: never,
    getUserByEmail: never,
    getUserByAccount: never,
    updateUser: never,
    linkAccount: never,
    createSession: never,
    updateSession: never,
    deleteSession: never,
  } satisfies Adapter
})

function never(): never {
  throw new Error("A check asks for nothing else.")
}
