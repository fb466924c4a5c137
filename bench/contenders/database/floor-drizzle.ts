import { eq } from "drizzle-orm"
import type { Contender } from "../../harness/contender.ts"
import { drizzleOf, type OfPostgres } from "../../databases/drizzle.ts"
import { inTurn, storedToken, untagged } from "../../databases/million.ts"
import { openDatabase } from "../../databases/open.ts"

/** The same query through Drizzle: what an application that asks by itself pays for it. */
export const contender: Contender = {
  note: "the query alone, by Drizzle",
  async prepare(row) {
    const opened = row.kind === "check" ? await openDatabase(row) : undefined
    if (!opened) return undefined
    const { db, users, sessions } = drizzleOf(opened) as OfPostgres
    const next = inTurn(storedToken)
    return async () => {
      const found = await db
        .select({ session: sessions, user: users })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(eq(sessions.sessionToken, next()))
      return found[0]
    }
  },
  read: (answer) => untagged((answer as { user: { email: string } }).user.email),
}
