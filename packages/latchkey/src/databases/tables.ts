import type { Database, Statements } from "./database.ts"
import type { TablePlace } from "./ddl.ts"
import { means } from "./faults.ts"

/** What to run where a table, or a column of a later version, is missing. */
export interface TableMaking {
  readonly create: readonly string[]
  readonly widen?: readonly string[]
}

/**
 * A database that makes a table of ours when it says that there is none, which is not the same as a failed statement.
 * Where the role may not make tables, the first error stands: `latchkey db migrate` makes them ahead.
 */
export function withTables(database: Database, making: TableMaking): Statements {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const missing = means(database.kind, error, "no-table")
        ? making.create
        : means(database.kind, error, "no-column")
          ? making.widen
          : undefined
      if (!missing) throw error
      for (const statement of missing) await made(database, statement)
      return work()
    }
  }
  return {
    rows: (sql, values) => guarded(() => database.rows(sql, values)),
    write: (sql, values) => guarded(() => database.write(sql, values)),
  }
}

async function made(database: Database, statement: string): Promise<void> {
  try {
    await database.write(statement, [])
  } catch (error) {
    if (!means(database.kind, error, "made-by-others")) throw error
  }
}

/** The server's time in milliseconds since the epoch, as an expression; a file has no clock but the machine's. */
export const NOW: Readonly<Record<Database["kind"], string>> = {
  postgres: "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint",
  // Whatever the session's time zone and its summer time.
  mysql: "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)",
  sqlite: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
}

/** A name of a table that goes into SQL as it is. */
export function tableName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,50}(\.[A-Za-z_][A-Za-z0-9_]{0,50})?$/.test(name)) return name
  throw new TypeError(
    "The name of a table has letters, digits and _ only, with a schema before it at most.",
  )
}

/** Where a table of that name is: unquoted names of PostgreSQL are folded, so that theirs and ours are one. */
export function placeOf(kind: Database["kind"], name: string): TablePlace {
  const checked = kind === "postgres" ? tableName(name).toLowerCase() : tableName(name)
  const [table, schema] = checked.split(".").reverse() as [string, string?]
  return schema === undefined ? { name: table } : { name: table, schema }
}
