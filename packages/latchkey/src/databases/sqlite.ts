import { type Database, type Row, type SqlValue, within } from "./database.ts"
import { createGate, type Gate, gateOfFile } from "./gate.ts"

/** `DatabaseSync` of node:sqlite, or `Database` of better-sqlite3, as far as we use it. */
export interface SyncSqliteClient {
  prepare(sql: string): SyncSqliteStatement
  exec(sql: string): unknown
  /** Whether a transaction is open: node:sqlite's word, and better-sqlite3's. */
  readonly isTransaction?: boolean
  readonly inTransaction?: boolean
}

export interface SyncSqliteStatement {
  run(...values: never[]): unknown
  all(...values: never[]): unknown[]
  get(...values: never[]): unknown
  /** Rows as arrays from now on: node:sqlite's word, and better-sqlite3's. */
  setReturnArrays?(enabled: boolean): void
  raw?(toggled: boolean): unknown
  columns?(): readonly { readonly name: string }[]
}

/** Milliseconds that someone else's lock or transaction is waited out. */
const PATIENCE = 2_000
const PAUSE = 5

const READS = /^\s*(?:SELECT|PRAGMA)\b/

/** A file, or memory, through a client that answers at once. Statements are prepared once. */
export function syncSqlite(client: SyncSqliteClient): Database {
  const about = { kind: "sqlite", client: nameOf(client), keepsNul: true } as const
  const statements = prepared(client)
  const gate = gateOf(client)
  /** Whether the open transaction is ours. */
  let ours = false
  const wait = <T>(sql: string, work: () => T): Promise<T> =>
    gate.pass(async () => {
      // What is only read is not undone with anything.
      if (!READS.test(sql)) await outsideOthers(client, () => ours)
      return patiently(async () => work())
    })
  const isTaken = (sql: string): boolean =>
    gate.held ||
    (!READS.test(sql) && (client.isTransaction === true || client.inTransaction === true))
  const pass = async <T>(sql: string, work: () => T): Promise<T> => {
    if (isTaken(sql)) return wait(sql, work)
    try {
      return work()
    } catch (error) {
      if (!isBusy(error)) throw error
      return wait(sql, work)
    }
  }
  return {
    ...about,
    rows: (sql, values) => pass(sql, () => statements.rows(sql, values)),
    first(sql, values) {
      try {
        return gate.held ? undefined : statements.first(sql, values)
      } catch {
        // Asked again, it is waited for, or fails where failures are dealt with.
        return undefined
      }
    },
    write: (sql, values) => pass(sql, () => statements.write(sql, values)),
    transaction: (work) =>
      gate.hold(async () => {
        await outsideOthers(client, () => ours)
        await patiently(async () => client.exec("BEGIN IMMEDIATE"))
        ours = true
        try {
          const result = await work(
            within(about, {
              rows: async (sql, values) => statements.rows(sql, values),
              write: async (sql, values) => statements.write(sql, values),
            }),
          )
          client.exec("COMMIT")
          return result
        } catch (error) {
          rollBack(client)
          throw error
        } finally {
          ours = false
        }
      }),
  }
}

interface SyncStatements {
  first(sql: string, values: readonly SqlValue[]): Row | null
  rows(sql: string, values: readonly SqlValue[]): Row[]
  write(sql: string, values: readonly SqlValue[]): number
}

function prepared(client: SyncSqliteClient): SyncStatements {
  const cache = new Map<string, SyncSqliteStatement>()
  const statement = (sql: string): SyncSqliteStatement => {
    const known = cache.get(sql)
    if (known) return known
    const made = client.prepare(sql)
    cache.set(sql, made)
    return made
  }
  const listed = new Map<string, ListedStatement>()
  return {
    first(sql, values) {
      const known = listed.get(sql)
      const { asked, names } = known ?? listing(client.prepare(sql))
      if (!known) listed.set(sql, { asked, names })
      const found = asked.get(...(values.map(plain) as never[]))
      if (!found) return null
      return names ? rowOf(names, found as unknown[]) : (found as Row)
    },
    rows: (sql, values) => statement(sql).all(...(values.map(plain) as never[])) as Row[],
    write: (sql, values) => {
      const { changes } = statement(sql).run(...(values.map(plain) as never[])) as {
        changes?: number | bigint
      }
      return Number(changes ?? 0)
    },
  }
}

/** A statement whose rows come as arrays, with the names of their columns; undefined where they come as they are. */
interface ListedStatement {
  readonly asked: SyncSqliteStatement
  readonly names: readonly string[] | undefined
}

/** Drivers make an object of a row name by name, which costs more than the row. */
function listing(asked: SyncSqliteStatement): ListedStatement {
  const names = asked.columns?.().map(({ name }) => name)
  if (!names || !(asked.setReturnArrays ?? asked.raw)) return { asked, names: undefined }
  if (asked.setReturnArrays) asked.setReturnArrays(true)
  else asked.raw!(true)
  return { asked, names }
}

function rowOf(names: readonly string[], values: readonly unknown[]): Row {
  const row: Row = {}
  for (let at = 0; at < names.length; at++) row[names[at]!] = values[at]
  return row
}

/** SQLite has no times. */
const plain = (value: SqlValue): SqlValue => (value instanceof Date ? value.getTime() : value)

function nameOf(client: SyncSqliteClient): string {
  return "pragma" in client ? "better-sqlite3" : "node:sqlite"
}

/** `location()` of node:sqlite, `name` of better-sqlite3; a database in memory is nobody else's. */
function gateOf(client: SyncSqliteClient & { location?(): string | null; name?: unknown }): Gate {
  const path = client.location ? client.location() : client.name
  return typeof path === "string" && path !== "" && path !== ":memory:"
    ? gateOfFile(path)
    : createGate()
}

/** SQLite has rolled back by itself after some errors (a full disk): the first error is the one to tell. */
function rollBack(client: SyncSqliteClient): void {
  try {
    client.exec("ROLLBACK")
  } catch {
    // No transaction is open any more.
  }
}

/** What is written within the application's transaction on the same connection would go with it when it is rolled back. */
async function outsideOthers(client: SyncSqliteClient, ours: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE
  while (!ours() && (client.isTransaction || client.inTransaction)) {
    if (Date.now() > end) throw new Error("A transaction on this connection did not end.")
    await pause()
  }
}

const isBusy = (error: unknown): boolean => /\b(?:SQLITE_BUSY|locked)\b/.test(String(error))

/**
 * Another process may hold the file's lock for a moment.
 *
 * @param busy - Called after each try that met the lock.
 */
export async function patiently<T>(work: () => Promise<T>, busy?: () => void): Promise<T> {
  const end = Date.now() + PATIENCE
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error)) throw error
      busy?.()
      if (Date.now() > end) throw error
      await pause()
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE + PAUSE * Math.random()))
}
