import type {
  SecurityEvent,
  SecurityEventSink,
  SecurityEventType,
} from "../contracts/security-events.ts"
import { onePerClient } from "../crypto/memo.ts"
import type { Database, SqlValue, Statements } from "../databases/database.ts"
import { databaseOf, type SqlClient } from "../databases/of-client.ts"
import { tableName, withTables } from "../databases/tables.ts"
import type { Outbox } from "./outbox.ts"
import { creating, insertOnce, tablesOf } from "./table-ddl.ts"
import { tableOutbox } from "./table-outbox.ts"
import { columns, eventOf, valuesOf } from "./table-rows.ts"

export interface EventTableOptions {
  /** The table's name; it is made if missing. @default "auth_security_event" */
  readonly table?: string
  /** Days that an event is kept; `Infinity` for ever. @default 90 */
  readonly retain?: number
}

/** Which events to list. */
export interface EventQuery {
  /** Those about this user's account. */
  readonly user?: string
  readonly type?: SecurityEventType | readonly SecurityEventType[]
  /** Those before this one, or before a time in milliseconds since the epoch: the next page begins with the last event of this one. */
  readonly before?: number | Pick<SecurityEvent, "id" | "time">
  /** At most so many, up to 500. @default 50 */
  readonly limit?: number
}

/** Security events in a table of the application's database. */
export interface EventTable extends SecurityEventSink {
  /** The newest first. */
  list(query?: EventQuery): Promise<SecurityEvent[]>
  /** Drops what is older than `retain`, and says how many. Done by itself once an hour, beside a write. */
  prune(): Promise<number>
  /** For {@link webhook}: what is to be delivered from this table. */
  readonly outbox: Outbox
}

const DAY = 86_400_000
/** Milliseconds between two times that this process looks for what is too old. */
const PRUNE_INTERVAL = 3_600_000
/** Rows that go with one statement, so that no lock is held for long. */
const PRUNE_ROWS = 1_000
const MOST = 500

/**
 * Keeps security events in a table. Our code adds rows, and drops those older than `retain`; it changes none. The same
 * client and name give the same table.
 *
 * @param client - A `DatabaseSync` of node:sqlite, a `Database` of better-sqlite3, a client of libsql, a `Pool` or
 * `Client` of pg, `postgres()` of postgres.js, a PGlite, or a pool or connection of mysql2.
 * @throws TypeError for any other client, or a name that has more than letters, digits and _
 * @example
 * ```ts
 * const events = eventTable(new Pool(), { retain: 365 })
 * const activity = await events.list({ user: session.user.id, limit: 20 })
 * ```
 */
export function eventTable(
  client: SqlClient,
  { table = "auth_security_event", retain = 90 }: EventTableOptions = {},
): EventTable {
  if (!(retain > 0)) throw new TypeError("`retain` is a number of days.")
  const name = tableName(table)
  return onePerClient("security-event-tables", client, `${name} ${retain}`, () =>
    create(databaseOf(client), name, retain * DAY),
  )
}

function create(database: Database, table: string, retain: number): EventTable {
  const tables = tablesOf(table)
  const statements = withTables(database, { create: creating[database.kind](tables) })
  const insertion = insertOnce(database.kind, {
    table,
    columns: columns.join(", "),
    key: "id",
    values: columns.map(() => "?").join(", "),
  })
  const insert = async (within: Statements, event: SecurityEvent): Promise<void> => {
    await within.write(insertion, valuesOf(event))
  }
  const outbox = tableOutbox({ database, statements, tables, insert })
  const prune = (): Promise<number> => pruned(statements, tables, Date.now() - retain)
  let prunedAt = 0
  /** What stays an hour longer harms nobody. */
  const tidy = (): void => {
    if (Math.abs(Date.now() - prunedAt) < PRUNE_INTERVAL) return
    prunedAt = Date.now()
    void prune().catch(() => {})
  }
  return {
    name: `${database.kind}:${table}`,
    async write(event) {
      await insert(statements, event)
      tidy()
    },
    async list(query = {}) {
      const { where, values, limit } = conditions(query)
      const sql = `SELECT ${columns.join(", ")} FROM ${table} WHERE ${where}
        ORDER BY noted DESC, id DESC LIMIT ${limit}`
      const rows = await statements.rows(sql, values)
      return rows.flatMap((row) => eventOf(row) ?? [])
    },
    prune,
    outbox: {
      ...outbox,
      async keep(hook, event) {
        const kept = await outbox.keep(hook, event)
        tidy()
        return kept
      },
    },
  }
}

function conditions({ user, type, before, limit = 50 }: EventQuery): {
  where: string
  values: SqlValue[]
  limit: number
} {
  const found: [string, ...SqlValue[]][] = [["1 = 1"]]
  if (user !== undefined) found.push(["user_id = ?", user])
  const types = type === undefined ? [] : [type].flat()
  if (types.length > 0) found.push([`type IN (${types.map(() => "?").join(", ")})`, ...types])
  if (typeof before === "number") found.push(["noted < ?", before])
  else if (before) {
    const { id, time } = before
    found.push(["(noted < ? OR (noted = ? AND id < ?))", time, time, id])
  }
  return {
    where: found.map(([sql]) => sql).join(" AND "),
    values: found.flatMap(([, ...values]) => values),
    limit: Math.min(MOST, Math.max(1, Math.trunc(limit) || 1)),
  }
}

async function pruned(
  statements: Statements,
  { events, deliveries }: ReturnType<typeof tablesOf>,
  before: number,
): Promise<number> {
  if (!Number.isFinite(before)) return 0
  // MySQL reads no table that it deletes from, but for one that it has copied.
  const old = `SELECT id FROM (SELECT id FROM ${events} WHERE noted < ? ORDER BY noted LIMIT ${PRUNE_ROWS}) AS old`
  let all = 0
  for (;;) {
    const gone = await statements.write(`DELETE FROM ${events} WHERE id IN (${old})`, [before])
    all += gone
    if (gone < PRUNE_ROWS) break
  }
  await statements.write(`DELETE FROM ${deliveries} WHERE since < ?`, [before])
  return all
}

export type { Claim, Delivery, Outbox } from "./outbox.ts"
export type { SqlClient } from "../databases/of-client.ts"
