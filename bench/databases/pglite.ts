import { PGlite } from "@electric-sql/pglite"
import { SqlAdapter } from "latchkey/adapters/sql"
import { fillPostgres } from "./fill-postgres.ts"

/** PostgreSQL in this process, in memory, with so many sessions. */
export async function openPglite(sessions: number): Promise<PGlite> {
  const db = new PGlite()
  await SqlAdapter(db).getUser("nobody")
  await fillPostgres((sql, values) => db.query(sql, values), sessions)
  return db
}
