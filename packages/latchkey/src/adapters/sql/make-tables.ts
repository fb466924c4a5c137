import type { Database } from "../../databases/database.ts"
import { columnName, uniqueStatement } from "../../databases/ddl.ts"
import { means } from "../../databases/faults.ts"
import { areUnique, columnsOf, type FoundColumn } from "./inspect.ts"
import { TABLE_KEYS, type TableKey, type TablePlaces, tableStatements } from "./schema.ts"

/** The columns of each table; none of one that is missing. */
export type Found = Readonly<Record<TableKey, ReadonlyMap<string, FoundColumn>>>

export async function lookAt(database: Database, places: TablePlaces): Promise<Found> {
  const found: [TableKey, ReadonlyMap<string, FoundColumn>][] = []
  for (const key of TABLE_KEYS) found.push([key, await columnsOf(database, places[key])])
  return Object.fromEntries(found) as Found
}

export const isComplete = (found: Found): boolean => TABLE_KEYS.every((key) => found[key].size > 0)

/** What must be unique by the store's own means, also in tables that another adapter made. */
const UNIQUES: readonly (readonly [table: TableKey, columns: readonly string[]])[] = [
  ["users", ["email"]],
  ["accounts", ["provider", "providerAccountId"]],
  ["sessions", ["sessionToken"]],
  ["authenticators", ["credentialID"]],
]

/** Makes the tables that are missing, and unique what must be. Any number of instances may do so at once. */
export async function makeTables(database: Database, places: TablePlaces): Promise<void> {
  // DDL ends a transaction in MySQL; each statement stands for itself there.
  if (database.kind === "mysql") return make(database, places)
  await database.transaction(async (within) => {
    // Two who create one table at once would find each other's half in PostgreSQL.
    if (within.kind === "postgres")
      await within.rows("SELECT pg_advisory_xact_lock(hashtext('latchkey'))", [])
    await make(within, places)
  })
}

async function make(database: Database, places: TablePlaces): Promise<void> {
  const found = await lookAt(database, places)
  const { users } = places
  const idType = found.users.get(columnName(users, "id"))?.declared
  const placed = idType ? { ...places, users: { ...users, idType: referable(idType) } } : places
  const missing = TABLE_KEYS.filter((key) => found[key].size === 0)
  for (const statement of tableStatements(database.kind, placed, missing))
    await made(database, statement)
  for (const [key, columns] of UNIQUES)
    if (found[key].size > 0) await makeUnique(database, { places, found, key, columns })
}

/** A column refers to a serial one as to an integer. */
const referable = (type: string): string =>
  type.replace(/\bbigserial\b/i, "bigint").replace(/\bserial\b/i, "integer")

interface Wanted {
  readonly places: TablePlaces
  readonly found: Found
  readonly key: TableKey
  readonly columns: readonly string[]
}

async function makeUnique(database: Database, { places, found, key, columns }: Wanted) {
  const place = places[key]
  const names = columns.map((column) => columnName(place, column))
  // MySQL can't make long text unique; such a table stays as its owner has made it.
  const indexable = names.every((name) => !/text|blob/.test(found[key].get(name)?.type ?? ""))
  if (database.kind === "mysql" && !indexable) return
  if (await areUnique(database, place, names)) return
  try {
    await made(database, uniqueStatement(database.kind, place, columns))
  } catch (error) {
    if (!means(database.kind, error, "duplicate")) throw error
    throw new Error(
      `The table ${place.name} has several rows with the same ${names.join(" and ")}, which must be unique. Merge them, or set createTables: false until you have.`,
      { cause: error },
    )
  }
}

async function made(database: Database, statement: string): Promise<void> {
  try {
    await database.write(statement, [])
  } catch (error) {
    // In a transaction of PostgreSQL nothing more can be said; there the lock keeps others out.
    if (database.kind !== "mysql" || !means("mysql", error, "made-by-others")) throw error
  }
}
