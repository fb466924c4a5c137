import { sqlDriver } from "./driver.ts"
import { createSharedMemo } from "./shared-memo.ts"
import { createStore } from "./store.ts"
import type { Dialect, TableNames } from "./dialect.ts"
import type { SqlClient, SqlDriver } from "./driver.ts"
import type { Store } from "./store.ts"

export interface OpenStoreOptions {
  readonly names: TableNames
  readonly createTables: boolean
  readonly dialect: Dialect
}

/** Opened stores by client, then by what was asked for: the tables are looked at once, not per adapter. */
const opened = createSharedMemo<Map<string, Promise<Store>>>("latchkey/sql-stores")

/** Answers the store when its tables are there. A failure is not remembered: the next use tries again. */
export function openStore(client: SqlClient, options: OpenStoreOptions): Promise<Store> {
  const stores = opened(client, () => new Map())
  const key = JSON.stringify([options.names, options.createTables])
  const known = stores.get(key)
  if (known) return known
  const opening = open(sqlDriver(client), options)
  stores.set(key, opening)
  opening.catch(() => stores.delete(key))
  return opening
}

async function open(driver: SqlDriver, options: OpenStoreOptions): Promise<Store> {
  const { names, dialect } = options
  for (const sql of dialect.connect) await driver.run(sql, [])
  // Without a table missing nothing is locked: instances that start together don't wait for each other.
  if (options.createTables && (await isIncomplete(driver, options)))
    await driver.transaction((within) => dialect.createTables(within, names))
  const withId = new Set<keyof TableNames>()
  for (const table of ["accounts", "sessions"] as const) {
    const { sql, args } = dialect.columns(names[table])
    if ((await driver.all(sql, args)).some((column) => column["name"] === "id")) withId.add(table)
  }
  const quoted = Object.entries(names).map(([table, name]) => [table, dialect.quote(name)])
  const tables = Object.fromEntries(quoted) as Record<keyof TableNames, string>
  return createStore(driver, { tables, dialect, withId })
}

async function isIncomplete(driver: SqlDriver, options: OpenStoreOptions): Promise<boolean> {
  const { sql, args } = options.dialect.tables
  const existing = new Set((await driver.all(sql, args)).map((row) => row["name"]))
  return Object.values(options.names).some((name) => !existing.has(name))
}
