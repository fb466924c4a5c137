import type { KeyStore } from "../../contracts/keys.ts"
import type { Database, DatabaseKind, Row, SqlValue } from "../../databases/database.ts"
import { means } from "../../databases/faults.ts"
import { NOW, type TableMaking, withTables } from "../../databases/tables.ts"
import { channelOf } from "../../databases/watch.ts"
import { instanceRow, saidText } from "./instance-row.ts"
import { bytesOf, FORGET_INSTANCES, textOf } from "./shared.ts"

export interface SqlKeyStoreOptions {
  readonly ring: string
  /** Checked already. */
  readonly table: string
  readonly inspect: NonNullable<KeyStore["inspect"]>
  readonly watch?: KeyStore["watch"] | undefined
}

/** A time that an instance was seen at: as a value of its column, and read back in milliseconds. */
interface Seen {
  readonly now: string
  readonly values: () => readonly SqlValue[]
  readonly read: string
  /** What is older is forgotten. */
  readonly oldest: string
}

const SEEN: Readonly<Record<DatabaseKind, Seen>> = {
  // A file has no clock but the machine's.
  sqlite: {
    now: "?",
    values: () => [Date.now()],
    read: "seen",
    oldest: `? - ${FORGET_INSTANCES}`,
  },
  postgres: {
    now: "now()",
    values: () => [],
    read: "extract(epoch FROM seen) * 1000",
    oldest: `now() - interval '${FORGET_INSTANCES / 1000} seconds'`,
  },
  mysql: {
    now: NOW.mysql,
    values: () => [],
    read: "seen",
    oldest: `${NOW.mysql} - ${FORGET_INSTANCES}`,
  },
}

/** A ring in a table. Each change is one statement, so it works through a pooler in any mode. */
export function sqlKeyStore(database: Database, options: SqlKeyStoreOptions): KeyStore {
  const { kind } = database
  const { ring, table, inspect, watch } = options
  const on = { ...withTables(database, MAKING[kind](table)), kind }
  const store: KeyStore = {
    name: `${kind}:${table}`,
    ring,
    async read() {
      const [row] = await on.rows(`SELECT doc, rev FROM ${table} WHERE ring = ?`, [ring])
      return row ? { bytes: bytesOf(String(row["doc"])), version: String(row["rev"]) } : null
    },
    async write(bytes, expected) {
      const text = textOf(bytes)
      const changed =
        expected === null
          ? await insert(on, table, [ring, text])
          : await change(on, table, {
              sql: `UPDATE ${table} SET rev = rev + 1, doc = ?${STAMP[kind]} WHERE ring = ? AND rev = ?`,
              values: [text, ring, Number(expected)],
            })
      return changed === 1 ? "ok" : "conflict"
    },
    async beat({ instance, rev, root, ...rest }) {
      const { now, values } = SEEN[kind]
      const columns = ["rev", "root", "said", "seen"]
      const conflict =
        kind === "mysql"
          ? `ON DUPLICATE KEY UPDATE ${columns.map((name) => `${name} = VALUES(${name})`).join()}`
          : `ON CONFLICT (ring, instance) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join()}`
      await on.write(
        `INSERT INTO ${table}_instances (ring, instance, ${columns.join()}) VALUES (?, ?, ?, ?, ?, ${now}) ${conflict}`,
        [ring, instance, rev, root, saidText(rest), ...values()],
      )
    },
    async instances() {
      const { oldest, values, read } = SEEN[kind]
      const old = `DELETE FROM ${table}_instances WHERE ring = ? AND seen < ${oldest}`
      await on.write(old, [ring, ...values()])
      const sql = `SELECT instance, rev, root, said, ${read} AS seen FROM ${table}_instances WHERE ring = ?`
      return (await on.rows(sql, [ring])).map(instanceRow)
    },
    inspect,
    ...(watch ? { watch } : {}),
  }
  return kind === "sqlite" ? store : { ...store, now: () => nowOf(on) }
}

/** What is written beside a document, where it is. */
const STAMP: Readonly<Record<DatabaseKind, string>> = {
  sqlite: "",
  postgres: ", updated_at = now()",
  mysql: "",
}

type On = Pick<Database, "kind" | "rows" | "write">

async function nowOf({ kind, rows }: On): Promise<number> {
  const [row] = await rows(`SELECT ${NOW[kind]} AS now`, [])
  return Number(row!["now"])
}

interface Statement {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

/** The rows that were changed. Where there are channels, those who listen are told in the same statement. */
async function change(on: On, table: string, { sql, values }: Statement): Promise<number> {
  if (on.kind !== "postgres") return on.write(sql, values)
  const told = `WITH changed AS (${sql} RETURNING rev) SELECT pg_notify(?, '') FROM changed`
  const rows: Row[] = await on.rows(told, [...values, channelOf(table)])
  return rows.length
}

/** Not `INSERT IGNORE`, which ignores more than a duplicate, and counts that differ with the connection's flags. */
async function insert(on: On, table: string, values: readonly SqlValue[]): Promise<number> {
  const sql = `INSERT INTO ${table} (ring, rev, doc) VALUES (?, 1, ?)`
  if (on.kind !== "mysql")
    return change(on, table, { sql: `${sql} ON CONFLICT DO NOTHING`, values })
  try {
    await on.write(sql, values)
    return 1
  } catch (error) {
    if (means(on.kind, error, "duplicate")) return 0
    throw error
  }
}

const MYSQL_TEXT = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
const mysqlName = (length: number): string => `VARCHAR(${length}) ${MYSQL_TEXT} NOT NULL`

/** The tables, and the column that those of an earlier version lack. */
const MAKING: Readonly<Record<DatabaseKind, (table: string) => TableMaking>> = {
  sqlite: (table) => ({
    create: [
      `CREATE TABLE IF NOT EXISTS ${table} (ring TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, doc TEXT NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${table}_instances (ring TEXT NOT NULL, instance TEXT NOT NULL, rev INTEGER NOT NULL,
        root TEXT NOT NULL, said TEXT, seen INTEGER NOT NULL, PRIMARY KEY (ring, instance))`,
    ],
    widen: [`ALTER TABLE ${table}_instances ADD COLUMN said TEXT`],
  }),
  postgres: (table) => ({
    create: [
      `CREATE TABLE IF NOT EXISTS ${table} (ring text PRIMARY KEY, rev bigint NOT NULL, doc text NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE IF NOT EXISTS ${table}_instances (ring text NOT NULL, instance text NOT NULL, rev bigint NOT NULL,
        root text NOT NULL, said text, seen timestamptz NOT NULL, PRIMARY KEY (ring, instance))`,
    ],
    widen: [`ALTER TABLE ${table}_instances ADD COLUMN IF NOT EXISTS said text`],
  }),
  mysql: (table) => ({
    create: [
      `CREATE TABLE IF NOT EXISTS ${table} (ring ${mysqlName(191)} PRIMARY KEY, rev BIGINT NOT NULL,
        doc MEDIUMTEXT ${MYSQL_TEXT} NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${table}_instances (ring ${mysqlName(100)}, instance ${mysqlName(150)}, rev BIGINT NOT NULL,
        root ${mysqlName(200)}, said TEXT ${MYSQL_TEXT} NULL, seen BIGINT NOT NULL, PRIMARY KEY (ring, instance))`,
    ],
    widen: [`ALTER TABLE ${table}_instances ADD COLUMN said TEXT ${MYSQL_TEXT} NULL`],
  }),
}
