/** The adapters that Auth.js, next-auth 5 and NextAuth 4 take alike: each stores tokens as they are. */
import { DrizzleAdapter } from "@auth/drizzle-adapter"
import type { Adapter } from "@auth/core/adapters"
import type { Row } from "../harness/row.ts"
import { drizzleOf, type OfPostgres } from "./drizzle.ts"
import { joinOf, openDatabase } from "./open.ts"

export const DRIZZLE = "@auth/drizzle-adapter 1.11.3"
export const BARE = "a bare SQL adapter"

export async function drizzleAdapter(row: Row): Promise<Adapter | undefined> {
  const opened = await openDatabase(row)
  if (!opened) return undefined
  const { db, users: usersTable, sessions: sessionsTable } = drizzleOf(opened) as OfPostgres
  return DrizzleAdapter(db as never, { usersTable, sessionsTable } as never)
}

/** The least that an adapter can be: the one query, prepared once. */
export async function bareAdapter(row: Row): Promise<Adapter | undefined> {
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
}

function never(): never {
  throw new Error("A check asks for nothing else.")
}
