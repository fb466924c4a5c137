import { drizzleAdapter } from "better-auth/adapters/drizzle"
import { betterAuthSchema } from "../../databases/better-auth-drizzle.ts"
import { drizzleOf, type OfPostgres } from "../../databases/drizzle.ts"
import { openDatabase } from "../../databases/open.ts"
import { betterAuthContender } from "./better-auth.ts"

export const contender = betterAuthContender("1.7.7, its Drizzle adapter", async (row) => {
  const opened = await openDatabase(row)
  if (!opened) return undefined
  const { db } = drizzleOf(opened) as OfPostgres
  return drizzleAdapter(db as never, betterAuthSchema(opened.kind))
})
