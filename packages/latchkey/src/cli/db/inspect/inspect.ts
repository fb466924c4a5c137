import type { Database, DatabaseKind, Statements } from "../../../databases/database.ts"
import type { FoundTables } from "./found.ts"
import { inspectMysql } from "./mysql.ts"
import { inspectPostgres } from "./postgres.ts"
import { inspectSqlite } from "./sqlite.ts"

const inspectors: Readonly<Record<DatabaseKind, (database: Statements) => Promise<FoundTables>>> = {
  sqlite: inspectSqlite,
  postgres: inspectPostgres,
  mysql: inspectMysql,
}

/** The tables that a database has. Reads its catalogue only. */
export async function inspect(database: Database): Promise<FoundTables> {
  const found = await inspectors[database.kind](database)
  // One that another connection is just making has a name before it has columns in MySQL.
  return new Map([...found].filter(([, { columns }]) => columns.length > 0))
}
