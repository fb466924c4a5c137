import { DrizzleAdapter } from "@auth/drizzle-adapter"
import { drizzleOf, type OfPostgres } from "../../databases/drizzle.ts"
import { openDatabase } from "../../databases/open.ts"
import { authCoreContender } from "./auth-core.ts"

export const contender = authCoreContender("0.41.3, @auth/drizzle-adapter 1.11.3", async (row) => {
  const opened = await openDatabase(row)
  if (!opened) return undefined
  const { db, users: usersTable, sessions: sessionsTable } = drizzleOf(opened) as OfPostgres
  return DrizzleAdapter(db as never, { usersTable, sessionsTable } as never)
})
