import type { Database, DatabaseKind, Row, SqlValue } from "../../databases/database.ts"
import { means } from "../../databases/faults.ts"
import { quoteName } from "../../databases/ddl.ts"
import type { TableKey } from "./schema.ts"
import type { Condition } from "./forms.ts"
import { columnOf, type Table, type Values, where } from "./table.ts"

export type Tables = { readonly [T in TableKey]: Table<T> }

/** One database as the adapter's methods see it: ready, with its columns known, and exact about keys. */
export interface Store {
  readonly kind: DatabaseKind
  readonly tables: Tables
  /** Whether what is asked for in one turn of the event loop may be asked for together; in a transaction it is not. */
  readonly batch: boolean
  /** Statements as they are, for those that are not about one table. */
  rows(sql: string, values: readonly SqlValue[]): Promise<Row[]>
  /** The first row at once, where the client can; see {@link Database.first}. */
  first?(sql: string, values: readonly SqlValue[]): Row | null | undefined
  write(sql: string, values: readonly SqlValue[]): Promise<number>
  /** Runs what the application does in one transaction; that is not done twice. */
  transaction<T>(work: (store: Store) => Promise<T>): Promise<T>
  /** Runs statements of ours in one transaction, anew where it lost a deadlock. */
  atomically<T>(work: (store: Store) => Promise<T>): Promise<T>
}

/** How often what lost a deadlock is tried again. */
const TRIES = 10

/** What to do about a statement that failed: run it anew, or throw. */
type Recover = <T>(error: unknown, work: () => Promise<T>) => Promise<T>

export interface StoreOptions {
  readonly batch: boolean
  /** Called when a table or a column is not what it was when it was looked at. */
  forget(): void
}

export function createStore(
  database: Database,
  tables: Tables,
  { batch, forget }: StoreOptions,
): Store {
  const { kind } = database
  const note = (error: unknown): void => {
    if (means(kind, error, "no-table") || means(kind, error, "no-column")) forget()
  }
  // In a transaction a statement is not tried again by itself.
  const inside = (on: Database): Store =>
    storeOn(on, tables, async (error) => {
      note(error)
      throw error
    })
  const outside = storeOn(database, tables, async (error, work) => {
    note(error)
    if (!means(kind, error, "deadlock")) throw error
    return untilWon(kind, work)
  })

  function storeOn(on: Database, of: Tables, recover: Recover): Store {
    const run = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work()
      } catch (error) {
        return recover(error, work)
      }
    }
    return {
      kind,
      tables: of,
      batch: batch && on === database,
      // As `run`, with a promise less, for what is read at each request with a session.
      rows: (sql, values) =>
        on.rows(sql, values).catch((error) => recover(error, () => on.rows(sql, values))),
      ...(on.first ? { first: (sql, values) => on.first!(sql, values) } : {}),
      write: (sql, values) => run(() => on.write(sql, values)),
      transaction: (work) => on.transaction((within) => work(inside(within))),
      atomically: (work) => run(() => on.transaction((within) => work(inside(within)))),
    }
  }
  return outside
}

/** The database gave up on one of two that waited for each other, and kept nothing of it. */
async function untilWon<T>(kind: DatabaseKind, work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    await new Promise((resolve) => setTimeout(resolve, tried * 5 * Math.random()))
    try {
      return await work()
    } catch (error) {
      if (tried >= TRIES || !means(kind, error, "deadlock")) throw error
    }
  }
}

/** The rows whose columns have exactly these values, by our names. */
export async function select(
  { tables, rows }: Store,
  key: TableKey,
  values: Values,
  end = "",
): Promise<Row[]> {
  const table: Table = tables[key]
  const condition = where(table, values)
  if (!condition) return []
  const sql = `SELECT ${table.selection()} FROM ${table.name} WHERE ${condition.sql}${end}`
  return rows(sql, condition.values)
}

export async function selectOne(
  store: Store,
  key: TableKey,
  values: Values,
  end = "",
): Promise<Row | null> {
  return (await select(store, key, values, end))[0] ?? null
}

/**
 * Stores a row, and answers nothing. Columns that the table does not have are left out.
 *
 * @param keys - The columns that rows are found by: a value that would be stored as another throws a TypeError.
 */
export async function insert(
  { kind, tables, write }: Store,
  key: TableKey,
  { values, keys }: { readonly values: Values; readonly keys: readonly string[] },
): Promise<void> {
  const { sql, args } = insertion(kind, tables[key], { values, keys })
  await write(sql, args)
}

/** The statement that stores a row. */
export function insertion(
  kind: DatabaseKind,
  table: Table,
  { values: given, keys }: { readonly values: Values; readonly keys: readonly string[] },
): { readonly sql: string; readonly args: readonly SqlValue[] } {
  const names: string[] = []
  const marks: string[] = []
  const args: SqlValue[] = []
  const values = { ...table.defaults("insert"), ...given }
  for (const [column, { name, form }] of table.columns) {
    if (values[column] === undefined) continue
    const value = form.write(values[column])
    if (keys.includes(column) && !form.holds(value))
      throw new TypeError("The database can't hold this key as it is.")
    names.push(name)
    marks.push(form.mark)
    args.push(value)
  }
  if (table.ownId === "random" && !table.columns.has("id")) {
    names.push(quoteName(kind, "id"))
    marks.push("?")
    args.push(crypto.randomUUID())
  }
  const sql = `INSERT INTO ${table.name} (${names.join(", ")}) VALUES (${marks.join(", ")})`
  return { sql, args }
}

/** Sets columns of the rows that a condition is true of, and says of how many. */
export async function update(
  { tables, write }: Store,
  key: TableKey,
  { set, at: condition }: { readonly set: Values; readonly at: Condition | null },
): Promise<number> {
  const table: Table = tables[key]
  if (!condition) return 0
  const all = { ...table.defaults("update"), ...set }
  const columns = Object.entries(all).map(([column, value]) => {
    const { name, form } = columnOf(table, column)
    return { sql: `${name} = ${form.mark}`, value: form.write(value) }
  })
  const sql = `UPDATE ${table.name} SET ${columns.map((one) => one.sql).join(", ")} WHERE ${condition.sql}`
  return write(sql, [...columns.map(({ value }) => value), ...condition.values])
}

/** Deletes the rows that have exactly these values, and says how many: of many who try, one is told that it did. */
export async function remove(
  { tables, write }: Store,
  key: TableKey,
  values: Values,
): Promise<number> {
  const table: Table = tables[key]
  const condition = where(table, values)
  if (!condition) return 0
  return write(`DELETE FROM ${table.name} WHERE ${condition.sql}`, condition.values)
}

/**
 * Takes one row out, and answers it. Of any number who try at once one gets it: PostgreSQL and SQLite answer what
 * they delete; MySQL can't, so there the row is read first, and who deleted it is told so by the count.
 */
export async function take(store: Store, key: TableKey, values: Values): Promise<Row | null> {
  const table: Table = store.tables[key]
  const condition = where(table, values)
  if (!condition) return null
  if (store.kind === "mysql") {
    const row = await selectOne(store, key, values)
    return row && (await remove(store, key, values)) > 0 ? row : null
  }
  const sql = `DELETE FROM ${table.name} WHERE ${condition.sql} RETURNING ${table.selection()}`
  return (await store.rows(sql, condition.values))[0] ?? null
}
