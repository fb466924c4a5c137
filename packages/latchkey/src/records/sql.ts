import type { SessionRecord, SessionRecords, WantedSessions } from "../contracts/session-records.ts"
import { onePerClient } from "../crypto/memo.ts"
import type { Database, DatabaseKind, Row, SqlValue, Statements } from "../databases/database.ts"
import { createStatements, quoteTable, type TablePlace, type TableSpec } from "../databases/ddl.ts"
import { databaseOf, type SqlClient } from "../databases/of-client.ts"
import { placeOf, withTables } from "../databases/tables.ts"
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
  const database = databaseOf(client)
  return sqlRecordsIn(database, placeOf(database.kind, options.table ?? RECORD_TABLE))
}

/** Times in milliseconds since the epoch. */
export const RECORDS: TableSpec = {
  columns: {
    id: { type: "key" },
    user_id: { type: "key" },
    created: { type: "integer" },
    seen: { type: "integer" },
    expires: { type: "integer" },
    ip: { type: "key", nullable: true },
    user_agent: { type: "text", nullable: true },
    provider: { type: "key" },
    provider_account_id: { type: "key", nullable: true },
    provider_session: { type: "key", nullable: true },
    amr: { type: "text" },
  },
  primaryKey: ["id"],
  index: [
    ["user_id"],
    ["provider", "provider_session"],
    ["provider", "provider_account_id"],
    ["expires"],
  ],
}

/** The same in any database. Each method is one statement, but for `remove` in MySQL. */
export function sqlRecordsIn(database: Database, place: TablePlace): SessionRecords {
  const table = quoteTable(database.kind, place)
  return onePerClient("session-records", database, table, () => create(database, place))
}

function create(database: Database, place: TablePlace): SessionRecords {
  const { kind } = database
  const table = quoteTable(kind, place)
  const db = withTables(database, { create: createStatements(kind, RECORDS, place) })
  const columns = Object.keys(RECORDS.columns)
  const all = columns.join(", ")
  const later = kind === "sqlite" ? "MAX" : "GREATEST"
  const insert = `INSERT INTO ${table} (${all}) VALUES (${columns.map(() => "?").join(", ")}) ${
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
    name: `${kind}:${place.schema === undefined ? "" : `${place.schema}.`}${place.name}`,
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
