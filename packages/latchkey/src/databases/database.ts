/** What a statement is given. Times are integer milliseconds, or text where a foreign table wants it. */
export type SqlValue = string | number | bigint | Date | null
/** A row as drivers answer it; nothing in it is trusted. */
export type Row = Record<string, unknown>

/** Whose SQL it is. MariaDB speaks MySQL's. */
export type DatabaseKind = "sqlite" | "postgres" | "mysql"

/**
 * One SQL database, whoever's client carries the statements. `?` stands for a value everywhere, and no statement of
 * ours has another question mark. Each call is one statement; calls of one transaction go to what `work` is given.
 */
export interface Database {
  readonly kind: DatabaseKind
  /** What carries the statements, safe to log: `pg`, `node:sqlite`, `drizzle`. */
  readonly client: string
  /** Whether a string with U+0000 comes back whole; libsql cuts it off there, PostgreSQL refuses it. */
  readonly keepsNul: boolean
  /** Runs a statement, and answers its rows: of a query, or of `RETURNING`. */
  rows(sql: string, values: readonly SqlValue[]): Promise<Row[]>
  /**
   * The first row of a query at once, or null; undefined where it has to be waited for. Only clients that answer without
   * a promise have it: what is read at each request then costs no promise either.
   */
  first?(sql: string, values: readonly SqlValue[]): Row | null | undefined
  /** Runs a statement that answers nothing, and says how many rows it wrote (found, where the server tells both). */
  write(sql: string, values: readonly SqlValue[]): Promise<number>
  /**
   * Runs `work` in one write transaction; inside of one it just runs it. Only the given database is part of it: on a
   * client with one connection everybody else waits.
   */
  transaction<T>(work: (within: Database) => Promise<T>): Promise<T>
}

/** The two ways to ask. */
export type Statements = Pick<Database, "rows" | "write">

/** What is the same of a database and of a transaction on it. */
export type AboutDatabase = Pick<Database, "kind" | "client" | "keepsNul">

/** A database inside of its transaction. */
export function within(about: AboutDatabase, statements: Statements): Database {
  const { kind, client, keepsNul } = about
  const database: Database = {
    kind,
    client,
    keepsNul,
    ...statements,
    transaction: (work) => work(database),
  }
  return database
}
