import type { KeyStore, StoreRemark } from "../../contracts/keys.ts"
import { instanceRow, saidText } from "./instance-row.ts"
import { openFile, readOnly, volatile } from "./remarks.ts"
import { bytesOf, FORGET_INSTANCES, storeOf, tableName, textOf } from "./shared.ts"
import type { TableOptions } from "./shared.ts"

type Row = Record<string, unknown>
type Value = string | number | null

/** `DatabaseSync` of node:sqlite, or `Database` of better-sqlite3, as far as we use it. */
export interface SqliteClient {
  prepare(sql: string): {
    run(...values: Value[]): { changes: number | bigint }
    all(...values: Value[]): unknown[]
  }
  /** Whether a transaction is open: node:sqlite's word, and better-sqlite3's. */
  readonly isTransaction?: boolean
  readonly inTransaction?: boolean
}

/** What `createClient()` of libsql answers, as far as we use it. */
export interface LibsqlKeyClient {
  /** `file` where the database is on this machine. */
  readonly protocol?: string
  execute(statement: {
    sql: string
    args: Value[]
  }): Promise<{ rows: unknown[]; rowsAffected: number }>
}

export interface SqliteDriver {
  /** The database is behind a server: its file is not to be seen. */
  readonly remote?: boolean
  run(sql: string, values: Value[]): Promise<number>
  all(sql: string, values: Value[]): Promise<Row[]>
}

/** Milliseconds that someone else's lock or transaction is waited out. */
const PATIENCE = 2_000
const PAUSE = 5

/**
 * Keeps a ring in SQLite: one file that all processes of a machine share.
 *
 * @param client - A `DatabaseSync` of node:sqlite, a `Database` of better-sqlite3, or `createClient()` of libsql.
 * @example
 * ```ts
 * secret: keyring({ store: sqliteStore(new DatabaseSync("auth.db")) })
 * ```
 */
export function sqliteStore(
  client: SqliteClient | LibsqlKeyClient,
  options: TableOptions = {},
): KeyStore {
  const { ring = "auth" } = options
  const table = tableName(options.table ?? "auth_keyring")
  return storeOf(client, `${table} ${ring}`, () => create(sqliteDriver(client), ring, table))
}

function create(driver: SqliteDriver, ring: string, table: string): KeyStore {
  const db = withTables(driver, table)
  return {
    name: `sqlite:${table}`,
    ring,
    async read() {
      const [row] = await db.all(`SELECT doc, rev FROM ${table} WHERE ring = ?`, [ring])
      return row ? { bytes: bytesOf(String(row["doc"])), version: String(row["rev"]) } : null
    },
    async write(bytes, expected) {
      const text = textOf(bytes)
      const changed =
        expected === null
          ? await db.run(
              `INSERT INTO ${table} (ring, rev, doc) VALUES (?, 1, ?) ON CONFLICT DO NOTHING`,
              [ring, text],
            )
          : await db.run(`UPDATE ${table} SET rev = rev + 1, doc = ? WHERE ring = ? AND rev = ?`, [
              text,
              ring,
              Number(expected),
            ])
      return changed === 1 ? "ok" : "conflict"
    },
    // A file has no clock but the machine's.
    async beat(row) {
      await db.run(
        `INSERT INTO ${table}_instances (ring, instance, rev, root, said, seen) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (ring, instance) DO UPDATE
         SET rev = excluded.rev, root = excluded.root, said = excluded.said, seen = excluded.seen`,
        [ring, row.instance, row.rev, row.root, saidText(row), Date.now()],
      )
    },
    async instances() {
      const since = Date.now() - FORGET_INSTANCES
      await db.run(`DELETE FROM ${table}_instances WHERE ring = ? AND seen < ?`, [ring, since])
      const sql = `SELECT instance, rev, root, said, seen FROM ${table}_instances WHERE ring = ?`
      return (await db.all(sql, [ring])).map(instanceRow)
    },
    inspect: () => remarksOn(driver, table),
  }
}

async function remarksOn(driver: SqliteDriver, table: string): Promise<StoreRemark[]> {
  const remarks = driver.remote ? [] : await remarksOnFile(driver, table)
  try {
    await driver.run(`UPDATE ${table} SET rev = rev WHERE 0`, [])
  } catch (error) {
    if (!/readonly|read-only/i.test(String(error))) throw error
    remarks.push(readOnly("the file is open for reading only"))
  }
  return remarks
}

async function remarksOnFile(driver: SqliteDriver, table: string): Promise<StoreRemark[]> {
  const databases = await driver.all("PRAGMA database_list", [])
  // Without a schema before its name the table is in the main database.
  const [schema = "main"] = table.split(".").slice(0, -1)
  const path = String(databases.find(({ name }) => name === schema)?.["file"] ?? "")
  if (path !== "") return openFile(path)
  return [volatile("it is in memory, or in a file that goes with the process")]
}

/** What a client of either kind can do, waiting for locks and for others' transactions. */
export function sqliteDriver(client: SqliteClient | LibsqlKeyClient): SqliteDriver {
  if ("execute" in client) {
    const execute = (sql: string, args: Value[]): ReturnType<LibsqlKeyClient["execute"]> =>
      patiently(() => client.execute({ sql, args }))
    return {
      remote: client.protocol !== "file",
      run: async (sql, values) => (await execute(sql, values)).rowsAffected,
      all: async (sql, values) => (await execute(sql, values)).rows as Row[],
    }
  }
  if ("prepare" in client) {
    return {
      run: async (sql, values) => {
        await outsideTransactions(client)
        return patiently(() => Number(client.prepare(sql).run(...values).changes))
      },
      all: (sql, values) => patiently(() => client.prepare(sql).all(...values) as Row[]),
    }
  }
  throw new TypeError(
    "sqliteStore takes a DatabaseSync of node:sqlite, a Database of better-sqlite3, or createClient() of libsql.",
  )
}

/** What is written within someone's transaction on the same connection would go with it when it is rolled back. */
async function outsideTransactions(client: SqliteClient): Promise<void> {
  const end = Date.now() + PATIENCE
  while (client.isTransaction || client.inTransaction) {
    if (Date.now() > end) throw new Error("A transaction on this connection did not end.")
    await pause()
  }
}

/** Another process may hold the file's lock for a moment. */
async function patiently<T>(work: () => T): Promise<Awaited<T>> {
  const end = Date.now() + PATIENCE
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!/\b(?:SQLITE_BUSY|locked)\b/.test(String(error)) || Date.now() > end) throw error
      await pause()
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE + PAUSE * Math.random()))
}

/** How SQLite says it of a column that is read, and of one that is written. */
const NO_COLUMN = /no such column: said|has no column named said/

/** Makes what the database says is not there. */
function withTables(driver: SqliteDriver, table: string): SqliteDriver {
  const ddl = [
    `CREATE TABLE IF NOT EXISTS ${table} (ring TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, doc TEXT NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${table}_instances (ring TEXT NOT NULL, instance TEXT NOT NULL, rev INTEGER NOT NULL,
      root TEXT NOT NULL, said TEXT, seen INTEGER NOT NULL, PRIMARY KEY (ring, instance))`,
  ]
  // A table of an earlier version.
  const widen = [`ALTER TABLE ${table}_instances ADD COLUMN said TEXT`]
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const missing = /no such table/.test(String(error))
        ? ddl
        : NO_COLUMN.test(String(error))
          ? widen
          : null
      if (!missing) throw error
      for (const statement of missing) {
        await driver.run(statement, []).catch((failure: unknown) => {
          // Another process was faster.
          if (!/duplicate column name/.test(String(failure))) throw failure
        })
      }
      return work()
    }
  }
  return {
    run: (sql, values) => guarded(() => driver.run(sql, values)),
    all: (sql, values) => guarded(() => driver.all(sql, values)),
  }
}
