import { type Database, type Row, type SqlValue, type Statements, within } from "./database.ts"
import { gateOfClient } from "./gate.ts"

/** A connection of `mysql2/promise`, as far as we use it. */
export interface MysqlConnection {
  query(sql: string, values: never[]): Promise<unknown>
}

/** A pool or connection of `mysql2/promise`, as far as we use it. */
export interface MysqlPromiseClient extends MysqlConnection {
  /** A pool has it. */
  getConnection?(): Promise<MysqlPooledConnection>
}

/** A connection that was taken from a pool. */
export interface MysqlPooledConnection extends MysqlConnection {
  release(): void
  destroy(): void
}

/** A pool or connection of `mysql2`, with callbacks, as far as we use it. */
export interface MysqlCallbackClient {
  promise(): MysqlPromiseClient
}

export type MysqlClient = MysqlPromiseClient | MysqlCallbackClient

/** Milliseconds after which a connection that says nothing is taken for dead. */
const DEAD = 2_500
/** The same while an index is made of a large table. */
const DEAD_WHILE_MAKING = 600_000

const ABOUT = { kind: "mysql", client: "mysql2", keepsNul: true } as const

/** MySQL 8 or MariaDB. */
export function mysql(given: MysqlClient): Database {
  const client = "promise" in given && typeof given.promise === "function" ? given.promise() : given
  const { getConnection } = client as MysqlPromiseClient
  return getConnection
    ? overPool(() => getConnection.call(client))
    : overConnection(client as MysqlConnection)
}

function overPool(connect: () => Promise<MysqlPooledConnection>): Database {
  const ask: Ask = async (sql, values) => {
    const connection = await connect()
    return released(connection, () => alive(connection, sql, values))
  }
  return {
    ...ABOUT,
    ...statementsOf(ask),
    async transaction(work) {
      const connection = await connect()
      return released(connection, () =>
        begun((sql, values) => alive(connection, sql, values), work),
      )
    },
  }
}

function overConnection(client: MysqlConnection): Database {
  const gate = gateOfClient(client)
  const ask: Ask = async (sql, values) => client.query(sql, values as never[])
  const { rows, write } = statementsOf(ask)
  return {
    ...ABOUT,
    rows: (sql, values) => gate.pass(() => rows(sql, values)),
    write: (sql, values) => gate.pass(() => write(sql, values)),
    transaction: (work) => gate.hold(() => begun(ask, work)),
  }
}

type Ask = (sql: string, values: readonly SqlValue[]) => Promise<unknown>

function statementsOf(ask: Ask): Statements {
  const result = async (sql: string, values: readonly SqlValue[]): Promise<unknown> =>
    ((await ask(sql, values)) as unknown[])[0]
  return {
    rows: async (sql, values) => {
      const rows = await result(sql, values)
      return Array.isArray(rows) ? (rows as Row[]) : []
    },
    write: async (sql, values) =>
      ((await result(sql, values)) as { affectedRows?: number } | undefined)?.affectedRows ?? 0,
  }
}

async function begun<T>(ask: Ask, work: (database: Database) => Promise<T>): Promise<T> {
  await ask("START TRANSACTION", [])
  try {
    const result = await work(within(ABOUT, statementsOf(ask)))
    await ask("COMMIT", [])
    return result
  } catch (error) {
    // A connection that does not answer is destroyed by who holds it; the first error is the one to tell.
    await ask("ROLLBACK", []).catch(() => {})
    throw error
  }
}

const silent = new WeakSet<MysqlPooledConnection>()

/**
 * mysql2 waits for an answer for ever, and puts a connection that the network has lost back into the pool: after a
 * few of them the pool has no other. So one that does not answer is taken out.
 */
async function alive(
  connection: MysqlPooledConnection,
  sql: string,
  values: readonly SqlValue[],
): Promise<unknown> {
  if (silent.has(connection)) throw new Error("The connection is silent.")
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = /^\s*(?:CREATE|ALTER)\b/.test(sql) ? DEAD_WHILE_MAKING : DEAD
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      silent.add(connection)
      reject(new Error(`The connection was silent for ${limit} ms.`))
    }, limit)
  })
  try {
    return await Promise.race([connection.query(sql, values as never[]), silence])
  } finally {
    clearTimeout(timer)
  }
}

async function released<T>(connection: MysqlPooledConnection, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    if (silent.has(connection)) connection.destroy()
    else connection.release()
  }
}
