import type { KeyStore } from "../../contracts/keys.ts"
import { bytesOf, FORGET_INSTANCES, instanceRow, storeOf, tableName, textOf } from "./shared.ts"
import type { TableOptions } from "./shared.ts"

type Row = Record<string, unknown>

/** A pool or connection of `mysql2/promise`, as far as we use it. */
export interface MysqlPromiseClient {
  query(sql: string, values: never[]): Promise<unknown>
}

/** A pool or connection of `mysql2`, with callbacks, as far as we use it. */
export interface MysqlCallbackClient {
  promise(): MysqlPromiseClient
}

type Ask = (sql: string, values: unknown[]) => Promise<unknown>

/** Milliseconds since the epoch, whatever the session's time zone and its summer time. */
const NOW = "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)"
/** Error numbers of the server. */
const DUPLICATE = 1062
const NO_TABLE = 1146

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
  return async (sql, values) => ((await promised.query(sql, values as never[])) as unknown[])[0]
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
    async beat({ instance, rev, root }) {
      await ask(
        `INSERT INTO ${table}_instances (ring, instance, rev, root, seen) VALUES (?, ?, ?, ?, ${NOW})
         ON DUPLICATE KEY UPDATE rev = ?, root = ?, seen = ${NOW}`,
        [ring, instance, rev, root, rev, root],
      )
    },
    async instances() {
      const old = `ring = ? AND seen < ${NOW} - ${FORGET_INSTANCES}`
      await ask(`DELETE FROM ${table}_instances WHERE ${old}`, [ring])
      const found = await rows(
        `SELECT instance, rev, root, seen FROM ${table}_instances WHERE ring = ?`,
        [ring],
      )
      return found.map(instanceRow)
    },
  }
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

/** Makes the tables when the server says that there are none, which is not the same as a failed read. */
function withTables(ask: Ask, table: string): Ask {
  const name = (length: number): string =>
    `VARCHAR(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL`
  const ddl = [
    `CREATE TABLE IF NOT EXISTS ${table} (ring ${name(191)} PRIMARY KEY, rev BIGINT NOT NULL,
      doc MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${table}_instances (ring ${name(100)}, instance ${name(150)}, rev BIGINT NOT NULL,
      root ${name(200)}, seen BIGINT NOT NULL, PRIMARY KEY (ring, instance))`,
  ]
  return async (sql, values) => {
    try {
      return await ask(sql, values)
    } catch (error) {
      if (!isMissingTable(error)) throw error
      for (const statement of ddl) await ask(statement, [])
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
