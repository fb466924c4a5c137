import type { Dialect, TableNames } from "./dialect.ts"
import type { Row, SqlDriver, SqlValue } from "./driver.ts"

/** A query and its arguments; `keys` are the arguments that identify a row, all of them if it is absent. */
export interface Query {
  readonly sql: string
  readonly args: readonly SqlValue[]
  readonly keys?: readonly SqlValue[]
}

/** One database as the adapter's methods see it: ready, with names quoted, and exact about keys. */
export interface Store {
  /** The tables, quoted. */
  readonly tables: TableNames
  readonly dialect: Dialect
  /** Tables whose rows need an `id` of their own, as D1's, Kysely's and Prisma's layouts do. */
  readonly withId: ReadonlySet<keyof TableNames>
  /** Looks something up. A key that the database could not hold is of no row: null. */
  find(query: Query): Promise<Row | null>
  list(query: Query): Promise<Row[]>
  /** Writes, and answers what the statement returns. Throws for a key that would be stored as another. */
  write(query: Query): Promise<Row | null>
  transaction<T>(work: (store: Store) => Promise<T>): Promise<T>
}

/** A lone surrogate is stored as U+FFFD, like any other: two keys would become one. */
const LONE_SURROGATE = /\p{Surrogate}/u

const keepable = (driver: SqlDriver, query: Query): boolean =>
  (query.keys ?? query.args).every(
    (key) =>
      typeof key !== "string" ||
      (!LONE_SURROGATE.test(key) && (driver.keepsNul || !key.includes("\0"))),
  )

export function createStore(
  driver: SqlDriver,
  about: Pick<Store, "tables" | "dialect" | "withId">,
): Store {
  return {
    ...about,
    find: async (query) => (keepable(driver, query) ? driver.get(query.sql, query.args) : null),
    list: async (query) => (keepable(driver, query) ? driver.all(query.sql, query.args) : []),
    async write(query) {
      if (!keepable(driver, query))
        throw new TypeError("The database can't hold this key as it is.")
      // A statement without RETURNING has no row to get, and better-sqlite3 insists on the difference.
      if (/\bRETURNING\b/.test(query.sql)) return driver.get(query.sql, query.args)
      await driver.run(query.sql, query.args)
      return null
    },
    transaction: (work) => driver.transaction((within) => work(createStore(within, about))),
  }
}
