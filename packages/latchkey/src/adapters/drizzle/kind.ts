import type { DatabaseKind } from "../../databases/database.ts"

/** A `db` of Drizzle on SQLite, as far as we use it. */
export interface DrizzleSqlite {
  all(statement: never): unknown
  run(statement: never): unknown
  transaction(work: never): unknown
  select(fields: never): unknown
}

/** A `db` of Drizzle on PostgreSQL or MySQL, as far as we use it. */
export interface DrizzleServer {
  execute(statement: never): PromiseLike<unknown>
  transaction(work: never): Promise<unknown>
  select(fields: never): unknown
}

/** The answer of `drizzle()`, whatever its driver. */
export type DrizzleDatabase = DrizzleSqlite | DrizzleServer

/** What Drizzle's classes are called, also where there are several copies of Drizzle. */
const ENTITY = Symbol.for("drizzle:entityKind")

/** The names of the classes of a `db`, the nearest first: `NodePgDatabase`, `PgDatabase`. */
export function classesOf(db: object): string[] {
  const names: string[] = []
  let made: unknown = db.constructor
  while (typeof made === "function") {
    if (Object.hasOwn(made, ENTITY)) names.push(String((made as never)[ENTITY]))
    made = Object.getPrototypeOf(made)
  }
  return names
}

const KINDS: readonly (readonly [RegExp, DatabaseKind])[] = [
  [/^Pg(Async)?Database$/, "postgres"],
  [/^MySqlDatabase$/, "mysql"],
  [/^BaseSQLite(Async|Sync)?Database$/, "sqlite"],
]

/** Whose SQL a `db` of Drizzle speaks, or undefined if it is none, or speaks another. */
export function kindOf(classes: readonly string[]): DatabaseKind | undefined {
  return KINDS.find(([name]) => classes.some((each) => name.test(each)))?.[1]
}

/** Over HTTP, each statement on its own: their `transaction` throws, or begins what the next statement is not in. */
const WITHOUT_TRANSACTIONS: ReadonlySet<string> = new Set([
  "D1Database",
  "MySqlRemoteDatabase",
  "NeonHttpDatabase",
  "PgRemoteDatabase",
  "SqliteRemoteDatabase",
  "XataHttpDatabase",
])

/** Whether its driver has transactions. */
export function hasTransactions(classes: readonly string[]): boolean {
  return !classes.some((name) => WITHOUT_TRANSACTIONS.has(name))
}
