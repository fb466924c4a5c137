import type {
  RevocationPage,
  RevocationStore,
  SessionRevocation,
} from "../contracts/revocations.ts"

export type RevocationValue = string | number
export type RevocationRow = Readonly<Record<string, unknown>>

/** What differs between databases; the columns are the same everywhere. */
export interface RevocationDatabase {
  /** Short and safe to log. */
  readonly name: string
  /** Quoted or checked already. */
  readonly table: string
  /** Runs a statement with `?` for values. */
  ask(sql: string, values: RevocationValue[]): Promise<readonly RevocationRow[]>
  /** The server's time in milliseconds, as an expression. */
  readonly now: string
  /** The statement that writes, which may tell those who listen. */
  writing?(insert: string): string
  /** Makes the table and its index. */
  readonly ddl: readonly string[]
  isMissingTable(error: unknown): boolean
  /** What those get who make the same table at the same time. */
  isMadeByOthers?(error: unknown): boolean
  watch?: RevocationStore["watch"]
}

export interface SqlRevocationOptions {
  /** The table's name; it is made if missing. Default `auth_session_revocation`. */
  readonly table?: string
}

/** The table where no other is named. */
export const REVOCATION_TABLE = "auth_session_revocation"

/** Milliseconds between two times that this process drops the rows that no living session needs. */
const PRUNE_INTERVAL = 600_000
/**
 * Milliseconds that are read once more: numbers are given out before rows are committed, so that a lower one can
 * appear after a higher one was read.
 */
const OVERLAP = 60_000

/** What has ended, in a table. Each method is one statement, so it works through a pooler in any mode. */
export function sqlRevocations(database: RevocationDatabase): RevocationStore {
  const { name, table, now, watch } = database
  const ask = withTable(database)
  const insert = `INSERT INTO ${table} (kind, id, began_until, except_id, needed_until, noted)
    VALUES (?, ?, ?, ?, ?, ${now})`
  const writing = database.writing?.(insert) ?? insert
  let pruned = 0
  /** Rows that stay a while longer harm nobody. */
  const prune = async (at: number): Promise<void> => {
    if (at - pruned < PRUNE_INTERVAL) return
    pruned = at
    await ask(`DELETE FROM ${table} WHERE needed_until <= ?`, [at]).catch(() => {})
  }
  const store: RevocationStore = {
    name,
    async add({ kind, id, at, except, until }) {
      await ask(writing, [kind, id, at, except ?? "", until])
      await prune(Date.now())
    },
    async since(cursor) {
      const columns = "n, kind, id, began_until, except_id, needed_until"
      const alive = `needed_until > ?`
      const rows =
        cursor === null
          ? await ask(`SELECT ${columns} FROM ${table} WHERE ${alive}`, [Date.now()])
          : await ask(
              `SELECT ${columns} FROM ${table} WHERE (n > ? OR noted > ${now} - ${OVERLAP}) AND ${alive}`,
              [Number(cursor), Date.now()],
            )
      return pageOf(rows, cursor)
    },
  }
  return watch ? { ...store, watch } : store
}

function pageOf(rows: readonly RevocationRow[], cursor: string | null): RevocationPage {
  const last = rows.reduce((highest, row) => Math.max(highest, Number(row["n"])), Number(cursor))
  return { revocations: rows.map(revocationOf), cursor: String(last) }
}

function revocationOf(row: RevocationRow): SessionRevocation {
  const except = String(row["except_id"])
  return {
    kind: row["kind"] === "user" ? "user" : "session",
    id: String(row["id"]),
    at: Number(row["began_until"]),
    ...(except === "" ? {} : { except }),
    until: Number(row["needed_until"]),
  }
}

/** Makes the table when the database says that there is none, which is not the same as a failed statement. */
function withTable(database: RevocationDatabase): RevocationDatabase["ask"] {
  return async (sql, values) => {
    try {
      return await database.ask(sql, values)
    } catch (error) {
      if (!database.isMissingTable(error)) throw error
      for (const statement of database.ddl) {
        await database.ask(statement, []).catch((failure: unknown) => {
          if (!database.isMadeByOthers?.(failure)) throw failure
        })
      }
      return database.ask(sql, values)
    }
  }
}
