import type { KeyStore, StoreRemark } from "../../contracts/keys.ts"
import { instanceRow, saidText } from "./instance-row.ts"
import { readOnly } from "./remarks.ts"
import { bytesOf, FORGET_INSTANCES, storeOf, tableName, textOf } from "./shared.ts"
import type { TableOptions } from "./shared.ts"

type Row = Record<string, unknown>

/** A pool or connection of `mysql2/promise`, as far as we use it. */
export interface MysqlPromiseClient {
  query(sql: string, values: never[]): Promise<unknown>
  /** A pool has it. */
  getConnection?(): Promise<MysqlPooledConnection>
}

/** A connection that was taken from a pool. */
export interface MysqlPooledConnection {
  query(sql: string, values: never[]): Promise<unknown>
  release(): void
  destroy(): void
}

/** A pool or connection of `mysql2`, with callbacks, as far as we use it. */
export interface MysqlCallbackClient {
  promise(): MysqlPromiseClient
}

type Ask = (sql: string, values: unknown[]) => Promise<unknown>

/** Milliseconds since the epoch, whatever the session's time zone and its summer time. */
const NOW = "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)"
/** Milliseconds after which a connection that says nothing is taken for dead. */
const DEAD = 2_500
/** Error numbers of the server. */
const DUPLICATE = 1062
const NO_TABLE = 1146
const NO_COLUMN = 1054
const DUPLICATE_COLUMN = 1060
/** Refused to the user: ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR. */
const NOT_ALLOWED: ReadonlySet<unknown> = new Set([1044, 1142, 1143])
/** Refused to all: ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE. */
const ONLY_READS: ReadonlySet<unknown> = new Set([1290, 1792, 1836])

/**
 * Keeps a ring in MySQL 8 or MariaDB.
 *
 * @param client - A pool or connection of mysql2, with promises or callbacks.
 * @example
 * ```ts
 * secret: keyring({ store: mysqlStore(mysql.createPool(process.env.DATABASE_URL!)) })
 * ```
 */
export function mysqlStore(
  client: MysqlPromiseClient | MysqlCallbackClient,
  options: TableOptions = {},
): KeyStore {
  const { ring = "auth" } = options
  const table = tableName(options.table ?? "auth_keyring")
  return storeOf(client, `${table} ${ring}`, () => create(mysqlQueries(client), ring, table))
}

/** Asks a client of either kind. */
export function mysqlQueries(client: MysqlPromiseClient | MysqlCallbackClient): Ask {
  const promised =
    "promise" in client && typeof client.promise === "function" ? client.promise() : client
  if (!("query" in promised)) {
    throw new TypeError("mysqlStore takes a pool or connection of mysql2.")
  }
  return async (sql, values) => {
    if (!promised.getConnection) {
      return ((await promised.query(sql, values as never[])) as unknown[])[0]
    }
    return ((await throughPool(await promised.getConnection(), sql, values)) as unknown[])[0]
  }
}

/**
 * mysql2 waits for an answer for ever, and puts a connection that the network has lost back into the pool: after a
 * few of them the pool has no other. So one that does not answer is taken out.
 */
async function throughPool(
  connection: MysqlPooledConnection,
  sql: string,
  values: unknown[],
): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let dead = false
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      dead = true
      reject(new Error(`The connection was silent for ${DEAD} ms.`))
    }, DEAD)
  })
  try {
    return await Promise.race([connection.query(sql, values as never[]), silence])
  } finally {
    clearTimeout(timer)
    if (dead) connection.destroy()
    else connection.release()
  }
}

function create(queries: Ask, ring: string, table: string): KeyStore {
  const ask = withTables(queries, table)
  const rows = async (sql: string, values: unknown[]): Promise<Row[]> =>
    (await ask(sql, values)) as Row[]
  return {
    name: `mysql:${table}`,
    ring,
    async read() {
      const [row] = await rows(`SELECT doc, rev FROM ${table} WHERE ring = ?`, [ring])
      return row ? { bytes: bytesOf(String(row["doc"])), version: String(row["rev"]) } : null
    },
    async write(bytes, expected) {
      const text = textOf(bytes)
      if (expected === null) return insert(ask, table, [ring, text])
      const sql = `UPDATE ${table} SET rev = rev + 1, doc = ? WHERE ring = ? AND rev = ?`
      const { affectedRows } = (await ask(sql, [text, ring, expected])) as { affectedRows: number }
      return affectedRows === 1 ? "ok" : "conflict"
    },
    async now() {
      const [row] = await rows(`SELECT ${NOW} AS now`, [])
      return Number(row!["now"])
    },
    async beat(row) {
      const { instance, rev, root } = row
      const said = saidText(row)
      await ask(
        `INSERT INTO ${table}_instances (ring, instance, rev, root, said, seen) VALUES (?, ?, ?, ?, ?, ${NOW})
         ON DUPLICATE KEY UPDATE rev = ?, root = ?, said = ?, seen = ${NOW}`,
        [ring, instance, rev, root, said, rev, root, said],
      )
    },
    async instances() {
      const old = `ring = ? AND seen < ${NOW} - ${FORGET_INSTANCES}`
      await ask(`DELETE FROM ${table}_instances WHERE ${old}`, [ring])
      const found = await rows(
        `SELECT instance, rev, root, said, seen FROM ${table}_instances WHERE ring = ?`,
        [ring],
      )
      return found.map(instanceRow)
    },
    inspect: () => remarksOn(rows, table),
  }
}

type Rows = (sql: string, values: unknown[]) => Promise<Row[]>

/** A server that only reads, and a user that may not write: an `UPDATE` of no row asks for the right, and changes nothing. */
async function remarksOn(rows: Rows, table: string): Promise<StoreRemark[]> {
  const [row] = await rows("SELECT @@global.read_only AS locked, CURRENT_USER() AS name", [])
  const { locked, name } = row!
  const known = readOnly("it only reads (read_only), as a replica does")
  if (isOn(locked)) return [known]
  const remarks: StoreRemark[] = []
  for (const each of [table, `${table}_instances`]) {
    try {
      await rows(`UPDATE ${each} SET rev = rev WHERE 1 = 0`, [])
    } catch (error) {
      if (ONLY_READS.has(numberOf(error))) return [known]
      if (!NOT_ALLOWED.has(numberOf(error))) throw error
      remarks.push(readOnly(`its user ${String(name)} may not change ${each}`))
    }
  }
  return remarks
}

/** `1` of MySQL, and of MariaDB up to 11; later it is a word. */
function isOn(value: unknown): boolean {
  return !["0", "OFF", "false"].includes(String(value))
}

/** Not `INSERT IGNORE`, which ignores more than a duplicate, and counts that differ with the connection's flags. */
async function insert(ask: Ask, table: string, values: unknown[]): Promise<"ok" | "conflict"> {
  try {
    await ask(`INSERT INTO ${table} (ring, rev, doc) VALUES (?, 1, ?)`, values)
    return "ok"
  } catch (error) {
    if (numberOf(error) === DUPLICATE) return "conflict"
    throw error
  }
}

const SAID = "TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL"

/** Makes tables and columns when the server says that there are none, which is not the same as a failed read. */
function withTables(ask: Ask, table: string): Ask {
  const name = (length: number): string =>
    `VARCHAR(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL`
  const ddl = [
    `CREATE TABLE IF NOT EXISTS ${table} (ring ${name(191)} PRIMARY KEY, rev BIGINT NOT NULL,
      doc MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${table}_instances (ring ${name(100)}, instance ${name(150)}, rev BIGINT NOT NULL,
      root ${name(200)}, said ${SAID}, seen BIGINT NOT NULL, PRIMARY KEY (ring, instance))`,
  ]
  // A table of an earlier version.
  const widen = [`ALTER TABLE ${table}_instances ADD COLUMN said ${SAID}`]
  return async (sql, values) => {
    try {
      return await ask(sql, values)
    } catch (error) {
      const number = numberOf(error)
      const missing = number === NO_TABLE ? ddl : number === NO_COLUMN ? widen : null
      if (!missing) throw error
      for (const statement of missing) {
        await ask(statement, []).catch((failure: unknown) => {
          // Another process was faster.
          if (numberOf(failure) !== DUPLICATE_COLUMN) throw failure
        })
      }
      return ask(sql, values)
    }
  }
}

/** Whether the server says that there is no such table. */
export function isMissingTable(error: unknown): boolean {
  return numberOf(error) === NO_TABLE
}

function numberOf(error: unknown): unknown {
  return (error as { errno?: unknown } | null)?.errno
}
