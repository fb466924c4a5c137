import { DrizzleAdapter } from "latchkey/adapters/drizzle"
import { drizzleOf, type OfPostgres } from "../../databases/drizzle.ts"
import { openDatabase } from "../../databases/open.ts"
import { latchkeyContender } from "./latchkey.ts"

export const contender = latchkeyContender("DrizzleAdapter", async (row) => {
  const opened = await openDatabase(row)
  if (!opened) return undefined
  const { db, users: usersTable, sessions: sessionsTable } = drizzleOf(opened) as OfPostgres
  return DrizzleAdapter(db as never, { usersTable, sessionsTable } as never)
})
