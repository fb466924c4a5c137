import type { DatabaseKind } from "../databases/database.ts"

/** The names of the tables and of their indexes, which have no schema of their own. */
export interface EventTables {
  readonly events: string
  readonly deliveries: string
  readonly index: string
}

export function tablesOf(events: string): EventTables {
  return { events, deliveries: `${events}_out`, index: events.split(".").at(-1)! }
}

/** What makes the tables. MySQL compares texts without case, and makes indexes twice, unless it is told otherwise. */
export const creating: Readonly<Record<DatabaseKind, (tables: EventTables) => readonly string[]>> =
  {
    sqlite: (tables) => standard(tables, "INTEGER"),
    postgres: (tables) => standard(tables, "BIGINT"),
    mysql: ({ events, deliveries, index }) => [
      `CREATE TABLE IF NOT EXISTS ${events} (${eventColumns("BIGINT")},
        INDEX ${index}_user (user_id, noted), INDEX ${index}_noted (noted)) ${BINARY}`,
      `CREATE TABLE IF NOT EXISTS ${deliveries} (${deliveryColumns("BIGINT")}) ${BINARY}`,
    ],
  }

const BINARY = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"

function standard({ events, deliveries, index }: EventTables, integer: string): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${events} (${eventColumns(integer)})`,
    `CREATE INDEX IF NOT EXISTS ${index}_user ON ${events} (user_id, noted)`,
    `CREATE INDEX IF NOT EXISTS ${index}_noted ON ${events} (noted)`,
    `CREATE TABLE IF NOT EXISTS ${deliveries} (${deliveryColumns(integer)})`,
  ]
}

const text = (...names: string[]): string => names.map((name) => `${name} VARCHAR(255)`).join(", ")

function eventColumns(integer: string): string {
  return `id VARCHAR(64) NOT NULL PRIMARY KEY, noted ${integer} NOT NULL,
    type VARCHAR(64) NOT NULL, outcome VARCHAR(64) NOT NULL,
    ${text("user_id", "actor", "session_id", "provider", "ip")},
    user_agent VARCHAR(512), ${text("host", "trace_id", "reason", "ref")}, details TEXT`
}

function deliveryColumns(integer: string): string {
  return `hook VARCHAR(64) NOT NULL, event_id VARCHAR(64) NOT NULL, since ${integer} NOT NULL,
    next_at ${integer} NOT NULL, attempts ${integer} NOT NULL,
    claimed_until ${integer} NOT NULL, claimed_by VARCHAR(64), PRIMARY KEY (hook, event_id)`
}

/** An INSERT that leaves a row of the same key as it is, and is no error inside of a transaction. */
export function insertOnce(
  kind: DatabaseKind,
  { table, columns, key, values }: { table: string; columns: string; key: string; values: string },
): string {
  const end =
    kind === "mysql" ? `ON DUPLICATE KEY UPDATE ${key} = ${table}.${key}` : "ON CONFLICT DO NOTHING"
  return `INSERT INTO ${table} (${columns}) VALUES (${values}) ${end}`
}
