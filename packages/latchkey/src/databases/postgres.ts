import { type Database, type Row, type SqlValue, type Statements, within } from "./database.ts"
import { gateOfClient } from "./gate.ts"
import { type Prepared, prepared, prepares, unpreparable } from "./postgres-statements.ts"

/** A `Pool` or `Client` of pg, or what speaks like one, as far as we use it. */
export interface PgQueryable {
  query(text: string, values: never[]): Promise<PgResult>
}

/** What pg takes as well: a statement with a name is prepared once on each connection. */
interface PgNaming {
  query(statement: NamedStatement): Promise<PgResult>
}

type NamedStatement = Pick<Prepared, "name" | "text"> & { readonly values: never[] }

export interface PgResult {
  readonly rows: unknown[]
  readonly rowCount?: number | null
  /** PGlite's word. */
  readonly affectedRows?: number
}

/** A `Pool` of pg: each transaction has a connection of its own. */
export interface PgPool extends PgQueryable {
  connect(): Promise<PgPooled>
  readonly totalCount: number
}

/** A connection that was taken from a pool. */
export interface PgPooled extends PgQueryable {
  release(error?: Error): void
  on?(event: "error", listener: (error: Error) => void): unknown
  off?(event: "error", listener: (error: Error) => void): unknown
}

/** PGlite: PostgreSQL in this process, with one connection. */
export interface Pglite extends PgQueryable {
  transaction<T>(work: (transaction: PgQueryable) => Promise<T>): Promise<T>
}

/** What `postgres()` of postgres.js answers, as far as we use it. */
export interface PostgresJs {
  unsafe(query: string, parameters: never[], options?: { prepare: boolean }): PromiseLike<unknown>
  readonly options?: { readonly prepare?: boolean }
  begin?<T>(work: (transaction: PostgresJs) => Promise<T>): Promise<T>
  listen?(channel: string, changed: () => void): Promise<{ unlisten(): Promise<void> }>
}

export type PostgresClient = PgQueryable | PostgresJs

export interface PostgresOptions {
  /**
   * Whether statements are prepared once per connection. Default true. A pooler in transaction mode that knows no
   * prepared statements is noticed at its first error, and then none are; with `false` it is not even tried.
   */
  readonly prepare?: boolean
}

/** PostgreSQL through whichever client there is. */
export function postgres(client: PostgresClient, options: PostgresOptions = {}): Database {
  const prepare = options.prepare ?? true
  if ("unsafe" in client) return overPostgresJs(client, prepare)
  if (isPglite(client)) return overPglite(client)
  return isPool(client) ? overPool(client, prepare) : overClient(client, prepare)
}

const KIND = { kind: "postgres", keepsNul: false } as const

const isPglite = (client: PgQueryable): client is Pglite =>
  typeof (client as Partial<Pglite>).transaction === "function"

const isPool = (client: PgQueryable): client is PgPool =>
  typeof (client as Partial<PgPool>).totalCount === "number"

function overPool(pool: PgPool, prepare: boolean): Database {
  const about = { ...KIND, client: "pg" }
  const naming = { on: prepare }
  return {
    ...about,
    ...querying(pool, naming),
    async transaction(work) {
      const client = await pool.connect()
      let broken: Error | undefined
      // One that is lost between two statements says so by an event, which ends the process where nobody listens.
      const lost = (error: Error): void => void (broken = error)
      client.on?.("error", lost)
      try {
        return await begun(client, () => work(within(about, querying(client, naming, true))))
      } catch (error) {
        if (error instanceof Undone) broken = error
        throw error instanceof Undone ? error.cause : error
      } finally {
        // A connection whose transaction nobody could end is not given to the next.
        client.release(broken)
        client.off?.("error", lost)
      }
    },
  }
}

function overClient(client: PgQueryable, prepare: boolean): Database {
  const about = { ...KIND, client: "pg" }
  const gate = gateOfClient(client)
  const naming = { on: prepare }
  const { rows, write } = querying(client, naming)
  return {
    ...about,
    // One after the other: a client of pg with two queries at once is on its way out.
    rows: (sql, values) => gate.hold(() => rows(sql, values)),
    write: (sql, values) => gate.hold(() => write(sql, values)),
    transaction: (work) =>
      gate.hold(async () => {
        try {
          return await begun(client, () => work(within(about, querying(client, naming, true))))
        } catch (error) {
          throw error instanceof Undone ? error.cause : error
        }
      }),
  }
}

function overPglite(client: Pglite): Database {
  const about = { ...KIND, client: "pglite" }
  return {
    ...about,
    ...querying(client),
    transaction: (work) =>
      client.transaction((transaction) => work(within(about, querying(transaction)))),
  }
}

function overPostgresJs(client: PostgresJs, wanted: boolean): Database {
  const about = { ...KIND, client: "postgres.js" }
  const prepare = wanted && client.options?.prepare !== false
  return {
    ...about,
    ...unsafely(client, prepare),
    transaction(work) {
      // A client that is a transaction already has `savepoint` in the place of `begin`.
      if (!client.begin) return work(within(about, unsafely(client, prepare)))
      return client.begin((transaction) => work(within(about, unsafely(transaction, prepare))))
    },
  }
}

/** The transaction failed, and could not be undone: the connection is of no more use. */
class Undone extends Error {}

async function begun<T>(client: PgQueryable, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN", [])
  try {
    const result = await work()
    await client.query("COMMIT", [])
    return result
  } catch (error) {
    try {
      await client.query("ROLLBACK", [])
    } catch {
      throw new Undone("The transaction could not be rolled back.", { cause: error })
    }
    throw error
  }
}

/** Whether statements of a database are prepared; a pooler that can't turns it off for good. */
interface Naming {
  on: boolean
}

/** @param begun - Whether a transaction is open: a statement that failed in one can't be run again. */
function querying(client: PgQueryable, naming: Naming = { on: false }, begun = false): Statements {
  const again = (error: unknown, { name, text }: Prepared, values: never[]): Promise<PgResult> => {
    const why = unpreparable(error, name)
    if (why === "pooler") naming.on = false
    if (why === undefined || begun) throw error
    return client.query(text, values)
  }
  // Each `async` on the way of a session's query costs a promise more, and there are enough.
  const query = <T>(
    sql: string,
    given: readonly SqlValue[],
    read: (result: PgResult) => T,
  ): Promise<T> => {
    const statement = prepared(sql)
    const { name, text } = statement
    const values = given as never[]
    if (!naming.on || !prepares(statement, given)) return client.query(text, values).then(read)
    const asked = (client as unknown as PgNaming).query({ name, text, values })
    return asked.then(read, (error) => again(error, statement, values).then(read))
  }
  return {
    rows: (sql, values) => query(sql, values, rowsOf),
    write: (sql, values) => query(sql, values, countOf),
  }
}

const rowsOf = ({ rows }: PgResult): Row[] => rows as Row[]
const countOf = ({ rowCount, affectedRows }: PgResult): number => rowCount ?? affectedRows ?? 0

function unsafely(client: PostgresJs, prepare: boolean): Statements {
  const ask = async (
    sql: string,
    values: readonly SqlValue[],
  ): Promise<Row[] & { count?: number }> => {
    const statement = prepared(sql)
    // What postgres.js prepares it names itself, and it knows which poolers' errors to try again.
    const options = { prepare: prepare && prepares(statement, values) }
    return (await client.unsafe(statement.text, values as never[], options)) as Row[]
  }
  return {
    rows: async (sql, values) => [...(await ask(sql, values))],
    write: async (sql, values) => (await ask(sql, values)).count ?? 0,
  }
}
