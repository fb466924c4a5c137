import { type Database, type Row, type SqlValue, type Statements, within } from "./database.ts"
import { createGate } from "./gate.ts"

/** A `Pool` or `Client` of pg, or what speaks like one, as far as we use it. */
export interface PgQueryable {
  query(text: string, values: never[]): Promise<PgResult>
}

export interface PgResult {
  readonly rows: unknown[]
  readonly rowCount?: number | null
  /** PGlite's word. */
  readonly affectedRows?: number
}

/** A `Pool` of pg: each transaction has a connection of its own. */
export interface PgPool extends PgQueryable {
  connect(): Promise<PgQueryable & { release(error?: Error): void }>
  readonly totalCount: number
}

/** PGlite: PostgreSQL in this process, with one connection. */
export interface Pglite extends PgQueryable {
  transaction<T>(work: (transaction: PgQueryable) => Promise<T>): Promise<T>
}

/** What `postgres()` of postgres.js answers, as far as we use it. */
export interface PostgresJs {
  unsafe(query: string, parameters: never[]): PromiseLike<unknown>
  begin?<T>(work: (transaction: PostgresJs) => Promise<T>): Promise<T>
  listen?(channel: string, changed: () => void): Promise<{ unlisten(): Promise<void> }>
}

export type PostgresClient = PgQueryable | PostgresJs

/** PostgreSQL through whichever client there is. */
export function postgres(client: PostgresClient): Database {
  if ("unsafe" in client) return overPostgresJs(client)
  if (isPglite(client)) return overPglite(client)
  return isPool(client) ? overPool(client) : overClient(client)
}

const KIND = { kind: "postgres", keepsNul: false } as const

const isPglite = (client: PgQueryable): client is Pglite =>
  typeof (client as Partial<Pglite>).transaction === "function"

const isPool = (client: PgQueryable): client is PgPool =>
  typeof (client as Partial<PgPool>).totalCount === "number"

function overPool(pool: PgPool): Database {
  const about = { ...KIND, client: "pg" }
  return {
    ...about,
    ...querying(pool),
    async transaction(work) {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        return await begun(client, () => work(within(about, querying(client))))
      } catch (error) {
        if (error instanceof Undone) broken = error
        throw error instanceof Undone ? error.cause : error
      } finally {
        // A connection whose transaction nobody could end is not given to the next.
        client.release(broken)
      }
    },
  }
}

function overClient(client: PgQueryable): Database {
  const about = { ...KIND, client: "pg" }
  const gate = createGate()
  const statements = querying(client)
  return {
    ...about,
    rows: (sql, values) => gate.pass(() => statements.rows(sql, values)),
    write: (sql, values) => gate.pass(() => statements.write(sql, values)),
    transaction: (work) =>
      gate.hold(async () => {
        try {
          return await begun(client, () => work(within(about, statements)))
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

function overPostgresJs(client: PostgresJs): Database {
  const about = { ...KIND, client: "postgres.js" }
  return {
    ...about,
    ...unsafely(client),
    transaction(work) {
      // A client that is a transaction already has `savepoint` in the place of `begin`.
      if (!client.begin) return work(within(about, unsafely(client)))
      return client.begin((transaction) => work(within(about, unsafely(transaction))))
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

function querying(client: PgQueryable): Statements {
  const query = (sql: string, values: readonly SqlValue[]): Promise<PgResult> =>
    client.query(numbered(sql), values as never[])
  return {
    rows: async (sql, values) => (await query(sql, values)).rows as Row[],
    write: async (sql, values) => {
      const { rowCount, affectedRows } = await query(sql, values)
      return rowCount ?? affectedRows ?? 0
    },
  }
}

function unsafely(client: PostgresJs): Statements {
  const ask = async (
    sql: string,
    values: readonly SqlValue[],
  ): Promise<Row[] & { count?: number }> =>
    (await client.unsafe(numbered(sql), values as never[])) as Row[] & { count?: number }
  return {
    rows: async (sql, values) => [...(await ask(sql, values))],
    write: async (sql, values) => (await ask(sql, values)).count ?? 0,
  }
}

/** Our statements are few, and the same again and again. */
const numberings = new Map<string, string>()
const MAX_NUMBERINGS = 1_000

/** `$1`, `$2`, … for `?`. */
export function numbered(sql: string): string {
  const known = numberings.get(sql)
  if (known !== undefined) return known
  let n = 0
  const text = sql.replaceAll("?", () => `$${++n}`)
  if (numberings.size >= MAX_NUMBERINGS) numberings.clear()
  numberings.set(sql, text)
  return text
}
