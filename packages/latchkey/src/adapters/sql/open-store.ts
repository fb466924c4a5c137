import type { Database } from "../../databases/database.ts"
import { type Found, isComplete, lookAt, makeTables } from "./make-tables.ts"
import { TABLE_KEYS, type TablePlaces } from "./schema.ts"
import { createSharedMemo } from "./shared-memo.ts"
import { createStore, type Store, type Tables } from "./store.ts"
import { tableOf } from "./table.ts"

export interface OpenStoreOptions {
  readonly places: TablePlaces
  readonly createTables: boolean
}

/** Opened stores by database, then by what was asked for: the tables are looked at once, not per adapter. */
const opened = createSharedMemo<Map<string, Promise<Store>>>("latchkey/sql-stores/2")

/** Answers the store when its tables are there. A failure is not remembered: the next use tries again. */
export function openStore(database: Database, options: OpenStoreOptions): Promise<Store> {
  const stores = opened(database, () => new Map())
  const key = JSON.stringify([options.places, options.createTables])
  const known = stores.get(key)
  if (known) return known
  const forget = (): void => void stores.delete(key)
  const opening = open(database, options, forget)
  stores.set(key, opening)
  opening.catch(forget)
  return opening
}

async function open(
  database: Database,
  { places, createTables }: OpenStoreOptions,
  forget: () => void,
): Promise<Store> {
  // Of a file, one connection after the other: SQLite enforces foreign keys for those that ask for it.
  if (database.kind === "sqlite") await database.write("PRAGMA foreign_keys = ON", [])
  let found = await lookAt(database, places)
  // Without a table missing nothing is locked: instances that start together don't wait for each other.
  if (createTables && !isComplete(found)) {
    await makeTables(database, places)
    found = await lookAt(database, places)
  }
  return createStore(database, tablesOf(database, places, found), forget)
}

function tablesOf(database: Database, places: TablePlaces, found: Found): Tables {
  const tables = TABLE_KEYS.map((key) => [
    key,
    tableOf(database, key, { place: places[key], found: found[key] }),
  ])
  return Object.fromEntries(tables) as Tables
}
