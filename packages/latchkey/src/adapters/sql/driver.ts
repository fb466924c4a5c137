import { createGate, gateOfFile } from "../../databases/gate.ts"
import { createSharedMemo } from "./shared-memo.ts"
import type { Gate } from "../../databases/gate.ts"

export type SqlValue = string | number | bigint | null
/** A row as drivers answer it; nothing in it is trusted. */
export type Row = Record<string, unknown>

/** `DatabaseSync` of node:sqlite, or `Database` of better-sqlite3, as far as we use it. */
export interface SyncSqliteClient {
  prepare(sql: string): SyncSqliteStatement
  exec(sql: string): unknown
}

export interface SyncSqliteStatement {
  run(...args: SqlValue[]): unknown
  get(...args: SqlValue[]): unknown
  all(...args: SqlValue[]): unknown[]
}

/** The answer of `createClient()` of libsql, as far as we use it. */
export interface LibsqlClient extends LibsqlExecutor {
  readonly protocol: string
  batch(statements: { sql: string; args: SqlValue[] }[], mode?: "write"): Promise<unknown>
  transaction(mode: "write"): Promise<LibsqlTransaction>
}

export interface LibsqlExecutor {
  execute(statement: { sql: string; args: SqlValue[] }): Promise<{ rows: unknown[] }>
}

export interface LibsqlTransaction extends LibsqlExecutor {
  commit(): Promise<void>
  rollback(): Promise<void>
  close(): void
}

export type SqlClient = SyncSqliteClient | LibsqlClient

/** What the adapter needs of a database, whoever talks to it. */
export interface SqlDriver {
  readonly kind: "node:sqlite" | "better-sqlite3" | "libsql"
  /** Whether a string with U+0000 comes back whole; libsql cuts it off there. */
  readonly keepsNul: boolean
  run(sql: string, args: readonly SqlValue[]): Promise<void>
  get(sql: string, args: readonly SqlValue[]): Promise<Row | null>
  all(sql: string, args: readonly SqlValue[]): Promise<Row[]>
  /** Runs `work` in one write transaction; inside of one it just runs it. Only the given driver is part of it. */
  transaction<T>(work: (driver: SqlDriver) => Promise<T>): Promise<T>
}

type Queries = Pick<SqlDriver, "run" | "get" | "all">

const has = (client: object, ...methods: string[]): boolean =>
  methods.every((method) => typeof (client as Row)[method] === "function")

/** Says which driver a client belongs to, by its shape. Throws a TypeError for any other. */
export function detectSqlClient(client: unknown): SqlDriver["kind"] {
  if (typeof client === "object" && client !== null) {
    if (has(client, "execute", "batch", "transaction")) return "libsql"
    if (has(client, "prepare", "exec", "pragma")) return "better-sqlite3"
    if (has(client, "prepare", "exec", "open", "close")) return "node:sqlite"
  }
  throw new TypeError(
    "SqlAdapter takes the client itself: a DatabaseSync of node:sqlite, a Database of better-sqlite3, or what createClient() of @libsql/client answers.",
  )
}

/** Drivers by client, so that an adapter made anew on each request prepares nothing anew. */
const drivers = createSharedMemo<SqlDriver>("latchkey/sql-drivers")

/** The driver of a client. The same client has the same driver. */
export function sqlDriver(client: SqlClient): SqlDriver {
  return drivers(client, () => {
    const kind = detectSqlClient(client)
    return kind === "libsql"
      ? libsqlDriver(client as LibsqlClient)
      : syncDriver(client as SyncSqliteClient, kind)
  })
}

function gatedDriver(
  about: Pick<SqlDriver, "kind" | "keepsNul">,
  options: { queries: Queries; gate: Gate; transaction: SqlDriver["transaction"] },
): SqlDriver {
  const { queries, gate } = options
  return {
    ...about,
    run: (sql, args) => gate.pass(() => queries.run(sql, args)),
    get: (sql, args) => gate.pass(() => queries.get(sql, args)),
    all: (sql, args) => gate.pass(() => queries.all(sql, args)),
    transaction: (work) => gate.hold(() => options.transaction(work)),
  }
}

function within(about: Pick<SqlDriver, "kind" | "keepsNul">, queries: Queries): SqlDriver {
  const driver: SqlDriver = { ...about, ...queries, transaction: (work) => work(driver) }
  return driver
}

function syncDriver(client: SyncSqliteClient, kind: SqlDriver["kind"]): SqlDriver {
  const about = { kind, keepsNul: true }
  const cache = new Map<string, SyncSqliteStatement>()
  const statement = (sql: string): SyncSqliteStatement => {
    const known = cache.get(sql) ?? client.prepare(sql)
    cache.set(sql, known)
    return known
  }
  const queries: Queries = {
    run: async (sql, args) => void statement(sql).run(...args),
    get: async (sql, args) => (statement(sql).get(...args) as Row | undefined) ?? null,
    all: async (sql, args) => statement(sql).all(...args) as Row[],
  }
  return gatedDriver(about, {
    queries,
    gate: gateOf(client),
    async transaction(work) {
      client.exec("BEGIN IMMEDIATE")
      try {
        const result = await work(within(about, queries))
        client.exec("COMMIT")
        return result
      } catch (error) {
        rollback(client)
        throw error
      }
    },
  })
}

/** `location()` of node:sqlite, `name` of better-sqlite3; a database in memory is nobody else's. */
function gateOf(client: SyncSqliteClient & { location?(): string | null; name?: unknown }): Gate {
  const path = client.location ? client.location() : client.name
  return typeof path === "string" && path !== "" && path !== ":memory:"
    ? gateOfFile(path)
    : createGate()
}

/** SQLite has rolled back by itself after some errors (a full disk): the first error is the one to tell. */
function rollback(client: SyncSqliteClient): void {
  try {
    client.exec("ROLLBACK")
  } catch {
    // No transaction is open any more.
  }
}

function libsqlQueries(client: LibsqlExecutor): Queries {
  const rows = async (sql: string, args: readonly SqlValue[]): Promise<Row[]> =>
    (await client.execute({ sql, args: [...args] })).rows as Row[]
  return {
    run: async (sql, args) => void (await rows(sql, args)),
    get: async (sql, args) => (await rows(sql, args))[0] ?? null,
    all: rows,
  }
}

function libsqlDriver(client: LibsqlClient): SqlDriver {
  const about = { kind: "libsql", keepsNul: false } as const
  // A remote transaction has its own stream; on a file, a second connection would only find the database locked.
  const open: Gate = { pass: async (work) => work(), hold: (work) => work() }
  return gatedDriver(about, {
    queries: libsqlQueries(client),
    gate: client.protocol === "file" ? createGate() : open,
    async transaction(work) {
      const transaction = await client.transaction("write")
      try {
        const result = await work(within(about, libsqlQueries(transaction)))
        await transaction.commit()
        return result
      } finally {
        // Rolls back what was not committed.
        transaction.close()
      }
    },
  })
}
