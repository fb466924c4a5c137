import type { SqlDriver, SqlValue } from "./driver.ts"

/** The tables, each by its name in the database. */
export interface TableNames {
  readonly users: string
  readonly accounts: string
  readonly sessions: string
  readonly verificationTokens: string
  readonly authenticators: string
  readonly counters: string
}

export interface Statement {
  readonly sql: string
  readonly args: readonly SqlValue[]
}

/** Where one database's SQL differs from another's. */
export interface Dialect {
  /** Quotes the name of a table or column. */
  quote(name: string): string
  /** Compares two values byte by byte, whatever the column's collation. `column` is quoted already. */
  exact(column: string): string
  /** The names of the tables that exist, as rows of `name`. */
  readonly tables: Statement
  /** The columns of a table, as rows of `name`. */
  columns(table: string): Statement
  /** Statements for each new connection, outside of a transaction. */
  readonly connect: readonly string[]
  /** Creates what is missing and makes unique what must be. Run inside of a transaction. */
  createTables(driver: SqlDriver, names: TableNames): Promise<void>
}
