import type { MaybePromise } from "../../crypto/index.ts"
import type { Database } from "../../databases/database.ts"
import { type Found, isComplete, lookAt, makeTables } from "./make-tables.ts"
import type { OwnColumns } from "./own-columns.ts"
import { TABLE_KEYS, type TableKey, type TablePlaces } from "./schema.ts"
import { createSharedMemo } from "./shared-memo.ts"
import { createStore, type Store, type Tables } from "./store.ts"
import { tableOf } from "./table.ts"

export interface OpenStoreOptions {
  readonly places: TablePlaces
  /** Whether missing tables are made, or which of them. */
  readonly createTables: boolean | readonly TableKey[]
  /** Whether sessions that are asked for in one turn of the event loop are found by one query. Default true. */
  readonly batch?: boolean | undefined
  /** What the application's description of its tables adds. */
  readonly own?: OwnColumns | undefined
}

/** Opened stores by database, then by what was asked for: the tables are looked at once, not per adapter. */
const opened = createSharedMemo<Map<string, MaybePromise<Store>>>("latchkey/sql-stores/4")

/** Put together once for an adapter, which asks at each call. */
const keys = new WeakMap<OpenStoreOptions, string>()

function keyOf(options: OpenStoreOptions): string {
  const known = keys.get(options)
  if (known !== undefined) return known
  const key = JSON.stringify([
    options.places,
    options.createTables,
    options.own?.id,
    options.batch ?? true,
  ])
  keys.set(options, key)
  return key
}

/** Answers the store when its tables are there. A failure is not remembered: the next use tries again. */
export function openStore(database: Database, options: OpenStoreOptions): MaybePromise<Store> {
  const stores = opened(database, () => new Map())
  const key = keyOf(options)
  const known = stores.get(key)
  if (known) return known
  const forget = (): void => void stores.delete(key)
  const opening = open(database, options, forget)
  stores.set(key, opening)
  opening.then((store) => {
    if (stores.get(key) === opening) stores.set(key, store)
  }, forget)
  return opening
}

async function open(
  database: Database,
  { places, createTables, own, batch = true }: OpenStoreOptions,
  forget: () => void,
): Promise<Store> {
  // Of a file, one connection after the other: SQLite enforces foreign keys for those that ask for it.
  if (database.kind === "sqlite") await database.write("PRAGMA foreign_keys = ON", [])
  let found = await lookAt(database, places)
  // Without a table missing nothing is locked: instances that start together don't wait for each other.
  const keys = createTables === true ? TABLE_KEYS : createTables || []
  if (!isComplete(found, keys)) {
    await makeTables(database, places, keys)
    found = await lookAt(database, places)
  }
  const tables = await tablesOf(database, { places, found, own })
  return createStore(database, tables, { batch, forget })
}

interface Known {
  readonly places: TablePlaces
  readonly found: Found
  readonly own: OwnColumns | undefined
}

async function tablesOf(database: Database, { places, found, own }: Known): Promise<Tables> {
  const table = async (key: TableKey) =>
    tableOf(database, key, {
      place: places[key],
      found: found[key],
      ...(own ? { own: await own.of(key, found[key]), defaults: own.defaults } : {}),
    })
  const tables = await Promise.all(TABLE_KEYS.map(async (key) => [key, await table(key)]))
  return Object.fromEntries(tables) as Tables
}
