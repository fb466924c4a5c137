import type { TablePlace, TimeKeeping } from "../../databases/ddl.ts"
import type { OwnColumn, OwnColumns } from "../sql/own-columns.ts"
import { type TableKey, type TablePlaces, TABLES } from "../sql/schema.ts"
import { drizzleTables, placesOf } from "../sql/layout.ts"
import type { DrizzleDatabase } from "./kind.ts"
import { decoded, type DrizzleTables, encoded, type ReadTable, readTable } from "./tables.ts"

/** What Auth.js's adapter calls the tables, and what we do. */
const KEYS = {
  usersTable: "users",
  accountsTable: "accounts",
  sessionsTable: "sessions",
  verificationTokensTable: "verificationTokens",
  authenticatorsTable: "authenticators",
} as const satisfies Record<keyof DrizzleTables, TableKey>

/** Where the tables are, and what the application's description of them adds. */
export interface Described {
  readonly places: TablePlaces
  /** The schema of the users, where ours are as well. */
  readonly schema: string | undefined
  readonly own: OwnColumns
}

type ReadTables = ReadonlyMap<TableKey, ReadTable>

/**
 * @throws TypeError for what is no table of Drizzle, or lacks a column that must be there, or if none is known by name.
 */
export function described(db: DrizzleDatabase, tables: DrizzleTables = {}): Described {
  const read = new Map<TableKey, ReadTable>()
  const given = Object.entries(tables).filter(([name]) => Object.hasOwn(KEYS, name))
  // Others beside them are the rest of a schema; others alone are a mistake that would leave us with other tables.
  if (given.length === 0 && Object.keys(tables).length > 0)
    throw new TypeError(`The tables are given as ${Object.keys(KEYS).join(", ")}.`)
  for (const [name, table] of given) {
    if (table === undefined) continue
    const key = KEYS[name as keyof typeof KEYS]
    const one = readTable(db, table as object, name)
    assertColumns(key, one, name)
    read.set(key, one)
  }
  const schema = read.get("users")?.schema
  const others = placesOf({ tables: drizzleTables, ...(schema === undefined ? {} : { schema }) })
  const places = Object.entries(others).map(([key, place]) => {
    const one = read.get(key as TableKey)
    return [key, one ? placeOf(key as TableKey, one) : place]
  })
  return { places: Object.fromEntries(places) as TablePlaces, schema, own: ownOf(read) }
}

function assertColumns(key: TableKey, { columns }: ReadTable, name: string): void {
  const spec: Readonly<Record<string, { readonly nullable?: boolean }>> = TABLES[key].columns
  const needed = Object.keys(spec).filter(
    (column) => !spec[column]?.nullable || (key === "users" && column === "email"),
  )
  const missing = needed.filter((column) => !columns.has(column))
  if (missing.length > 0) throw new TypeError(`${name} has no column ${missing.join(", ")}.`)
}

const isOurs = (key: TableKey, property: string): boolean =>
  Object.hasOwn(TABLES[key].columns, property)

function placeOf(key: TableKey, { name, schema, columns }: ReadTable): TablePlace {
  const ours = [...columns].filter(([property]) => property === "id" || isOurs(key, property))
  const times = ours.flatMap(([property, column]): [string, TimeKeeping][] =>
    column.codec.columnType === "SQLiteTimestamp" && encoded(column, new Date(1_000)) === 1
      ? [[property, "seconds"]]
      : [],
  )
  return {
    name,
    ...(schema === undefined ? {} : { schema }),
    columns: Object.fromEntries(ours.map(([property, column]) => [property, column.name])),
    times: Object.fromEntries(times),
  }
}

/** Columns that are none of ours, with what they do to values; and defaults that Drizzle itself gives to any of them. */
function ownOf(read: ReadTables): OwnColumns {
  const own = new Map(
    Array.from(read, ([key, { columns }]) => [
      key,
      new Map(
        [...columns].filter(
          ([property, { codec }]) =>
            !isOurs(key, property) && (property !== "id" || codec.defaultFn !== undefined),
        ),
      ),
    ]),
  )
  return {
    id: JSON.stringify(Array.from(own, ([key, columns]) => [key, ...columns.keys()])),
    of: (key) =>
      new Map(
        Array.from(own.get(key) ?? [], ([property, column]): [string, OwnColumn] => [
          property,
          {
            name: column.name,
            write: (value) => encoded(column, value),
            read: (value) => decoded(column, value),
          },
        ]),
      ),
    defaults: (key, when) => defaultsOf(read.get(key), when),
  }
}

/** `$defaultFn` and `$onUpdateFn`, which Drizzle calls for what is not given; the latter in a new row as well. */
function defaultsOf(
  table: ReadTable | undefined,
  when: "insert" | "update",
): Record<string, unknown> {
  const values: [string, unknown][] = []
  for (const [property, { codec }] of table?.columns ?? []) {
    const { defaultFn, onUpdateFn } = codec
    const make =
      when === "update"
        ? onUpdateFn
        : (defaultFn ?? (codec.default === undefined ? onUpdateFn : undefined))
    if (make) values.push([property, make()])
  }
  return Object.fromEntries(values)
}
