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

/** Whether it is what `db.transaction()` hands to its callback. */
export const isTransaction = (classes: readonly string[]): boolean =>
  classes.some((name) => name.endsWith("Transaction"))

/** Over HTTP, each statement on its own: their `transaction` throws, or begins what the next statement is not in. */
const WITHOUT_TRANSACTIONS: ReadonlySet<string> = new Set([
  "D1Database",
  "NeonHttpDatabase",
  "PgRemoteDatabase",
  "XataHttpDatabase",
])

/** What drivers can't do that the adapter needs, by their classes. */
const UNFIT: Readonly<Record<string, string>> = {
  MySqlRemoteDatabase: "has no transactions, which the adapter needs on MySQL",
  SqliteRemoteDatabase: "answers rows without the names of their columns",
}

/** @throws TypeError for a driver that the adapter can't work with */
export function assertFit(classes: readonly string[]): void {
  for (const name of classes)
    if (UNFIT[name]) throw new TypeError(`This driver of Drizzle ${UNFIT[name]}.`)
}

/** A proxy hands on rows alone, so what a statement wrote is counted by what it returns. */
export const counts = (classes: readonly string[]): boolean => !classes.includes("PgRemoteDatabase")

/** Whether its driver has transactions. */
export function hasTransactions(classes: readonly string[]): boolean {
  return !classes.some((name) => WITHOUT_TRANSACTIONS.has(name))
}
