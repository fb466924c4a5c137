import type { Database, DatabaseKind } from "../../../databases/database.ts"
import { CommandError } from "../../command.ts"

/** How long others are waited for, and who is told of it. */
export interface Waiting {
  /** Milliseconds. */
  readonly patience: number
  /** Called each time that somebody else has the lock. */
  readonly waits: (milliseconds: number) => void
}

type Attempt = <T>(database: Database, work: (locked: Database) => Promise<T>) => Promise<T | Busy>

const BUSY = Symbol("busy")
type Busy = typeof BUSY

/** Milliseconds between two attempts. */
const PAUSE = 150

/** The names of locks are the server's in MySQL, the database's in PostgreSQL: it is of one schema in both. */
const attempts: Readonly<Record<DatabaseKind, Attempt>> = {
  // It ends with the transaction, so a pooler in any mode will do, and so will SIGKILL.
  postgres: (database, work) =>
    database.transaction(async (within) => {
      const [row] = await within.rows(
        "SELECT pg_try_advisory_xact_lock(hashtext('latchkey_migration'), hashtext(current_schema())) AS mine",
        [],
      )
      if (row?.["mine"] !== true) return BUSY
      // What an adapter holds while it makes its tables: it would fail over ours, that are not committed yet.
      await within.rows("SELECT pg_advisory_xact_lock(hashtext('latchkey'))", [])
      return work(within)
    }),
  // Statements on tables end a transaction there, so the lock is the connection's.
  async mysql(database, work) {
    const name = "concat('latchkey_migration:', left(md5(database()), 32))"
    const [row] = await database.rows(`SELECT GET_LOCK(${name}, 0) AS mine`, [])
    if (Number(row?.["mine"]) !== 1) return BUSY
    try {
      return await work(database)
    } finally {
      await database.rows(`SELECT RELEASE_LOCK(${name})`, []).catch(() => {})
    }
  },
  async sqlite(database, work) {
    let begun = false
    try {
      return await database.transaction((within) => {
        begun = true
        return work(within)
      })
    } catch (error) {
      if (!begun && /\b(?:SQLITE_BUSY|locked)\b/.test(String(error))) return BUSY
      throw error
    }
  },
}

/**
 * Runs `work` while nobody else migrates: in one transaction where the database can undo what is done to tables.
 *
 * @throws CommandError where somebody else holds the lock for longer than `patience`
 */
export async function underLock<T>(
  database: Database,
  { patience, waits }: Waiting,
  work: (locked: Database) => Promise<T>,
): Promise<T> {
  const begun = Date.now()
  for (;;) {
    const answer = await attempts[database.kind](database, work)
    if (answer !== BUSY) return answer as T
    const waited = Date.now() - begun
    if (waited > patience) {
      throw new CommandError(
        `Another process has been migrating this database for ${Math.round(patience / 1000)} s, or holds its lock. Nothing was changed by this one`,
      )
    }
    waits(waited)
    await new Promise((resolve) => setTimeout(resolve, PAUSE + PAUSE * Math.random()))
  }
}
