import type { SessionRecord, SessionRecords, WantedSessions } from "../contracts/session-records.ts"
import { onePerClient } from "../crypto/memo.ts"
import type { Database, DatabaseKind, Row, SqlValue, Statements } from "../databases/database.ts"
import { databaseOf, type SqlClient } from "../databases/of-client.ts"
import { type TableMaking, tableName, withTables } from "../databases/tables.ts"
import { newestFirst, wanted } from "./shared.ts"

export interface SqlRecordOptions {
  /** The table's name; it is made if missing. Default `auth_session_record`. */
  readonly table?: string
}

/** The table where no other is named. */
export const RECORD_TABLE = "auth_session_record"

/** Milliseconds between two times that this process drops the rows of sessions that are over. */
const PRUNE_INTERVAL = 600_000

/**
 * Lists sessions in PostgreSQL, MySQL 8, MariaDB or SQLite.
 *
 * @param client - A `Pool` or `Client` of pg, `postgres()` of postgres.js, a PGlite, a pool or connection of mysql2, a
 *   `DatabaseSync` of node:sqlite, a `Database` of better-sqlite3, or `createClient()` of libsql.
 * @throws TypeError for anything else, or a table's name that has more than letters, digits and _
 * @example
 * ```ts
 * const records = sqlRecords(new Pool())
 * ```
 */
export function sqlRecords(client: SqlClient, options: SqlRecordOptions = {}): SessionRecords {
  const table = tableName(options.table ?? RECORD_TABLE)
  const database = databaseOf(client)
  return onePerClient("session-records", client, table, () => recordsIn(database, table))
}

const COLUMNS = [
  "id",
  "user_id",
  "created",
  "seen",
  "expires",
  "ip",
  "user_agent",
  "provider",
  "provider_account_id",
  "provider_session",
  "amr",
] as const

/** The same in a table of whatever name, quoted already. Each method is one statement, but for `remove` in MySQL. */
export function recordsIn(database: Database, table: string): SessionRecords {
  const { kind } = database
  const db = withTables(database, making(kind, table))
  const all = COLUMNS.join(", ")
  const later = kind === "sqlite" ? "MAX" : "GREATEST"
  const insert = `INSERT INTO ${table} (${all}) VALUES (${COLUMNS.map(() => "?").join(", ")}) ${
    kind === "mysql" ? "ON DUPLICATE KEY UPDATE id = id" : "ON CONFLICT (id) DO NOTHING"
  }`
  const update = `UPDATE ${table} SET seen = ${later}(seen, ?), expires = ${later}(expires, ?),
    ip = COALESCE(?, ip), user_agent = COALESCE(?, user_agent) WHERE id = ?`
  let pruned = 0
  /** Rows that stay a while longer harm nobody. */
  const prune = async (now: number): Promise<void> => {
    if (now - pruned < PRUNE_INTERVAL) return
    pruned = now
    await db.write(`DELETE FROM ${table} WHERE expires <= ?`, [now]).catch(() => {})
  }
  const search = async (where: string, values: SqlValue[], now: number): Promise<SessionRecord[]> =>
    (await db.rows(`SELECT ${all} FROM ${table} WHERE ${where} AND expires > ?`, [...values, now]))
      .map(recordOf)
      .sort(newestFirst)
  return {
    name: `${kind}:${table}`,
    async add(record) {
      await db.write(insert, valuesOf(record))
      await prune(Date.now())
    },
    touch: async ({ id, seen, expires, ip, userAgent }) =>
      (await db.write(update, [seen, expires, ip ?? null, userAgent ?? null, id])) > 0,
    // MySQL takes texts that differ in blanks at their end for the same.
    list: async (user, now) =>
      (await search("user_id = ?", [user], now)).filter((record) => record.user === user),
    find: async (which, now) =>
      (await search(...conditionOf(which), now)).filter((record) => wanted(record, which)),
    remove: (user, which = {}) => removeFrom(db, { kind, table }, user, which),
  }
}

function conditionOf(which: WantedSessions): [string, SqlValue[]] {
  if ("id" in which) return ["id = ?", [which.id]]
  return "providerSession" in which
    ? ["provider = ? AND provider_session = ?", [which.provider, which.providerSession]]
    : ["provider = ? AND provider_account_id = ?", [which.provider, which.providerAccountId]]
}

/** Of many that remove a session, one is told that it did. */
async function removeFrom(
  db: Statements,
  { kind, table }: { readonly kind: DatabaseKind; readonly table: string },
  user: string,
  { only, except }: { readonly only?: string; readonly except?: string },
): Promise<string[]> {
  const parts: [string, string | undefined][] = [
    ["user_id = ?", user],
    ["id = ?", only],
    ["id <> ?", except],
  ]
  const given = parts.filter((part): part is [string, string] => part[1] !== undefined)
  const where = given.map(([text]) => text).join(" AND ")
  const values = given.map(([, value]) => value)
  if (kind !== "mysql") {
    const rows = await db.rows(`DELETE FROM ${table} WHERE ${where} RETURNING id`, values)
    return rows.map((row) => String(row["id"]))
  }
  // MySQL has no RETURNING.
  const rows = await db.rows(`SELECT id, user_id FROM ${table} WHERE ${where}`, values)
  const removed: string[] = []
  for (const row of rows.filter((one) => one["user_id"] === user)) {
    const id = String(row["id"])
    if ((await db.write(`DELETE FROM ${table} WHERE id = ?`, [id])) > 0) removed.push(id)
  }
  return removed
}

function valuesOf(record: SessionRecord): SqlValue[] {
  return [
    record.id,
    record.user,
    record.created,
    record.seen,
    record.expires,
    record.ip ?? null,
    record.userAgent ?? null,
    record.provider,
    record.providerAccountId ?? null,
    record.providerSession ?? null,
    JSON.stringify(record.amr),
  ]
}

function recordOf(row: Row): SessionRecord {
  const text = <N extends string>(name: N, column: string): { readonly [K in N]?: string } =>
    (typeof row[column] === "string" ? { [name]: row[column] } : {}) as { [K in N]?: string }
  return {
    id: String(row["id"]),
    user: String(row["user_id"]),
    created: Number(row["created"]),
    seen: Number(row["seen"]),
    expires: Number(row["expires"]),
    ...text("ip", "ip"),
    ...text("userAgent", "user_agent"),
    provider: String(row["provider"]),
    ...text("providerAccountId", "provider_account_id"),
    ...text("providerSession", "provider_session"),
    amr: methodsOf(row["amr"]),
  }
}

/** What somebody else wrote there is no method. */
function methodsOf(json: unknown): string[] {
  try {
    const parsed: unknown = JSON.parse(String(json))
    return Array.isArray(parsed)
      ? parsed.filter((one): one is string => typeof one === "string")
      : []
  } catch {
    return []
  }
}

/** Ids are compared byte by byte. */
const TYPES: Readonly<Record<DatabaseKind, { id: string; long: string; time: string }>> = {
  postgres: { id: "text", long: "text", time: "bigint" },
  mysql: {
    id: "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    long: "VARCHAR(1024) CHARACTER SET utf8mb4",
    time: "BIGINT",
  },
  sqlite: { id: "TEXT", long: "TEXT", time: "INTEGER" },
}

/** The columns that are asked by. */
const INDEXES: Readonly<Record<string, string>> = {
  user: "user_id",
  session: "provider, provider_session",
  account: "provider, provider_account_id",
  expires: "expires",
}

function making(kind: DatabaseKind, table: string): TableMaking {
  const { id, long, time } = TYPES[kind]
  const inside =
    kind === "mysql" ? Object.values(INDEXES).map((columns) => `, INDEX (${columns})`) : []
  const beside = kind === "mysql" ? [] : Object.entries(INDEXES)
  return {
    create: [
      `CREATE TABLE IF NOT EXISTS ${table} (id ${id} NOT NULL PRIMARY KEY, user_id ${id} NOT NULL,
        created ${time} NOT NULL, seen ${time} NOT NULL, expires ${time} NOT NULL, ip ${id}, user_agent ${long},
        provider ${id} NOT NULL, provider_account_id ${id}, provider_session ${id}, amr ${long} NOT NULL${inside.join("")})`,
      ...beside.map(([name, columns]) => indexOn(kind, table, name, columns)),
    ],
  }
}

/** An index lies in its table's schema: PostgreSQL takes no schema for its name, SQLite none for its table. */
function indexOn(kind: DatabaseKind, table: string, name: string, columns: string): string {
  const quoted = /^(.*\.)?"(.*)"$/s.exec(table)
  const [schema, bare] = quoted
    ? [quoted[1] ?? "", quoted[2]!]
    : [table.slice(0, table.lastIndexOf(".") + 1), table.slice(table.lastIndexOf(".") + 1)]
  const quote = (text: string): string => (quoted ? `"${text}"` : text)
  const index = quote(`${bare}_${name}`)
  return kind === "postgres"
    ? `CREATE INDEX IF NOT EXISTS ${index} ON ${table} (${columns})`
    : `CREATE INDEX IF NOT EXISTS ${schema}${index} ON ${quote(bare)} (${columns})`
}
