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
export function inspect(database: Database): Promise<FoundTables> {
  return inspectors[database.kind](database)
}
