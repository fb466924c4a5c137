import type { KeyStore, StoreRemark } from "../../contracts/keys.ts"
import { instanceRow, saidText } from "./instance-row.ts"
import { readOnly } from "./remarks.ts"
import { bytesOf, FORGET_INSTANCES, storeOf, tableName, textOf } from "./shared.ts"
import type { TableOptions } from "./shared.ts"

type Row = Record<string, unknown>

/** A `Pool` or `Client` of pg, or what speaks like one, as far as we use it. */
export interface PgQueryable {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>
}

/** What `postgres()` of postgres.js answers, as far as we use it. */
export interface PostgresJs {
  unsafe(query: string, parameters: never[]): PromiseLike<unknown>
  listen?(channel: string, changed: () => void): Promise<{ unlisten(): Promise<void> }>
}

/** A connection of its own that waits for notices: a connected `Client` of pg. */
export interface PgListener {
  query(text: string): Promise<unknown>
  on(event: "notification", listener: (notice: { channel: string }) => void): unknown
}

export interface PostgresStoreOptions extends TableOptions {
  /**
   * A connection for `LISTEN`, so that a change is seen at once and not at the next refresh; it must not go through a
   * pooler in transaction mode. With postgres.js `true` is enough.
   */
  readonly listen?: PgListener | true
}

type Ask = (text: string, values: unknown[]) => Promise<Row[]>

/**
 * Keeps a ring in PostgreSQL. Each change is one statement, so it works through a pooler in any mode.
 *
 * @param client - A `Pool` or `Client` of pg, or `postgres()` of postgres.js. Give a pool a `query_timeout`, e.g. of two
 *   seconds: without one, a connection that the network has lost is waited for as long as the operating system does.
 * @example
 * ```ts
 * secret: keyring({ store: postgresStore(new Pool()) })
 * ```
 */
export function postgresStore(
  client: PgQueryable | PostgresJs,
  options: PostgresStoreOptions = {},
): KeyStore {
  const { ring = "auth" } = options
  const table = tableName(options.table ?? "auth_keyring")
  return storeOf(client, `${table} ${ring}`, () => create(client, { ...options, ring, table }))
}

function create(
  client: PgQueryable | PostgresJs,
  options: PostgresStoreOptions & { ring: string; table: string },
): KeyStore {
  const { ring, table } = options
  const ask = withTables(postgresQueries(client), table)
  // Channel names are folded and cut at 63 bytes; a ring's name may hold anything.
  const channel = table.replace(".", "_").toLowerCase()
  const store: KeyStore = {
    name: `postgres:${table}`,
    ring,
    async read() {
      const [row] = await ask(`SELECT doc, rev FROM ${table} WHERE ring = $1`, [ring])
      return row ? { bytes: bytesOf(String(row["doc"])), version: String(row["rev"]) } : null
    },
    async write(bytes, expected) {
      const change =
        expected === null
          ? `INSERT INTO ${table} (ring, rev, doc) VALUES ($1, 1, $2) ON CONFLICT DO NOTHING`
          : `UPDATE ${table} SET rev = rev + 1, doc = $2, updated_at = now() WHERE ring = $1 AND rev = $3`
      const sql = `WITH changed AS (${change} RETURNING rev) SELECT pg_notify('${channel}', '') FROM changed`
      const values = [ring, textOf(bytes), ...(expected === null ? [] : [expected])]
      return (await ask(sql, values)).length === 1 ? "ok" : "conflict"
    },
    async now() {
      const [row] = await ask("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now", [])
      return Number(row!["now"])
    },
    async beat(row) {
      await ask(
        `INSERT INTO ${table}_instances (ring, instance, rev, root, said, seen) VALUES ($1, $2, $3, $4, $5, now())
         ON CONFLICT (ring, instance) DO UPDATE SET rev = $3, root = $4, said = $5, seen = now()`,
        [ring, row.instance, row.rev, row.root, saidText(row)],
      )
    },
    async instances() {
      const seconds = FORGET_INSTANCES / 1000
      await ask(
        `DELETE FROM ${table}_instances WHERE ring = $1 AND seen < now() - interval '${seconds} seconds'`,
        [ring],
      )
      const rows = await ask(
        `SELECT instance, rev, root, said, extract(epoch FROM seen) * 1000 AS seen
         FROM ${table}_instances WHERE ring = $1`,
        [ring],
      )
      return rows.map(instanceRow)
    },
    inspect: () => remarksOn(ask, table),
  }
  const watch = postgresWatch(client, channel, options.listen)
  return watch ? { ...store, watch } : store
}

/** A replica, a session that only reads, a role without the rights. The table is there: it was read before. */
async function remarksOn(ask: Ask, table: string): Promise<StoreRemark[]> {
  const [row] = await ask(
    `SELECT pg_is_in_recovery() AS replica, current_setting('transaction_read_only') AS reads, current_user::text AS name,
       has_table_privilege($1::text, 'INSERT') AND has_table_privilege($1::text, 'UPDATE') AS writes,
       has_table_privilege($2::text, 'INSERT') AND has_table_privilege($2::text, 'UPDATE') AS beats`,
    [table, `${table}_instances`],
  )
  const { replica, reads, name, writes, beats } = row!
  if (replica === true) return [readOnly("it is a replica")]
  return [
    ...(reads === "on" ? [readOnly("its transactions are read-only by default")] : []),
    ...(writes === true ? [] : [readOnly(`its role ${String(name)} may not change ${table}`)]),
    ...(beats === true
      ? []
      : [readOnly(`its role ${String(name)} may not change ${table}_instances`)]),
  ]
}

/** Asks a client of either kind. */
export function postgresQueries(client: PgQueryable | PostgresJs): Ask {
  if ("unsafe" in client) {
    return async (text, values) => [...((await client.unsafe(text, values as never[])) as Row[])]
  }
  if ("query" in client) {
    return async (text, values) => (await client.query(text, values)).rows as Row[]
  }
  throw new TypeError("The client is a Pool or Client of pg, or postgres() of postgres.js.")
}

/** SQLSTATE: undefined_table, undefined_column; and what two that make the same at once get. */
const NO_TABLE = "42P01"
const NO_COLUMN = "42703"
const MADE_BY_OTHERS: ReadonlySet<unknown> = new Set(["23505", "42P07", "42701"])

/** Makes tables and columns when the database says that there are none, which is not the same as a failed read. */
function withTables(ask: Ask, table: string): Ask {
  const ddl = [
    `CREATE TABLE IF NOT EXISTS ${table} (ring text PRIMARY KEY, rev bigint NOT NULL, doc text NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now())`,
    `CREATE TABLE IF NOT EXISTS ${table}_instances (ring text NOT NULL, instance text NOT NULL, rev bigint NOT NULL,
      root text NOT NULL, said text, seen timestamptz NOT NULL, PRIMARY KEY (ring, instance))`,
  ]
  // A table of an earlier version.
  const widen = [`ALTER TABLE ${table}_instances ADD COLUMN IF NOT EXISTS said text`]
  return async (text, values) => {
    try {
      return await ask(text, values)
    } catch (error) {
      const code = codeOf(error)
      const missing = code === NO_TABLE ? ddl : code === NO_COLUMN ? widen : null
      if (!missing) throw error
      for (const statement of missing) {
        await ask(statement, []).catch((failure: unknown) => {
          if (!isMadeByOthers(failure)) throw failure
        })
      }
      return ask(text, values)
    }
  }
}

/** Whether the database says that there is no such table. */
export function isMissingTable(error: unknown): boolean {
  return codeOf(error) === NO_TABLE
}

/** Whether others made the same table at the same time. */
export function isMadeByOthers(error: unknown): boolean {
  return MADE_BY_OTHERS.has(codeOf(error))
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code
}

/** How changes are told on a channel; undefined where nothing listens. */
export function postgresWatch(
  client: PgQueryable | PostgresJs,
  channel: string,
  listen: PgListener | true | undefined,
): KeyStore["watch"] {
  if (!listen) return undefined
  if (listen === true) {
    if (!("unsafe" in client) || !client.listen) {
      throw new TypeError("`listen: true` is for postgres.js; with pg give a connected Client.")
    }
    return (changed) => {
      const listening = client.listen!(channel, changed)
      // What was told before we listened is lost: whoever listens looks once more.
      listening.then(changed).catch(() => {})
      return () => void listening.then(({ unlisten }) => unlisten()).catch(() => {})
    }
  }
  return (changed) => {
    let stopped = false
    listen.on("notification", (notice) => {
      if (!stopped && notice.channel === channel) changed()
    })
    // Without it the next refresh sees the change.
    listen
      .query(`LISTEN "${channel}"`)
      .then(() => stopped || changed())
      .catch(() => {})
    return () => {
      stopped = true
    }
  }
}
