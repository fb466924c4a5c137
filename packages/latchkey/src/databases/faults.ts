import type { DatabaseKind } from "./database.ts"

/** What a failed statement can mean, beside that it failed. */
type Meaning =
  | "no-table"
  | "no-column"
  | "duplicate"
  | "made-by-others"
  | "deadlock"
  | "read-only"
  | "not-allowed"

/** SQLSTATE of PostgreSQL, error numbers of MySQL and MariaDB. */
const CODES: Readonly<Record<Meaning, ReadonlySet<unknown>>> = {
  "no-table": new Set(["42P01", 1146]),
  "no-column": new Set(["42703", 1054]),
  duplicate: new Set(["23505", 1062]),
  // What those get who make the same table, type, column or index at the same time.
  "made-by-others": new Set(["23505", "42P07", "42701", "42710", 1050, 1060, 1061]),
  // The transaction is undone and may be tried again. 1020 is MariaDB's "record has changed since last read".
  deadlock: new Set(["40P01", "40001", 1213, 1020]),
  // MySQL: ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE.
  "read-only": new Set(["25006", 1290, 1792, 1836]),
  // MySQL: ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR.
  "not-allowed": new Set(["42501", 1044, 1142, 1143]),
}

/** SQLite says it in words. */
const WORDS: Readonly<Record<Meaning, RegExp>> = {
  "no-table": /no such table/,
  "no-column": /no such column|has no column named/,
  duplicate: /UNIQUE constraint failed|PRIMARY KEY constraint failed/,
  "made-by-others": /duplicate column name|already exists/,
  deadlock: /(?!)/,
  "read-only": /readonly|read-only/i,
  "not-allowed": /(?!)/,
}

/** How many causes lie behind each other at the most: an ORM wraps what its driver threw. */
const DEPTH = 5

/** Whether an error of a database, perhaps wrapped by others, means that. */
export function means(kind: DatabaseKind, error: unknown, meaning: Meaning): boolean {
  let each: unknown = error
  for (let depth = 0; depth < DEPTH && typeof each === "object" && each !== null; depth++) {
    const { code, errno, message, cause } = each as Record<string, unknown>
    if (kind === "sqlite") {
      if (WORDS[meaning].test(String(message))) return true
    } else if (CODES[meaning].has(code) || CODES[meaning].has(errno)) {
      return true
    }
    each = cause
  }
  return false
}
